import { h, KeyedList, setAttribute, setText } from '../dom.js';
import { formatAgo, formatDateTime, formatNumber, nameOf, t } from '../i18n.js';
import { actionCell } from './actions.js';
import { liveTable, stackCell, textCell } from './live-table.js';

/** `worker-abcdefgh`, as the dashboard names it, or `worker 1b2c3d4e`. */
export const nodeName = (node) => (node.instance ? `${node.kind}-${node.instance}` : `${node.kind} ${node.node_id.slice(-8)}`);

/** The processes of the system: what each executes and serves. */
export function nodesTable(failed) {
  const about = nodeName;
  const isWorker = (node, state) => node.is_worker && node.state === state;
  return liveTable([
    { label: t('ops.node'), cell: stackCell(textCell(nodeName, (n) => n.node_id, 'b'), textCell((n) => `${n.machine} · ${n.process_id}`)) },
    { label: t('ops.state'), cell: stateCell },
    { label: t('ops.seen'), cell: textCell((n) => formatAgo(n.seen_at), (n) => formatDateTime(n.seen_at), 'time') },
    { label: t('ops.slots'), number: true, cell: textCell((n) => (n.is_worker ? slots(n) : '–')) },
    { label: t('ops.watchers'), number: true, cell: textCell((n) => (n.serves_streams ? formatNumber(n.watchers) : '–')) },
    { label: t('ops.eventsPerSecond'), number: true, cell: textCell((n) => (n.is_worker ? formatNumber(n.events_per_second) : '–')) },
    { label: t('ops.runs'), cell: jobsCell },
    {
      label: t('ops.actions'), hidden: true,
      cell: stackCell(
        actionCell('drain', { about, failed, shown: (n) => isWorker(n, 'live') }),
        actionCell('undrain', { about, failed, shown: (n) => isWorker(n, 'draining') })),
    },
  ], { key: (node) => node.node_id, label: t('ops.nodes'), empty: t('ops.noNodes') });
}

const slots = (node) => (node.lost_slots > 0
  ? t('ops.slotsLost', { busy: node.running.length, total: node.slots, lost: node.lost_slots })
  : `${node.running.length} / ${node.slots}`);

function stateCell() {
  const element = h('span', { class: 'pill' });
  return {
    element,
    update(node) {
      const state = node.answers ? node.state : 'silent';
      setAttribute(element, 'data-node', state);
      setText(element, t(`ops.node.${state}`));
    },
  };
}

/** The jobs that a node executes; of a lost node where they are now. */
function jobsCell() {
  const element = h('ul', { class: 'ops-jobs' });
  const list = new KeyedList(element, (job) => job.job_id, (first) => {
    const link = h('a', { class: 'ops-id' });
    const note = h('span', { class: 'muted' });
    const update = (job) => {
      setText(link, job.job_id.slice(0, 8));
      setAttribute(link, 'href', `/jobs/${job.job_id}`);
      setAttribute(link, 'title', job.pipeline ? nameOf('pipeline', job.pipeline) : '');
      setText(note, job.note);
    };
    update(first);
    return { element: h('li', {}, link, note), update };
  });
  return {
    element,
    update(node) {
      list.sync(node.running.map((job) => ({ ...job, note: node.state === 'lost' ? place(job, node.names) : '' })));
    },
  };
}

function place(job, names) {
  if (job.node_id) return ` → ${names.get(job.node_id) ?? job.node_id}`;
  return ` → ${job.status ? t(`status.${job.status}`) : t('ops.gone')}`;
}
