import { h, KeyedList, setText } from './dom.js';
import { nameOf, t } from './i18n.js';

const VISIBLE = 4;
const MOST = 120;
const RANK = { high: 0, medium: 1, low: 2 };

/** Shows the four most important insights; a click shows the rest. */
export function insightsPanel() {
  const list = h('ul', { class: 'insights' });
  const rows = new KeyedList(list, (i) => i.insight_id, insightRow);
  const count = h('span', { class: 'count' });
  const toggle = h('button', { type: 'button', class: 'quiet wide', 'aria-expanded': 'false', hidden: true });
  const element = h('section', { class: 'card', 'aria-labelledby': 'insights-title', hidden: true },
    h('h2', { id: 'insights-title' }, t('panel.insights'), count), list, toggle);
  let open = false;
  let shown = null;

  const draw = () => {
    // Important insights first; among equals the newest first.
    const ranked = shown.map((insight, i) => [insight, i])
      .sort(([a, i], [b, j]) => (RANK[a.importance] ?? 1) - (RANK[b.importance] ?? 1) || j - i)
      .map(([insight]) => insight);
    rows.sync(ranked.slice(0, open ? MOST : VISIBLE));
    setText(count, String(shown.length));
    toggle.hidden = shown.length <= VISIBLE;
    setText(toggle, open ? t('panel.showFewer') : t('panel.showAll', { n: shown.length }));
    toggle.setAttribute('aria-expanded', open);
    element.hidden = shown.length === 0;
  };
  toggle.addEventListener('click', () => {
    open = !open;
    draw();
  });
  return {
    element,
    update({ insights }) {
      if (insights === shown) return;
      shown = insights;
      draw();
    },
  };
}

function insightRow(insight) {
  return {
    element: h('li', { class: 'insight', dataset: { importance: insight.importance } },
      h('p', { class: 'insight-text' }, insight.message),
      h('p', { class: 'insight-meta' },
        h('span', { class: 'chip importance' }, t(`importance.${insight.importance}`)),
        h('span', {}, nameOf('category', insight.category)),
        h('span', {}, nameOf('step', insight.step)))),
  };
}
