import { api } from './api.js';
import { h, icon, KeyedList, replace, setText } from './dom.js';
import { formatDateTime, formatMs, formatNumber, formatTime, nameOf, t } from './i18n.js';
import { copyButton, facts } from './parts.js';
import { linesOf, sumOf, Waterfall } from './waterfall.js';

/** Steps of at most this many items show them at once. */
const FEW_ITEMS = 12;

/** Where the time of the job went: its waits, attempts, steps, items and model calls, below each other on one time line. */
export function timePanel(store, jobId) {
  let waterfall = new Waterfall();
  let upTo = 0;
  let visible = false;
  let asked = false;
  const toggled = new Map();
  const summary = h('p', { class: 'panel-note', role: 'status' });
  const trace = h('p', { class: 'trace small', hidden: true });
  const scale = h('span', { class: 'time-scale' });
  const body = h('tbody', {});
  const rows = new KeyedList(body, (line) => line.key, (line) => timeLine(line, toggle));
  const table = h('table', { class: 'waterfall' },
    h('caption', { class: 'visually-hidden' }, t('panel.time')),
    h('thead', {}, h('tr', {},
      h('th', { scope: 'col', class: 'plain' }, t('time.what')), h('th', { scope: 'col', class: 'plain time-track' }, scale),
      h('th', { scope: 'col', class: 'plain number' }, t('time.took')), h('th', { scope: 'col', class: 'plain number wide-only call-only' }, t('time.tokens')), h('th', { scope: 'col', class: 'plain number wide-only call-only' }, t('time.cost')))),
    body);

  const stepOf = (key) => waterfall.attempts.flatMap((attempt) => attempt.steps.map((step) => [`attempt-${attempt.attempt}/${step.step}`, step])).find(([id]) => id === key)?.[1];
  const isOpen = (key) => toggled.get(key) ?? stepOf(key)?.items.length <= FEW_ITEMS;

  function toggle(key) {
    toggled.set(key, !isOpen(key));
    draw();
  }

  function read() {
    if (waterfall.seq > upTo) waterfall = new Waterfall(); // a past state, or a log that begins anew
    for (let event = store.get(waterfall.seq + 1); event && waterfall.seq < upTo; event = store.get(waterfall.seq + 1)) waterfall.add(event.payload);
  }

  function draw() {
    if (!visible) return;
    read();
    if (waterfall.from === null) return;
    const { from, last } = waterfall;
    const span = Math.max(last - from, 1);
    const lines = linesOf(waterfall, isOpen);
    rows.sync(lines.map((line) => ({ ...line, offset: (line.from - from) / span, share: (line.to - line.from) / span, since: line.from - from, open: line.kind === 'step' ? isOpen(line.key) : null })));
    setText(scale, `0 – ${formatMs(span)}`);
    scale.title = `${formatDateTime(from)} – ${formatTime(last, { ms: true })}`;
    const { calls, input, output, cost } = waterfall.totals;
    table.classList.toggle('no-calls', calls === 0);
    setText(summary, facts(
      t('time.total', { duration: formatMs(span) }), t('time.attempts', { n: waterfall.attempts.length }), calls > 0 && t('time.calls', { n: calls }),
      input !== undefined && t('time.inOut', { input: formatNumber(input), output: formatNumber(output ?? 0) }), cost !== undefined && t('time.costs', { cost: costText(cost) })));
  }

  async function askTrace() {
    asked = true;
    try {
      const { trace_id: id, trace_url: url } = await api.get(jobId);
      trace.hidden = !id;
      if (id) replace(trace, `${t('time.trace')} `, h('code', {}, id), copyButton(() => id), url && h('a', { href: url, target: '_blank', rel: 'noopener noreferrer', 'data-external': true }, t('time.dashboard')));
    } catch {
      asked = false; // the next event or visit asks again
    }
  }

  store.addEventListener('change', draw);
  return {
    element: h('div', { class: 'time-panel' }, h('div', { class: 'panel-tools' }, summary, trace), h('div', { class: 'table-wrap', tabindex: 0, role: 'group', 'aria-label': t('panel.time') }, table)),
    update({ event_count }) {
      visible = true;
      if (!asked && event_count > 0) askTrace();
      if (event_count === upTo) return;
      upTo = event_count;
      store.load(event_count);
      draw();
    },
  };
}

const MARKS = { completed: 'check', failed: 'cross', worker_lost: 'warn', step_failed: 'cross', handed_back: 'back', canceled: 'stop', stopped: 'stop' };

function timeLine(line, toggle) {
  const name = h('th', { scope: 'row' });
  const bar = h('span', { class: 'time-bar', dataset: { kind: line.kind } });
  const took = h('td', { class: 'number' });
  const tokens = h('td', { class: 'number wide-only call-only' });
  const cost = h('td', { class: 'number wide-only call-only' });
  const element = h('tr', { dataset: { kind: line.kind, depth: line.depth } }, name, h('td', { class: 'time-track' }, bar), took, tokens, cost);
  const opener = line.kind === 'step' && h('button', { type: 'button', class: 'quiet row-toggle', onclick: () => toggle(line.key) });
  let drawn = '';

  const update = (now) => {
    const { kind, of, offset, share, since } = now;
    element.dataset.state = of.error && kind === 'call' ? 'failed' : of.outcome ?? of.status ?? '';
    bar.style.setProperty('--offset', Math.min(Math.max(offset, 0), 1));
    bar.style.setProperty('--share', Math.max(share, 0));
    bar.title = `+${formatMs(since)}`;
    setText(took, kind === 'more' ? '' : formatMs(now.to - now.from));
    const calls = kind === 'call' ? [of] : kind === 'step' ? [...of.calls, ...of.items.flatMap((item) => item.calls)] : kind === 'item' ? of.calls : [];
    const sum = sumOf(calls);
    setText(tokens, sum.input === undefined ? '' : `${formatNumber(sum.input)} + ${formatNumber(sum.output ?? 0)}`);
    setText(cost, sum.cost === undefined ? '' : costText(sum.cost));
    const key = JSON.stringify([now.open, of.outcome, of.status, of.error, of.message, of.worker, of.items?.length, of.calls?.length, of.rest]);
    if (key === drawn) return;
    drawn = key;
    const inner = of.items?.length + of.calls?.length > 0;
    if (opener && inner) opener.setAttribute('aria-expanded', now.open);
    const parts = [MARKS[of.outcome ?? of.status] && icon(MARKS[of.outcome ?? of.status]), h('span', {}, titleOf(now))];
    replace(name, opener && inner ? replace(opener, icon('forward'), parts[1], h('span', { class: 'count' }, formatNumber(of.items.length || of.calls.length))) : h('span', { class: 'time-name' }, parts), noteOf(now));
  };
  update(line);
  return { element, update };
}

const costText = (cost) => formatNumber(cost, { maximumSignificantDigits: 3 });

function titleOf({ kind, of }) {
  switch (kind) {
    case 'wait': return t('time.wait');
    case 'attempt': return t('time.attempt', { n: of.attempt });
    case 'step': return nameOf('step', of.step);
    case 'call': return of.model || t('time.model');
    case 'more': return t('time.more', { n: of.rest });
    default: return of.item;
  }
}

/** Who ran it, how it ended, and what went wrong. */
function noteOf({ kind, of }) {
  const problem = kind === 'call' || kind === 'attempt' ? of.error : kind === 'step' ? of.message : null;
  const outcome = kind === 'attempt' && of.outcome && t(`time.outcome.${of.outcome}`);
  if (!problem && !outcome && !of.worker) return null;
  return h('p', { class: 'time-note small' }, h('span', { class: 'muted' }, facts(outcome, of.worker && t('time.worker', { worker: of.worker }))), problem && h('span', { class: 'bad-text' }, ` ${problem}`));
}
