import { api } from './api.js';
import { isDeleted, onDeletion } from './deletions.js';
import { h, KeyedList, setAttribute, setText } from './dom.js';
import { formatAgo, formatDateTime, formatDuration, nameOf, t } from './i18n.js';
import { elapsedMs, stateOf } from './job-picture.js';
import { onStarted } from './news.js';
import { drawStatus, statusPill } from './status-pill.js';

/** How often the page looks for jobs that others start; changes of the listed jobs come by stream. */
const LOOK_MS = 10_000;
/** How often the page polls where a stream can't carry many jobs. */
const ASK_MS = 3000;
const REDRAW_MS = 1000;
const PAGE = 20;
/** Whether jobs can be watched without a connection for each: see `sharedTransport`. */
const CAN_WATCH = Boolean(globalThis.navigator?.locks && globalThis.BroadcastChannel && globalThis.EventSource);

/**
 * The jobs, newest first, each as it is now.
 * @param {() => object} [query] narrows the list: parameters of `GET /api/jobs`
 * @param {Set<string>} [chosen] ids of jobs that the user has chosen; with it each row has a checkbox
 * @param {() => void} [onChange] jobs, or the choice, have changed
 */
export function jobsList({ query = () => ({}), chosen = null, onChange = () => {} } = {}) {
  const rows = h('ul', { class: 'jobs' });
  const note = h('p', { class: 'empty', hidden: true });
  const more = h('button', { type: 'button', class: 'quiet wide', hidden: true }, t('jobs.more'));
  const list = new KeyedList(rows, (job) => job.job_id, (job) => jobRow(job, chosen, onChange));
  let watchers = null;
  let newest = [];
  let older = [];
  let shown = [];
  let next = null;
  let timer = null;
  let alive = true;
  let reachable = true;
  let asked = 0;

  const look = async () => {
    clearTimeout(timer);
    if (!document.hidden) {
      const now = ++asked; // an answer to an earlier question is of no use any more
      try {
        const page = await api.list({ limit: PAGE, ...query() });
        if (!alive || now !== asked) return;
        reachable = true;
        if (older.length === 0) next = page.next;
        newest = page.jobs;
        const fresh = new Set(newest.map((job) => job.job_id));
        older = older.filter((job) => !fresh.has(job.job_id));
        watch([...newest, ...older]).catch(() => {}); // the next look tries again
        draw();
        say(shown.length > 0 ? '' : Object.values(query()).some(Boolean) ? t(next ? 'jobs.noMatchYet' : 'jobs.noMatch') : t('jobs.empty'));
      } catch (error) {
        if (!alive || now !== asked) return;
        reachable = false;
        say(error.status === 400 ? error.message : t('jobs.unreachable')); // shown until the next try succeeds
      }
    }

    clearTimeout(timer);
    if (alive) timer = setTimeout(look, CAN_WATCH ? LOOK_MS : ASK_MS);
  };
  /** The first job that has not ended makes the page load what watches jobs. */
  const watch = async (jobs) => {
    if (!CAN_WATCH || (watchers === null && jobs.every((job) => job.ended_at))) return;
    const { JobWatchers } = await import('./job-watchers.js');
    if (!alive) return;
    watchers ??= new JobWatchers(() => draw());
    watchers.watch(jobs);
  };
  const say = (text) => {
    setText(note, text);
    note.hidden = text === '';
  };
  const draw = () => {
    // `latest` makes new objects of running jobs; "2 minutes ago" changes even if the job doesn't, so all rows are new.
    shown = [...newest, ...older].filter((job) => !isDeleted(job.job_id)).map((job) => ({ view: reachable ? 'live' : 'away', ...(watchers?.latest(job) ?? job) }));
    list.sync(shown);
    more.hidden = !next;
    onChange();
  };
  more.addEventListener('click', async () => {
    more.disabled = true;
    try {
      const page = await api.list({ limit: PAGE, ...query(), cursor: next });
      older = [...older, ...page.jobs];
      next = page.next;
      await look();
    } catch (error) {
      say(error.message);
    } finally {
      more.disabled = false;
    }
  });
  const clock = setInterval(draw, REDRAW_MS);
  const forget = [onStarted(look), onDeletion(() => draw())];
  document.addEventListener('visibilitychange', look);
  look();

  return {
    element: h('div', { class: 'jobs-list' }, note, rows, more),
    /** The jobs on screen. */
    get jobs() {
      return shown;
    },
    /** The query has changed. */
    reload() {
      [newest, older, next] = [[], [], null];
      return look();
    },
    look,
    draw,
    unmount() {
      alive = false;
      clearTimeout(timer);
      clearInterval(clock);
      for (const end of forget) end();
      watchers?.close();
      document.removeEventListener('visibilitychange', look);
    },
  };
}

function jobRow(job, chosen, onChange) {
  const pill = statusPill();
  const when = h('time', { datetime: job.created_at, title: formatDateTime(job.created_at) });
  const took = h('span', {});
  const step = h('span', { class: 'job-row-step' });
  const fill = h('span', { class: 'bar-fill' });
  const bar = h('span', { class: 'bar', role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-label': t('jobs.working'), hidden: true }, fill);
  const name = job.title ?? nameOf('pipeline', job.pipeline);
  const choose = chosen && h('input', {
    type: 'checkbox', class: 'job-row-choose', 'aria-label': t('jobs.choose', { name }),
    onchange: () => {
      if (choose.checked) chosen.add(job.job_id);
      else chosen.delete(job.job_id);
      onChange();
    },
  });
  const element = h('li', {}, choose,
    h('a', { class: 'job-row', href: `/jobs/${job.job_id}` },
      h('span', { class: 'job-row-name', title: name }, h('span', {}, name), job.retry_of && h('span', { class: 'chip' }, t('jobs.retryOf'))),
      pill,
      h('span', { class: 'job-row-meta' }, job.title && h('span', {}, nameOf('pipeline', job.pipeline)), h('code', {}, job.job_id.slice(0, 8)), when, took, step),
      bar));
  const update = (now) => {
    if (choose) choose.checked = chosen.has(now.job_id);
    drawStatus(pill, stateOf(now, now.cancel_requested), now.failed_count);
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
