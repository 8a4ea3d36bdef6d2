import { announce, api } from '../api.js';
import { h, icon, setText } from '../dom.js';
import { t } from '../i18n.js';

const at = encodeURIComponent;

/** The actions of an operator. Each is one request that may be repeated. */
const ACTIONS = {
  cancel: { icon: 'stop', path: (job) => `jobs/${at(job.job.job_id)}/cancel` },
  requeue: { icon: 'retry', path: (job) => `jobs/${at(job.job.job_id)}/requeue` },
  retry: { icon: 'retry', path: (job) => `jobs/${at(job.job.job_id)}/retry` },
  drain: { icon: 'pause', path: (node) => `nodes/${at(node.node_id)}/drain` },
  undrain: { icon: 'play', path: (node) => `nodes/${at(node.node_id)}/undrain` },
  close: { icon: 'cross', path: (stream) => `nodes/${at(stream.node_id)}/streams/${stream.stream}/close` },
};

/** Shows the failure of an action until the next one. */
export const failure = () => h('p', { class: 'banner bad', role: 'alert', hidden: true });

/**
 * A button that does one thing to the row.
 * @param {(row) => string} about names the row for screen readers
 * @param {(row) => boolean} [shown]
 * @param {() => void} [done]
 */
export const actionCell = (name, { about, failed, shown = () => true, done = () => {} }) => () => {
  const action = ACTIONS[name];
  const label = h('span', {}, t(`ops.do.${name}`));
  const button = h('button', { type: 'button', class: `quiet ops-action ${name === 'cancel' ? 'danger' : ''}` }, icon(action.icon), label);
  let current = null;
  button.addEventListener('click', async () => {
    button.setAttribute('aria-disabled', 'true'); // not disabled: that would lose the focus
    if (button.dataset.busy) return;
    button.dataset.busy = 'true';
    failed.hidden = true;
    try {
      await api.request('POST', `/api/ops/${action.path(current)}`);
      announce(t(`ops.done.${name}`, { name: about(current) }));
      done();
    } catch (error) {
      setText(failed, t('ops.failed', { action: t(`ops.do.${name}`), name: about(current), message: error.message }));
      failed.hidden = false;
    } finally {
      delete button.dataset.busy;
      button.removeAttribute('aria-disabled');
    }
  });
  return {
    element: button,
    update(row) {
      current = row;
      button.hidden = !shown(row);
      button.setAttribute('aria-label', `${t(`ops.do.${name}`)}: ${about(row)}`);
    },
  };
};
