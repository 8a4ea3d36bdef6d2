import { h, icon, KeyedList, setText } from './dom.js';
import { t, translated } from './i18n.js';

const ICONS = { pass: 'check', warn: 'warn', fail: 'cross', pending: 'dot' };
const MOST = 200;
const RANK = { fail: 0, warn: 1, pending: 2, pass: 3 };

/** The rules that need attention come first. While checks run, the rules keep their places. */
export function checksPanel() {
  const list = h('ul', { class: 'checks' });
  const rows = new KeyedList(list, (v) => v.rule_id, checkRow);
  const tally = h('span', { class: 'tally' });
  const element = h('section', { class: 'card', 'aria-labelledby': 'checks-title', hidden: true },
    h('h2', { id: 'checks-title' }, t('panel.checks'), tally), list);
  let shown = null;
  let settled = null;
  return {
    element,
    update({ validations }, { ended }) {
      if (validations === shown && ended === settled) return;
      shown = validations;
      settled = ended;
      element.hidden = validations.length === 0;
      rows.sync((ended ? [...validations].sort((a, b) => RANK[a.status] - RANK[b.status]) : validations).slice(0, MOST));
      const n = { pass: 0, warn: 0, fail: 0, pending: 0 };
      for (const { status } of validations) n[status]++;
      tally.replaceChildren(...['fail', 'warn', 'pass'].filter((s) => n[s] > 0)
        .map((s) => h('span', { class: 'tally-part', dataset: { status: s } }, icon(ICONS[s]), String(n[s]))));
      tally.setAttribute('role', 'img');
      tally.setAttribute('aria-label', t('checks.summary', n));
    },
  };
}

function checkRow(rule) {
  const mark = h('span', { class: 'check-mark', role: 'img' });
  const label = h('span', { class: 'check-label' });
  const detail = h('span', { class: 'check-detail' });
  const element = h('li', { class: 'check' }, mark, h('span', { class: 'check-text' }, label, detail));
  const update = (now) => {
    element.dataset.status = now.status;
    mark.replaceChildren(icon(ICONS[now.status] ?? 'dot'));
    mark.setAttribute('aria-label', t(`checks.${now.status}`));
    setText(label, translated('rule', now.rule_id) ?? now.label);
    setText(detail, now.detail ?? '');
  };
  update(rule);
  return { element, update };
}
