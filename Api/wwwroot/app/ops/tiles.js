import { h, setText } from '../dom.js';
import { formatDuration, formatNumber, t } from '../i18n.js';
import { sparkLine } from '../spark.js';

const HISTORY = 60;

const rate = (value) => formatNumber(value, { maximumFractionDigits: value < 10 ? 1 : 0 });
const delay = (ms) => (typeof ms === 'number' ? formatNumber(ms, { maximumSignificantDigits: 3 }) : '–');

const TILES = [
  { id: 'events', value: (s) => s.events_per_second, text: rate },
  { id: 'deliveries', value: (s) => s.deliveries_per_second, text: rate },
  { id: 'p50', value: (s) => s.delivery.p50_ms ?? null, text: delay, unit: 'ms' },
  { id: 'p95', value: (s) => s.delivery.p95_ms ?? null, text: delay, unit: 'ms' },
  { id: 'p99', value: (s) => s.delivery.p99_ms ?? null, text: delay, unit: 'ms' },
  { id: 'watchers', value: (s) => s.watchers, text: formatNumber },
  { id: 'running', value: (s) => s.running, text: formatNumber },
  { id: 'queued', value: (s) => s.queue.waiting, text: formatNumber },
  { id: 'wait', value: (s) => s.queue.oldest_wait_seconds ?? 0, text: formatDuration },
];

/** The figures of the whole system, each with its last minute. */
export function tiles() {
  const made = TILES.map(tile);
  return {
    element: h('ul', { class: 'metrics ops-tiles', 'aria-label': t('ops.figures') }, made.map((m) => m.element)),
    update: (state) => made.forEach((m) => m.update(state)),
  };
}

function tile({ id, value, text, unit }) {
  const number = h('span', { class: 'metric-value' });
  const measure = unit && h('span', { class: 'metric-unit' }, ` ${unit}`);
  const spark = sparkLine();
  const history = [];
  return {
    element: h('li', { class: 'metric', dataset: { tile: id } },
      h('span', { class: 'metric-name' }, t(`ops.tile.${id}`)),
      h('span', { class: 'metric-row' }, h('span', {}, number, measure), spark.element)),
    update(state) {
      const now = value(state);
      setText(number, text(now));
      if (measure) measure.hidden = now === null;
      if (now !== null) history.push(now);
      if (history.length > HISTORY) history.shift();
      spark.update(history);
    },
  };
}
