import { h, icon, KeyedList, setAttribute, setText } from './dom.js';
import { formatDuration, formatNumber, nameOf, t } from './i18n.js';

const ICONS = { completed: 'check', failed: 'cross', skipped: 'forward', pending: 'dot' };

export function stepsPanel() {
  const list = h('ol', { class: 'steps' });
  const rows = new KeyedList(list, (s) => s.step, stepRow);
  return {
    element: h('section', { class: 'steps-panel', 'aria-label': t('panel.steps') }, list),
    update({ steps, ended_at }) {
      rows.sync(steps);
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
  const update = (now) => {
    const active = now.status === 'started' || now.status === 'running';
    if (drawn !== now.status) {
      drawn = now.status;
      element.dataset.status = active ? 'running' : now.status;
      mark.replaceChildren(ICONS[now.status] ? icon(ICONS[now.status]) : h('span', { class: 'spinner' }));
    }

    const percent = now.status === 'completed' ? 100 : now.percent;
    fill.style.setProperty('--share', percent / 100);
    setAttribute(bar, 'aria-valuenow', percent);
    setText(state, active ? `${formatNumber(percent)} %` : t(`steps.${now.status}`));
    const parts = [
      now.total !== undefined && `${formatNumber(now.current ?? 0)} / ${formatNumber(now.total)}`,
      active && now.eta_sec !== undefined && t('steps.eta', { duration: formatDuration(now.eta_sec) }),
      now.message,
    ];
    const text = parts.filter(Boolean).join(' · ');
    setText(detail, text);
    detail.title = text;
  };
  update(step);
  return { element, update };
}
