import { h, KeyedList, setAttribute, setText, svg } from './dom.js';
import { formatNumber, nameOf, t, translated } from './i18n.js';

const WIDTH = 96;
const HEIGHT = 26;
const VISIBLE = 8;
const MOST = 120;
const MOST_POINTS = 60;
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
  const line = svg('polyline', { class: 'spark-line' });
  const end = svg('circle', { class: 'spark-end', r: 2.2 });
  const spark = svg('svg', { class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, line, end);
  const element = h('li', { class: 'metric' },
    h('span', { class: 'metric-name', title: nameOf('metric', metric.name) }, nameOf('metric', metric.name)),
    h('span', { class: 'metric-row' }, h('span', {}, value, unit), spark));
  const update = (now) => {
    setText(value, formatNumber(now.value));
    setText(unit, now.unit ? ` ${translated('unit', now.unit) ?? now.unit}` : '');
    const points = thin(store.metric(now.name).filter((p) => p.seq <= now.upTo).map((p) => p.value));
    const moved = points.some((p) => p !== points[0]);
    spark.classList.toggle('empty', !moved); // a flat line shows no information
    if (!moved) return;
    const low = Math.min(...points);
    const range = Math.max(...points) - low;
    const place = points.map((p, i) => [3 + (i * (WIDTH - 6)) / (points.length - 1), HEIGHT - 3 - ((p - low) * (HEIGHT - 6)) / range]);
    setAttribute(line, 'points', place.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' '));
    setAttribute(end, 'cx', place.at(-1)[0].toFixed(1));
    setAttribute(end, 'cy', place.at(-1)[1].toFixed(1));
  };
  update(metric);
  return { element, update };
}

/** At most a given number of points, always with the last one. */
function thin(points) {
  if (points.length <= MOST_POINTS) return points;
  const step = (points.length - 1) / (MOST_POINTS - 1);
  return Array.from({ length: MOST_POINTS }, (_, i) => points[Math.round(i * step)]);
}
