import { h, icon } from './dom.js';
import { nameOf, t } from './i18n.js';

const possible = () => typeof Notification !== 'undefined';

/** Offers to tell the end of a job while the page is in the background; gone once the user has answered. */
export function notifyButton() {
  const button = h('button', {
    type: 'button', class: 'compact', hidden: true,
    onclick: async () => {
      await Notification.requestPermission();
      button.hidden = true;
    },
  }, icon('bell'), h('span', {}, t('job.notify')));
  return { element: button, update: (running) => { button.hidden = !running || !possible() || Notification.permission !== 'default'; } };
}

/** A job that this page watched has ended. */
export function tellEnd({ title, pipeline, status, job_id: tag }) {
  if (!document.hidden || !possible() || Notification.permission !== 'granted') return;
  const notification = new Notification(title ?? nameOf('pipeline', pipeline), { body: t(`status.${status}`), tag, icon: '/favicon.svg' });
  notification.onclick = () => {
    window.focus();
    notification.close();
  };
}
