import { announce } from '../api.js';
import { h, replace, setText } from '../dom.js';
import { formatNumber, formatTime, t } from '../i18n.js';
import { failure } from './actions.js';
import { failuresTable, jobsTable } from './jobs.js';
import { nodeName, nodesTable } from './nodes.js';
import { OpsStream } from './ops-stream.js';
import { streamsPanel } from './streams.js';
import { tiles } from './tiles.js';

/** The whole system, live, and what an operator can do to it. */
export function opsView() {
  document.title = `${t('app.ops')} · AspireStreaming`;
  const stream = new OpsStream();
  const text = h('span');
  const badge = h('span', { class: 'badge' }, h('span', { class: 'badge-dot' }), text);
  const when = h('time', { class: 'muted' });
  const alerts = h('ul', { class: 'ops-alerts', role: 'status', 'aria-label': t('ops.alerts') });
  const failed = failure();
  const figures = tiles();
  const nodes = nodesTable(failed);
  const jobs = jobsTable(failed);
  const streams = streamsPanel(failed);
  const failures = failuresTable(failed);
  const counts = {};
  let drawn = null;
  let said = null;
  let alerted = '';

  const section = (id, content) => h('section', { class: 'card', 'aria-labelledby': `ops-${id}` },
    h('h2', { id: `ops-${id}` }, t(`ops.${id}`), counts[id] = h('span', { class: 'count' })), content.element);
  const element = h('div', { class: 'ops' },
    h('div', { class: 'ops-head' }, h('h1', {}, t('app.ops')), badge, when),
    alerts, failed, figures.element,
    section('nodes', nodes), section('jobs', jobs), section('streams', streams), section('failures', failures));

  function draw() {
    badge.dataset.state = stream.connection;
    setText(text, t(`connection.${stream.connection}`));
    if (stream.connection !== said) announce(t(`connection.${stream.connection}`));
    said = stream.connection;
    if (stream.problem) {
      setText(failed, stream.problem);
      failed.hidden = false;
    }

    const state = stream.latest;
    if (!state || state === drawn) return;
    drawn = state;
    when.dateTime = state.at;
    setText(when, t('ops.asOf', { time: formatTime(state.at) }));
    const names = new Map(state.nodes.map((node) => [node.node_id, nodeName(node)]));
    figures.update(state);
    nodes.sync(state.nodes.map((node) => ({ ...node, names })));
    jobs.sync(state.jobs.map((job) => ({ ...job, node: names.get(job.node_id) ?? null, lostNode: names.get(job.lost_node_id) ?? null })));
    streams.update(state, names);
    failures.sync(state.failures);
    setText(counts.nodes, formatNumber(state.nodes.length));
    setText(counts.jobs, formatNumber(state.jobs.length));
    setText(counts.streams, formatNumber(state.watchers));
    setText(counts.failures, formatNumber(state.failures.length));
    drawAlerts(state);
  }

  /** What needs an operator, in words; unchanged text is not read again. */
  function drawAlerts(state) {
    const count = (list, holds) => list.filter(holds).length;
    const found = [
      ['ops.alert.lost', count(state.nodes, (n) => n.state === 'lost')],
      ['ops.alert.unanswered', count(state.nodes, (n) => !n.answers)],
      ['ops.alert.withoutWorker', count(state.jobs, (j) => j.without_worker)],
      ['ops.alert.silent', count(state.jobs, (j) => j.silent)],
    ].filter(([, n]) => n > 0).map(([key, n]) => t(key, { n }));
    if (found.join() === alerted) return;
    alerted = found.join();
    replace(alerts, found.map((message) => h('li', { class: 'banner' }, message)));
  }

  stream.addEventListener('change', draw);
  draw();
  stream.open();
  return { element, unmount: () => stream.close() };
}
