import { parseEventId } from '../../sdk/job-stream.js';
import { api } from '../api.js';
import { h, icon, setText } from '../dom.js';
import { formatDuration, formatNumber, formatTime, t } from '../i18n.js';
import { samePicture } from './same-picture.js';

const CUT_MS = 4000;

/**
 * A sample that is replayed at reading speed says so, and can be disturbed: its connection cut, its worker killed. What then happens is told
 * from the events that came and from the server's answers.
 */
export function liveDemo(stream) {
  const pace = h('p', {});
  const cut = h('button', { type: 'button', onclick: () => act(cut, cutConnection) }, icon('link'), h('span', {}, t('demo.cut')));
  const kill = h('button', { type: 'button', class: 'danger', onclick: () => act(kill, killWorker) }, icon('stop'), h('span', {}, t('demo.kill')));
  const buttons = h('div', { class: 'demo-buttons' }, cut, kill);
  const story = h('ol', { class: 'demo-story', role: 'log', hidden: true });
  const element = h('div', { class: 'demo', hidden: true }, h('div', { class: 'demo-row' }, pace, buttons), story);
  const ending = new AbortController();

  function tell(key, values = {}, kind = '') {
    story.hidden = false;
    story.append(h('li', { class: kind }, h('time', { class: 'muted' }, formatTime(Date.now())), ' ', t(key, values)));
  }

  async function act(button, work) {
    button.disabled = true;
    try {
      await work();
    } catch (error) {
      if (!ending.signal.aborted) tell('demo.failed', { message: error.message }, 'bad-text');
    } finally {
      button.disabled = false;
    }
  }

  /** Fulfilled with the first event of the stream for which the check holds, or at the end of the stream. */
  const when = (type, check) => new Promise((resolve, reject) => {
    const listen = (e) => {
      if (!check(e) && !stream.snapshot.ended_at) return;
      stream.removeEventListener(type, listen);
      resolve(e);
    };
    stream.addEventListener(type, listen);
    ending.signal.addEventListener('abort', () => {
      stream.removeEventListener(type, listen);
      reject(ending.signal.reason);
    });
  });

  async function cutConnection() {
    const from = stream.lastEventId;
    const began = Date.now();
    const came = [];
    const listen = ({ detail }) => came.push(detail.payload.seq);
    stream.addEventListener('event', listen);
    try {
      tell('demo.cut.done', { id: from });
      stream.cut(CUT_MS);
      await when('connection', () => ['live', 'finished', 'failed'].includes(stream.connection.state));
      const { last_event_id: there } = await api.get(stream.jobId);
      const [first, last] = [parseEventId(from).seq + 1, parseEventId(there).seq];
      if (parseEventId(stream.lastEventId).seq < last) await when('event', () => parseEventId(stream.lastEventId).seq >= last);
      const missing = Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => first + i).filter((seq) => !came.includes(seq));
      const double = came.length - new Set(came).size;
      tell('demo.cut.back', { duration: formatDuration((Date.now() - began) / 1000), n: last - first + 1, id: from, missing: formatNumber(missing.length), double: formatNumber(double) });
    } finally {
      stream.removeEventListener('event', listen);
    }

    const own = stream.snapshot;
    const same = samePicture(own, await api.snapshot(stream.jobId, { at: own.last_event_id }));
    tell(same ? 'demo.same' : 'demo.differs', { id: own.last_event_id }, same ? 'good-text' : 'bad-text');
  }

  async function killWorker() {
    const { attempt } = stream.snapshot;
    const began = Date.now();
    const { node_id: worker } = await api.request('POST', `/api/ops/jobs/${stream.jobId}/kill-worker`);
    tell('demo.kill.done', { worker, attempt: formatNumber(attempt) });
    const reset = await when('event', ({ detail }) => detail.payload.type === 'attempt_reset' && detail.payload.attempt > attempt);
    if (reset.detail.payload.type !== 'attempt_reset') return tell('demo.kill.late');
    const running = await when('event', ({ detail }) => detail.payload.type === 'job_status' && detail.payload.status === 'running');
    return tell('demo.kill.over', {
      worker: running.detail.payload.worker ?? '', attempt: formatNumber(reset.detail.payload.attempt), n: reset.detail.payload.void_events,
      duration: formatDuration((Date.now() - began) / 1000),
    }, 'good-text');
  }

  return {
    element,
    update(snapshot, { ended, past, connection }) {
      element.hidden = !snapshot.pace;
      if (!snapshot.pace) return;
      setText(pace, t(ended ? 'demo.was' : 'demo.pace', { n: snapshot.pace }));
      buttons.hidden = ended || past;
      cut.hidden = connection !== 'live' && !cut.disabled;
      kill.hidden = (snapshot.status !== 'running' || connection !== 'live') && !kill.disabled;
    },
    unmount() {
      ending.abort();
    },
  };
}
