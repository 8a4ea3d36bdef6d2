import { JobStream } from '../sdk/job-stream.js';
import { announce, api } from './api.js';
import { checksPanel } from './checks.js';
import { h } from './dom.js';
import { EventStore } from './event-store.js';
import { loadTexts, nameOf, t } from './i18n.js';
import { insightsPanel } from './insights.js';
import { inspectorPanel } from './inspector.js';
import { jobHead } from './job-head.js';
import { stateOf, viewOf } from './job-picture.js';
import { lazyPanel } from './lazy-panel.js';
import { liveDemo } from './demo/live-demo.js';
import { metricsPanel } from './metrics.js';
import { tellEnd } from './notify.js';
import { loadPanels, panelsOf } from './panels-of.js';
import { stepsPanel } from './steps.js';
import { forgetSnapshot, keepSnapshot, keptSnapshot } from './storage.js';
import { shared } from './streams.js';
import { tabs } from './tabs.js';
import { timeTravel } from './time-travel.js';
import { isOutdated } from './version.js';

const KEEP_INTERVAL_MS = 2000;
const LOAD_AGAIN_MS = 3000;

/** The panels of any job that are loaded when they are opened. */
const LATER = {
  time: async () => (await import('./time-panel.js')).timePanel,
  input: async () => (await import('./input-panel.js')).inputPanel,
  compare: async () => (await Promise.all([import('./compare/compare-panel.js'), loadTexts('compare')]))[0].comparePanel,
};

/** Loads what the address and the kept snapshot of a job ask for: with it the first picture is whole. */
export async function prepare({ searchParams }, jobId) {
  const pipeline = keptSnapshot(jobId)?.pipeline;
  const tab = searchParams.get('tab');
  await Promise.all([pipeline && loadPanels(pipeline), Object.hasOwn(LATER, tab) && LATER[tab]()]);
}

/** One job: first the last snapshot that this browser kept, then the server's snapshot, then the live events. */
export function jobView(jobId) {
  const store = new EventStore(jobId);
  const stream = new JobStream(jobId, { api, snapshot: keptSnapshot(jobId) ?? undefined, transport: shared ?? undefined });
  const travel = timeTravel({ jobId, store, stream, onView: () => draw() });

  const head = jobHead({ stream, travel, onCancel: () => draw() });
  const banner = h('div', { class: 'banner bad', role: 'alert', hidden: true });
  const demo = liveDemo(stream);
  const steps = stepsPanel();
  const metrics = metricsPanel(store);
  const insights = insightsPanel();
  const checks = checksPanel();
  const inspector = { id: 'events', label: t('panel.events'), panel: inspectorPanel(store, travel), always: true, last: true };
  const input = { id: 'input', label: t('panel.input'), panel: lazyPanel(LATER.input, jobId), always: true, last: true };
  const time = { id: 'time', label: t('panel.time'), panel: lazyPanel(LATER.time, store, jobId), always: true, last: true };
  const compare = new URLSearchParams(location.search).has('compare') ? [{ id: 'compare', label: t('panel.compare'), panel: lazyPanel(LATER.compare, store, jobId), always: true, last: true }] : [];
  let panels = tabs([inspector]);
  let panelsFor = null;
  const aside = h('div', { class: 'job-aside' }, insights.element, checks.element);
  const columns = h('div', { class: 'job-columns' }, panels.element, aside);
  const element = h('div', { class: 'job' }, head.element, banner, demo.element, steps.element, metrics.element, columns, travel.element);

  let said = {};
  let keptAt = 0;
  let running = false;
  let loading = false;
  let failedToLoad = false;
  let over = false;

  /**
   * The panels are known as soon as the pipeline of the job is known.
   * @returns {boolean} whether they are loaded, as far as they can be
   */
  function fit(pipeline) {
    if (!pipeline || pipeline === panelsFor) return true;
    const own = panelsOf(pipeline);
    if (!own) {
      load(pipeline);
      return failedToLoad;
    }

    panelsFor = pipeline;
    const before = panels.element;
    panels = tabs([...own, ...compare, inspector, time, input]);
    before.replaceWith(panels.element);
    return true;
  }

  async function load(pipeline) {
    if (loading) return;
    loading = true;
    try {
      await loadPanels(pipeline);
    } catch {
      if (await isOutdated() && !over) location.reload();
      failedToLoad = true; // without the panels of its system a job has those of any job
      if (!over) draw();
      await new Promise((again) => { setTimeout(again, LOAD_AGAIN_MS); });
    } finally {
      loading = false;
    }

    if (!over) draw();
  }

  function draw() {
    const now = stream.snapshot;
    const snapshot = travel.snapshot ?? now;
    if (!fit(snapshot.pipeline)) return; // the first picture is a whole one: it comes with the panels
    const past = travel.snapshot !== null;
    const connection = stream.connection.state;
    const context = { ended: Boolean(snapshot.ended_at), past, connection, view: viewOf(connection, past), state: stateOf(snapshot, head.canceling && !past) };
    document.title = `${context.ended && document.hidden ? '● ' : ''}${t(`status.${snapshot.status}`)} · ${snapshot.title ?? nameOf('pipeline', snapshot.pipeline ?? '')} · AspireStreaming`;
    // Before the first event the page hides the empty frames; a job that does not exist has no event.
    element.classList.toggle('unknown', snapshot.event_count === 0);
    head.update(snapshot, context);
    drawBanner(snapshot);
    demo.update(snapshot, context);
    for (const panel of [steps, metrics, insights, checks, panels]) panel.update(snapshot, context);
    columns.classList.toggle('no-aside', insights.element.hidden && checks.element.hidden);
    travel.update(now);
    if (!context.past) say(snapshot);
    if (running && now.ended_at) tellEnd(now);
    running = now.event_count > 0 && !now.ended_at;
    if (Date.now() - keptAt > KEEP_INTERVAL_MS || now.ended_at) {
      keptAt = Date.now();
      keepSnapshot(now);
    }
  }

  function drawBanner(snapshot) {
    const { connection } = stream;
    const failure = connection.state === 'failed' ? connection.error : null;
    let parts = [];
    if (failure?.status === 404) parts = [t(snapshot.event_count > 0 ? 'job.missingKept' : 'job.missing')];
    else if (failure) parts = [failure.message];
    else if (snapshot.error) parts = [h('strong', {}, t('job.errorTitle')), ' ', snapshot.error.message, ' ', h('code', {}, snapshot.error.code), snapshot.error.retryable ? ` ${t('job.retryable')}` : ''];
    const failed = parts.length > 0;
    if (!failed && !snapshot.ended_at && snapshot.message) parts = [snapshot.message];
    const key = parts.map((p) => p.textContent ?? p).join('');
    if (banner.dataset.key === key) return;
    banner.dataset.key = key;
    banner.classList.toggle('bad', failed);
    banner.setAttribute('role', failed ? 'alert' : 'status');
    banner.hidden = parts.length === 0;
    banner.replaceChildren(...parts);
  }

  /** For screen readers: the state of the job, not each event. */
  function say(snapshot) {
    const next = { status: snapshot.status, step: snapshot.current_step };
    if (said.status === next.status && said.step === next.step) return;
    const step = snapshot.steps.find((s) => s.step === next.step);
    announce([t(`status.${next.status}`), step && !snapshot.ended_at && `${nameOf('step', step.step)}: ${t(`steps.${step.status}`)}`].filter(Boolean).join(', '));
    said = next;
  }

  const save = () => keepSnapshot(stream.snapshot);
  stream.addEventListener('event', (e) => store.add(e.detail));
  stream.addEventListener('reset', () => store.clear());
  stream.addEventListener('change', draw);
  addEventListener('pagehide', save);
  draw();
  stream.connect();
  confirmKept();

  /** An ended job is not streamed again, but the server may have removed it meanwhile. */
  async function confirmKept() {
    if (stream.connection.state !== 'finished') return;
    try {
      await api.get(jobId);
    } catch (error) {
      if (error.status !== 404) return; // the server is unreachable: the kept snapshot is final anyway
      forgetSnapshot(jobId);
      banner.dataset.key = '';
      banner.classList.add('bad');
      banner.hidden = false;
      banner.replaceChildren(t('job.missingKept'));
    }
  }

  return {
    element,
    unmount() {
      over = true;
      save();
      removeEventListener('pagehide', save);
      demo.unmount();
      stream.close();
      travel.unmount();
      head.unmount();
      store.close();
    },
  };
}
