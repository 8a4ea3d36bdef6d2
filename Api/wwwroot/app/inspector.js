import { inAddress, setInAddress } from './address.js';
import { h, replace, setText } from './dom.js';
import { formatTime, t } from './i18n.js';
import { copyButton } from './parts.js';
import { VirtualList } from './virtual-list.js';

const TYPING_MS = 150;

/** Every event as it is in the log. */
export function inspectorPanel(store, travel) {
  let total = 0;
  let filter = inAddress('type');
  let words = inAddress('find').toLowerCase();
  let shown = null; // seqs that pass the filter; null: all of them
  let visible = false;
  let selected = null;

  const status = h('span', { class: 'muted small', role: 'status' });
  const select = h('select', { 'aria-label': t('events.filter') },
    h('option', { value: '' }, t('events.allTypes')));
  const find = h('input', { type: 'search', value: words, 'aria-label': t('events.find'), placeholder: t('events.find'), autocomplete: 'off' });
  const payload = h('pre', { class: 'payload', tabindex: 0 });
  const detailTitle = h('p', { class: 'payload-title' }, t('events.select'));
  const here = h('button', { type: 'button', class: 'quiet', hidden: true, onclick: () => travel.goTo(selected.seq) }, t('events.travel'));
  const copy = copyButton(() => JSON.stringify(selected.payload, null, 2));
  copy.hidden = true;
  let wanted = Number(inAddress('event')) || null;
  const list = new VirtualList(t('events.list'), drawRow, (index) => showDetail(store.get(seqAt(index))));
  const seqAt = (index) => (shown ? shown[index] : index + 1);

  function drawRow(row, index) {
    const seq = seqAt(index);
    const event = store.get(seq);
    if (row.childElementCount === 0) row.append(h('span', { class: 'ev-id' }), h('span', { class: 'ev-type' }), h('span', { class: 'ev-data' }), h('span', { class: 'ev-time' }));
    const [id, type, data, time] = row.children;
    setText(id, event?.id ?? String(seq));
    setText(type, event?.type ?? '…');
    setText(data, event ? brief(event.payload) : '');
    setText(time, event ? formatTime(event.at, { ms: true }) : '');
    row.dataset.type = event?.type ?? '';
  }

  function showDetail(event) {
    selected = event ?? null;
    here.hidden = copy.hidden = !event;
    setInAddress({ event: event?.seq ?? null });
    setText(detailTitle, event ? `${event.id} · ${event.type} · ${formatTime(event.at, { ms: true })}` : t('events.select'));
    replace(payload, event ? json(event.payload) : '');
  }

  function draw() {
    if (!visible) return;
    drawTypes();
    if (filter || words) {
      shown = [];
      for (let seq = 1; seq <= total; seq++) if (passes(store.get(seq))) shown.push(seq);
    } else shown = null;
    list.setCount(shown?.length ?? total);
    if (wanted && store.get(wanted)) {
      const index = shown ? shown.indexOf(wanted) : wanted - 1;
      wanted = null;
      list.select(index);
    }

    setText(status, store.loading ? t('events.loading') : store.error ? t('events.loadFailed', { message: store.error.message }) : t('job.events', { n: list.count }));
  }

  const passes = (event) => event !== undefined && (!filter || event.type === filter) && (!words || event.data.toLowerCase().includes(words));

  /** Only types that occur are offered, and the one that is chosen. */
  function drawTypes() {
    const types = [...new Set([...store.types.keys(), filter].filter(Boolean))].sort();
    if (types.join() === select.dataset.types) return;
    select.dataset.types = types.join();
    select.replaceChildren(h('option', { value: '' }, t('events.allTypes')), ...types.map((type) => h('option', { value: type }, type)));
    select.value = filter;
  }

  select.addEventListener('change', () => {
    filter = select.value;
    setInAddress({ type: filter });
    draw();
  });
  let timer = null;
  find.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      words = find.value.trim().toLowerCase();
      setInAddress({ find: words });
      draw();
    }, TYPING_MS);
  });
  store.addEventListener('change', draw);
  return {
    element: h('div', { class: 'inspector' },
      h('div', { class: 'panel-tools' }, h('div', { class: 'event-filter' }, select, find), status),
      h('div', { class: 'inspector-columns' }, list.element, h('div', { class: 'payload-side' }, h('div', { class: 'payload-head' }, detailTitle, h('span', { class: 'tool-buttons' }, copy, here)), payload))),
    count: ({ event_count }) => event_count,
    update({ event_count }) {
      visible = true;
      if (event_count === total) return;
      total = event_count;
      store.load(event_count);
      draw();
    },
  };
}

/** A summary of an event in one line. */
function brief({ type: _, job_id: _1, attempt: _2, seq: _3, at: _4, ...rest }) {
  const text = Object.entries(rest).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join('  ');
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

/** Indented JSON in which strings, numbers and names are marked differently. */
function json(value) {
  const text = JSON.stringify(value, null, 2);
  if (text.length > 100_000) return text;
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi)) {
    parts.push(text.slice(from, match.index));
    const name = match[2] !== undefined;
    parts.push(h('span', { class: name ? 'js-name' : match[1] ? 'js-string' : 'js-value' }, name ? match[1] : match[0]));
    if (name) parts.push(match[2]);
    from = match.index + match[0].length;
  }

  parts.push(text.slice(from));
  return parts;
}
