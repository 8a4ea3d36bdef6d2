import { api } from '../api.js';
import { h, replace, setText } from '../dom.js';
import { formatAgo, formatBytes, formatDateTime, formatDuration, formatNumber, t } from '../i18n.js';
import { actionCell } from './actions.js';
import { jobCell, liveTable, stackCell, textCell } from './live-table.js';

const PAGE = 100;

/** The delivery audit: the slowest streams of all nodes, live, or all streams of one node, page by page. */
export function streamsPanel(failed) {
  const about = (stream) => stream.client;
  const table = liveTable([
    { label: t('ops.client'), cell: stackCell(textCell((s) => s.client, null, 'b'), textCell((s) => s.node)) },
    { label: t('ops.job'), cell: stackCell(jobCell((s) => s.job_id), textCell((s) => s.dialect)) },
    { label: t('ops.lastId'), cell: textCell((s) => s.last_event_id, null, 'code') },
    { label: t('ops.lag'), number: true, cell: lagCell },
    { label: t('ops.sent'), number: true, cell: stackCell(textCell((s) => formatNumber(s.events)), textCell((s) => formatBytes(s.bytes))) },
    { label: t('ops.since'), cell: stackCell(textCell((s) => formatAgo(s.since), (s) => formatDateTime(s.since), 'time'), textCell((s) => notes(s))) },
    { label: t('ops.actions'), hidden: true, cell: actionCell('close', { about, failed, done: () => node.value && load() }) },
  ], { key: (s) => `${s.node_id} ${s.stream}`, label: t('ops.streams'), empty: t('ops.noStreams') });

  const node = h('select', { 'aria-label': t('ops.whichStreams') });
  const again = h('button', { type: 'button', class: 'quiet', hidden: true }, t('ops.reload'));
  const more = h('button', { type: 'button', class: 'quiet wide', hidden: true }, t('panel.showMore'));
  let names = new Map();
  let choices = '';
  let listed = [];
  let next = null;

  const show = (streams) => table.sync(streams.map((s) => ({ ...s, node: names.get(s.node_id) ?? s.node_id })));

  /** Reads pages of the chosen node, as many as were shown before. */
  async function load(pages = 1) {
    const wanted = node.value;
    let after = 0;
    const found = [];
    try {
      for (let i = 0; i < pages && after !== null; i++) {
        const page = await api.request('GET', `/api/ops/streams?node=${encodeURIComponent(wanted)}&after=${after}&limit=${PAGE}`);
        found.push(...page.streams);
        after = page.next ?? null;
      }
    } catch (error) {
      setText(failed, error.message);
      failed.hidden = false;
      return;
    }

    if (node.value !== wanted) return;
    [listed, next] = [found, after];
    more.hidden = next === null;
    show(listed);
  }

  node.addEventListener('change', () => {
    again.hidden = more.hidden = !node.value;
    failed.hidden = true;
    if (node.value) load();
  });
  again.addEventListener('click', () => load(Math.max(1, Math.ceil(listed.length / PAGE))));
  more.addEventListener('click', () => load(Math.ceil(listed.length / PAGE) + 1));

  return {
    element: h('div', {}, h('div', { class: 'panel-tools' }, node, again), table.element, more),
    update(state, nodeNames) {
      names = nodeNames;
      const nodes = state.nodes.filter((n) => n.serves_streams && n.state !== 'lost');
      const now = nodes.map((n) => n.node_id).join(' ');
      if (choices !== now) {
        choices = now;
        const chosen = nodes.some((n) => n.node_id === node.value) ? node.value : '';
        replace(node, h('option', { value: '' }, t('ops.slowest')), nodes.map((n) => h('option', { value: n.node_id }, t('ops.allOf', { name: names.get(n.node_id) }))));
        node.value = chosen;
        again.hidden = !chosen;
      }

      if (!node.value) {
        more.hidden = true;
        show(state.slowest);
      }
    },
  };
}

function lagCell() {
  const events = h('span');
  const time = h('span');
  const element = h('div', { class: 'ops-stack ops-lag' }, events, time);
  return {
    element,
    update(s) {
      setText(events, t('job.events', { n: s.lag_events }));
      setText(time, formatDuration(s.lag_seconds));
      element.dataset.lag = s.lag_seconds >= 10 ? 'far' : s.lag_events > 0 ? 'some' : 'none';
    },
  };
}

function notes(stream) {
  return [stream.resumed && t('ops.resumed'), stream.resets > 0 && t('ops.resets', { n: stream.resets })].filter(Boolean).join(' · ');
}
