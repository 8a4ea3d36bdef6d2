import { h, KeyedList, setText } from './dom.js';
import { formatNumber, nameOf, t, translated } from './i18n.js';
import { sparkLine } from './spark.js';

const VISIBLE = 8;
const MOST = 120;
const MOST_EVENTS_TO_LOOK_BACK = 5000;

/** The latest values as tiles; the line shows the history of a value, from the loaded events. */
export function metricsPanel(store) {
  const tiles = h('ul', { class: 'metrics' });
  const rows = new KeyedList(tiles, (m) => m.name, (metric) => metricTile(metric, store));
  const toggle = h('button', { type: 'button', class: 'quiet wide', 'aria-expanded': 'false', hidden: true });
  const element = h('section', { 'aria-label': t('panel.metrics'), hidden: true }, tiles, toggle);
  let open = false;
  let snapshot = null;
  const draw = () => {
    if (!snapshot) return;
    element.hidden = snapshot.metrics.length === 0;
    rows.sync(snapshot.metrics.slice(0, open ? MOST : VISIBLE).map((m) => ({ ...m, upTo: snapshot.event_count })));
    toggle.hidden = snapshot.metrics.length <= VISIBLE;
    setText(toggle, open ? t('panel.showFewer') : t('panel.showAll', { n: snapshot.metrics.length }));
    toggle.setAttribute('aria-expanded', open);
  };
  toggle.addEventListener('click', () => {
    open = !open;
    draw();
  });
  store.addEventListener('change', draw);
  return {
    element,
    update(next) {
      if (next.metrics === snapshot?.metrics && next.event_count === snapshot.event_count) return;
      snapshot = next;
      if (next.metrics.length > 0 && next.event_count <= MOST_EVENTS_TO_LOOK_BACK) store.load(next.event_count);
      draw();
    },
  };
}

function metricTile(metric, store) {
  const value = h('span', { class: 'metric-value' });
  const unit = h('span', { class: 'metric-unit' });
  const spark = sparkLine();
  const element = h('li', { class: 'metric' },
    h('span', { class: 'metric-name', title: nameOf('metric', metric.name) }, nameOf('metric', metric.name)),
    h('span', { class: 'metric-row' }, h('span', {}, value, unit), spark.element));
  const update = (now) => {
    setText(value, formatNumber(now.value));
    setText(unit, now.unit ? t(now.unit === '%' ? 'metric.percent' : 'metric.unit', { unit: translated('unit', now.unit) ?? now.unit }) : '');
    spark.update(store.metric(now.name).filter((p) => p.seq <= now.upTo).map((p) => p.value));
  };
  update(metric);
  return { element, update };
}
