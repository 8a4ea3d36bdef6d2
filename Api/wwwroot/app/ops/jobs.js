import { h, setText } from '../dom.js';
import { formatAgo, formatDateTime, nameOf, t } from '../i18n.js';
import { canRetry } from '../job-picture.js';
import { drawStatus, statusPill } from '../status-pill.js';
import { actionCell } from './actions.js';
import { jobCell, liveTable, stackCell, textCell } from './live-table.js';

const about = ({ job }) => `${nameOf('pipeline', job.pipeline)} ${job.job_id.slice(0, 8)}`;
const pipeline = textCell(({ job }) => nameOf('pipeline', job.pipeline), null, 'b');
const id = jobCell(({ job }) => job.job_id);

/** Jobs that have not ended. */
export function jobsTable(failed) {
  return liveTable([
    { label: t('ops.job'), cell: stackCell(pipeline, id) },
    { label: t('ops.state'), cell: stackCell(statusCell, flagsCell) },
    { label: t('ops.attempt'), number: true, cell: textCell(({ job }) => String(job.attempt)) },
    { label: t('ops.node'), cell: stackCell(textCell((j) => j.node ?? '–'), textCell((j) => (j.lostNode ? t('ops.movedFrom', { name: j.lostNode }) : ''))) },
    { label: t('ops.created'), cell: textCell(({ job }) => formatAgo(job.created_at), ({ job }) => formatDateTime(job.created_at), 'time') },
    {
      label: t('ops.actions'), hidden: true,
      cell: rowCell(
        actionCell('cancel', { about, failed, shown: ({ job }) => !job.cancel_requested }),
        actionCell('requeue', { about, failed, shown: ({ job }) => !job.cancel_requested })),
    },
  ], { key: ({ job }) => job.job_id, label: t('ops.jobs'), empty: t('ops.noJobs') });
}

/** The last failed jobs. */
export function failuresTable(failed) {
  return liveTable([
    { label: t('ops.job'), cell: stackCell(pipeline, id) },
    { label: t('ops.reason'), cell: textCell((f) => f.message ?? '–') },
    { label: t('ops.ended'), cell: textCell(({ job }) => formatAgo(job.ended_at ?? job.created_at), ({ job }) => formatDateTime(job.ended_at ?? job.created_at), 'time') },
    { label: t('ops.actions'), hidden: true, cell: actionCell('retry', { about, failed, shown: (f) => canRetry(f.job.status, f.retryable) }) },
  ], { key: ({ job }) => job.job_id, label: t('ops.failures'), empty: t('ops.noFailures') });
}

function statusCell() {
  const element = statusPill();
  return { element, update: ({ job }) => drawStatus(element, job.cancel_requested ? 'canceling' : job.status) };
}

function flagsCell() {
  const element = h('span', { class: 'ops-flag' });
  return { element, update: (j) => setText(element, j.silent ? t('ops.silent') : j.without_worker ? t('ops.withoutWorker') : '') };
}

const rowCell = (...parts) => () => {
  const made = parts.map((part) => part());
  return { element: h('div', { class: 'ops-row' }, made.map((part) => part.element)), update: (row) => made.forEach((part) => part.update(row)) };
};
