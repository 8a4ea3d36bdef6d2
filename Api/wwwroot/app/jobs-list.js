import { api } from './api.js';
import { h, KeyedList, setText } from './dom.js';
import { formatAgo, formatDateTime, formatDuration, nameOf, t } from './i18n.js';
import { drawStatus, statusPill } from './status-pill.js';

const INTERVAL_MS = 3000;
const PAGE = 20;

/** The jobs, newest first; fresh every few seconds while somebody looks. */
export function jobsList() {
  const rows = h('ul', { class: 'jobs' });
  const note = h('p', { class: 'empty', hidden: true });
  const more = h('button', { type: 'button', class: 'quiet wide', hidden: true }, t('jobs.more'));
  const list = new KeyedList(rows, (job) => job.job_id, jobRow);
  let older = [];
  let next = null;
  let timer = null;
  let alive = true;

  const refresh = async () => {
    clearTimeout(timer);
    if (!document.hidden) {
      try {
        const page = await api.list({ limit: PAGE });
        if (!alive) return;
        if (older.length === 0) next = page.next;
        const fresh = new Set(page.jobs.map((job) => job.job_id));
        older = older.filter((job) => !fresh.has(job.job_id));
        draw([...page.jobs, ...older]);
        note.textContent = t('jobs.empty');
        note.hidden = page.jobs.length > 0;
      } catch {
        if (!alive) return;
        note.textContent = t('jobs.unreachable'); // shown until the next try succeeds
        note.hidden = false;
      }
    }

    timer = setTimeout(refresh, INTERVAL_MS);
  };
  const draw = (jobs) => {
    // A time such as "2 minutes ago" changes though its job doesn't: every row is a new object.
    list.sync(jobs.map((job) => ({ ...job })));
    more.hidden = !next;
  };
  more.addEventListener('click', async () => {
    more.disabled = true;
    try {
      const page = await api.list({ limit: PAGE, cursor: next });
      older = [...older, ...page.jobs];
      next = page.next;
      await refresh();
    } catch (error) {
      note.textContent = error.message;
      note.hidden = false;
    } finally {
      more.disabled = false;
    }
  });
  document.addEventListener('visibilitychange', refresh);
  refresh();

  return {
    element: h('section', { class: 'card jobs-card', 'aria-labelledby': 'jobs-title' },
      h('h2', { id: 'jobs-title' }, t('jobs.title')), note, rows, more),
    unmount() {
      alive = false;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', refresh);
    },
  };
}

function jobRow(job) {
  const pill = statusPill();
  const when = h('time', { datetime: job.created_at, title: formatDateTime(job.created_at) });
  const took = h('span', {});
  const element = h('li', {},
    h('a', { class: 'job-row', href: `/jobs/${job.job_id}` },
      h('span', { class: 'job-row-name' }, nameOf('pipeline', job.pipeline), job.retry_of && h('span', { class: 'chip' }, t('jobs.retryOf'))),
      pill,
      h('span', { class: 'job-row-meta' }, h('code', {}, job.job_id.slice(0, 8)), when, took)));
  const update = (now) => {
    drawStatus(pill, now.cancel_requested && !now.ended_at ? 'canceling' : now.status);
    setText(when, formatAgo(now.created_at));
    const from = now.started_at ?? now.created_at;
    setText(took, now.started_at ? formatDuration((Date.parse(now.ended_at ?? new Date().toISOString()) - Date.parse(from)) / 1000) : '');
  };
  update(job);
  return { element, update };
}
