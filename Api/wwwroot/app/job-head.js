import { copy, download, go } from './api.js';
import { connectionBadge } from './connection-badge.js';
import { deleteJobs } from './deletions.js';
import { mainDocument } from './documents.js';
import { h, icon, setText } from './dom.js';
import { formatAgo, formatDateTime, formatDuration, nameOf, t } from './i18n.js';
import { actionsOf, elapsedMs, failedItems, viewOf } from './job-picture.js';
import { tellStarted } from './news.js';
import { notifyButton } from './notify.js';
import { drawStatus, statusPill } from './status-pill.js';

/** Title, state, connection and actions of the job. */
export function jobHead({ stream, travel, onCancel }) {
  const title = h('h1', {});
  const pill = statusPill();
  const badge = connectionBadge(stream, travel);
  const facts = h('p', { class: 'job-facts' });
  const pipeline = h('span', {});
  const created = h('time', {});
  const duration = h('span', {});
  const events = h('span', {});
  const attempt = h('span', {});
  const retryOf = h('a', { hidden: true });
  facts.append(pipeline, h('code', { class: 'job-id', title: stream.jobId }, stream.jobId.slice(0, 8)), created, duration, events, attempt, retryOf);

  const note = h('p', { class: 'field-error', role: 'alert', hidden: true });
  let canceling = false;
  let latest = null;
  let heardAt = null;

  const act = (button, work) => button.addEventListener('click', async () => {
    button.disabled = true;
    note.hidden = true;
    try {
      await work();
    } catch (error) {
      note.textContent = t('job.actionFailed', { message: error.message });
      note.hidden = false;
    } finally {
      button.disabled = false;
    }
  });
  const button = (name, label, kind = '') => h('button', { type: 'button', class: kind, hidden: true }, icon(name), h('span', {}, label));
  const cancel = button('stop', t('job.cancel'), 'danger');
  const retry = button('retry', t('job.retry.again'), 'primary');
  const save = button('download', t('job.download'));
  const link = button('link', t('job.copyLink'), 'compact');
  const remove = button('trash', t('job.delete'), 'compact');
  const notify = notifyButton();
  link.hidden = false;
  act(cancel, async () => {
    await stream.cancel();
    canceling = true;
    onCancel(); // the end of the job may have come before the answer
  });
  act(retry, async () => {
    const { job_id } = await stream.retry();
    tellStarted();
    await go(`/jobs/${job_id}`);
  });
  remove.addEventListener('click', () => {
    deleteJobs([stream.jobId], `/jobs/${stream.jobId}`);
    go('/');
  });
  act(save, async () => {
    const document = mainDocument(latest);
    if (document) download(document.name, document.text, document.type);
    else download(`${latest.pipeline ?? 'job'}-${stream.jobId.slice(0, 8)}.json`, JSON.stringify({ results: latest.results, summary: latest.summary }, null, 2), 'application/json');
  });
  act(link, async () => {
    await copy(location.href);
    setText(link.lastChild, t('job.copied'));
    setTimeout(() => setText(link.lastChild, t('job.copyLink')), 2000);
  });

  const drawTime = () => {
    const snapshot = latest;
    if (!snapshot?.created_at) return;
    setText(created, formatAgo(snapshot.created_at));
    created.dateTime = snapshot.created_at;
    created.title = formatDateTime(snapshot.created_at);
    const view = viewOf(stream.connection.state, travel.snapshot !== null);
    if (stream.connection.state === 'live') heardAt = Date.now();
    setText(duration, formatDuration(elapsedMs(snapshot, view, Date.now(), heardAt) / 1000));
  };
  const clock = setInterval(drawTime, 1000);

  return {
    element: h('div', { class: 'job-head' },
      h('div', { class: 'job-title' }, h('div', { class: 'job-title-row' }, title, pill), badge.element),
      h('div', { class: 'job-sub' }, facts, h('div', { class: 'job-actions' }, cancel, retry, save, notify.element, travel.opener, link, remove)),
      note),
    /** Whether a cancel was requested here. */
    get canceling() {
      return canceling;
    },
    update(snapshot, { connection, state, view }) {
      latest = snapshot;
      setText(title, snapshot.title ?? (snapshot.pipeline ? nameOf('pipeline', snapshot.pipeline) : t(connection === 'failed' ? 'job.unknown' : 'job.waiting')));
      setText(pipeline, snapshot.title ? nameOf('pipeline', snapshot.pipeline) : '');
      pill.hidden = facts.hidden = snapshot.event_count === 0;
      drawStatus(pill, state, failedItems(snapshot));
      setText(events, t('job.events', { n: snapshot.event_count }));
      setText(attempt, snapshot.attempt > 1 ? t('job.attempt', { n: snapshot.attempt }) : '');
      if (snapshot.retry_of) {
        retryOf.hidden = false;
        retryOf.href = `/jobs/${snapshot.retry_of}`;
        setText(retryOf, t('job.retryOf', { id: snapshot.retry_of.slice(0, 8) }));
      }

      const actions = actionsOf(state, view, { failedStep: snapshot.steps.some((s) => s.status === 'failed'), retryable: Boolean(snapshot.error?.retryable) });
      cancel.hidden = !actions.cancel || snapshot.event_count === 0;
      retry.hidden = actions.retry === null;
      if (actions.retry) setText(retry.lastChild, t(`job.retry.${actions.retry}`));
      save.hidden = snapshot.results.length === 0 && snapshot.summary === undefined;
      remove.hidden = !actions.remove;
      notify.update(actions.cancel);
      title.title = snapshot.title ?? '';
      drawTime();
      badge.update();
    },
    unmount() {
      clearInterval(clock);
      badge.unmount();
    },
  };
}
