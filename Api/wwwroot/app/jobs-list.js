import { api } from './api.js';
import { isDeleted, onDeletion } from './deletions.js';
import { h, KeyedList, setAttribute, setText } from './dom.js';
import { formatAgo, formatDateTime, formatDuration, nameOf, t } from './i18n.js';
import { elapsedMs, stateOf } from './job-picture.js';
import { JobWatchers } from './job-watchers.js';
import { drawStatus, statusPill } from './status-pill.js';
import { onStarted } from './streams.js';

/** How often the page looks for jobs that others start; changes of the listed jobs come by stream. */
const LOOK_MS = 10_000;
/** How often the page polls where a stream can't carry many jobs. */
const ASK_MS = 3000;
const REDRAW_MS = 1000;
const PAGE = 20;

/** The jobs, newest first, each as it is now. */
export function jobsList() {
  const rows = h('ul', { class: 'jobs' });
  const note = h('p', { class: 'empty', hidden: true });
  const more = h('button', { type: 'button', class: 'quiet wide', hidden: true }, t('jobs.more'));
  const list = new KeyedList(rows, (job) => job.job_id, jobRow);
  const watchers = new JobWatchers(() => draw());
  let newest = [];
  let older = [];
  let next = null;
  let timer = null;
  let alive = true;
  let reachable = true;

  const look = async () => {
    clearTimeout(timer);
    if (!document.hidden) {
      try {
        const page = await api.list({ limit: PAGE });
        if (!alive) return;
        reachable = true;
        if (older.length === 0) next = page.next;
        newest = page.jobs;
        const fresh = new Set(newest.map((job) => job.job_id));
        older = older.filter((job) => !fresh.has(job.job_id));
        note.textContent = t('jobs.empty');
        note.hidden = newest.length > 0;
        watchers.watch([...newest, ...older]);
        draw();
      } catch {
        if (!alive) return;
        reachable = false;
        note.textContent = t('jobs.unreachable'); // shown until the next try succeeds
        note.hidden = false;
      }
    }

    clearTimeout(timer);
    if (alive) timer = setTimeout(look, JobWatchers.possible ? LOOK_MS : ASK_MS);
  };
  const draw = () => {
    // `latest` makes new objects of running jobs; "2 minutes ago" changes even if the job doesn't, so all rows are new.
    list.sync([...newest, ...older].filter((job) => !isDeleted(job.job_id)).map((job) => ({ view: reachable ? 'live' : 'away', ...watchers.latest(job) })));
    more.hidden = !next;
  };
  more.addEventListener('click', async () => {
    more.disabled = true;
    try {
      const page = await api.list({ limit: PAGE, cursor: next });
      older = [...older, ...page.jobs];
      next = page.next;
      await look();
    } catch (error) {
      note.textContent = error.message;
      note.hidden = false;
    } finally {
      more.disabled = false;
    }
  });
  const clock = setInterval(draw, REDRAW_MS);
  const forget = [onStarted(look), onDeletion(() => draw())];
  document.addEventListener('visibilitychange', look);
  look();

  return {
    element: h('section', { class: 'card jobs-card', 'aria-labelledby': 'jobs-title' },
      h('h2', { id: 'jobs-title' }, t('jobs.title')), note, rows, more),
    unmount() {
      alive = false;
      clearTimeout(timer);
      clearInterval(clock);
      for (const end of forget) end();
      watchers.close();
      document.removeEventListener('visibilitychange', look);
    },
  };
}

function jobRow(job) {
  const pill = statusPill();
  const when = h('time', { datetime: job.created_at, title: formatDateTime(job.created_at) });
  const took = h('span', {});
  const step = h('span', { class: 'job-row-step' });
  const fill = h('span', { class: 'bar-fill' });
  const bar = h('span', { class: 'bar', role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-label': t('jobs.working'), hidden: true }, fill);
  const element = h('li', {},
    h('a', { class: 'job-row', href: `/jobs/${job.job_id}` },
      h('span', { class: 'job-row-name' }, nameOf('pipeline', job.pipeline), job.retry_of && h('span', { class: 'chip' }, t('jobs.retryOf'))),
      pill,
      h('span', { class: 'job-row-meta' }, h('code', {}, job.job_id.slice(0, 8)), when, took, step),
      bar));
  const update = (now) => {
    drawStatus(pill, stateOf(now, now.cancel_requested), now.failed);
    setText(when, formatAgo(now.created_at));
    setText(took, now.started_at ? formatDuration(elapsedMs(now, now.view, Date.now(), now.heardAt ?? null) / 1000) : '');
    const going = now.share !== undefined && !now.ended_at;
    bar.hidden = !going;
    setText(step, going && now.current_step ? nameOf('step', now.current_step) : '');
    if (!going) return;
    fill.style.setProperty('--share', now.share);
    setAttribute(bar, 'aria-valuenow', Math.round(now.share * 100));
  };
  update(job);
  return { element, update };
}
