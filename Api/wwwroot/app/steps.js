import { h, icon, KeyedList, setAttribute, setText } from './dom.js';
import { formatDuration, formatNumber, nameOf, t } from './i18n.js';
import { etaHolds, stepPicture } from './job-picture.js';

const STATUS = { spinner: 'running', hold: 'held', check: 'completed', cross: 'failed', forward: 'skipped', dot: 'pending', dash: 'notrun', stop: 'stopped' };

export function stepsPanel() {
  const list = h('ol', { class: 'steps' });
  const rows = new KeyedList(list, (s) => s.step, stepRow);
  return {
    element: h('section', { class: 'steps-panel', 'aria-label': t('panel.steps') }, list),
    update({ steps, ended_at }, { state, view }) {
      rows.sync(steps.map((step) => ({ ...step, picture: stepPicture(state, step.status, view) })));
      // While the job runs, every step keeps a line for its detail, so that nothing moves; at the end an empty line is useless.
      list.classList.toggle('settled', Boolean(ended_at));
    },
  };
}

function stepRow(step) {
  const mark = h('span', { class: 'step-mark' });
  const state = h('span', { class: 'step-state' });
  const detail = h('span', { class: 'step-detail' });
  const fill = h('span', { class: 'bar-fill' });
  const bar = h('span', { class: 'bar', role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-label': nameOf('step', step.step) }, fill);
  const element = h('li', { class: 'step' },
    h('span', { class: 'step-top' }, mark, h('span', { class: 'step-name' }, nameOf('step', step.step)), state), bar, detail);
  let drawn = null;
  let told = null;
  let toldAt = 0;
  let timer = null;
  const update = (now) => {
    clearTimeout(timer);
    const estimate = `${now.percent} ${now.current} ${now.eta_sec}`;
    if (told !== estimate) [told, toldAt] = [estimate, Date.now()];
    const left = now.picture.eta && now.eta_sec !== undefined ? etaHolds(now.eta_sec, toldAt, Date.now()) : 0;
    if (left > 0) timer = setTimeout(() => update(now), left);
    const { picture } = now;
    if (drawn !== picture.mark) {
      drawn = picture.mark;
      element.dataset.status = STATUS[drawn];
      mark.replaceChildren(drawn === 'spinner' ? h('span', { class: 'spinner' }) : icon(drawn));
    }

    const percent = now.status === 'completed' ? 100 : now.percent;
    fill.style.setProperty('--share', percent / 100);
    setAttribute(bar, 'aria-valuenow', percent);
    setText(state, picture.text === 'percent' ? t('steps.percent', { n: percent }) : t(`steps.${picture.text}`));
    const parts = [
      now.total !== undefined && `${formatNumber(now.current ?? 0)} / ${formatNumber(now.total)}`,
      left > 0 && t('steps.eta', { duration: formatDuration(now.eta_sec) }),
      now.message,
    ];
    const text = parts.filter(Boolean).join(' · ');
    setText(detail, text);
    detail.title = text;
  };
  update(step);
  return { element, update };
}
