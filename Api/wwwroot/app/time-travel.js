import { api } from './api.js';
import { inAddress, setInAddress } from './address.js';
import { h, icon, replace, setAttribute, setText } from './dom.js';
import { formatTime, t } from './i18n.js';
import { keep, kept } from './storage.js';

const DELAY_MS = 90;
const PLAY_STEPS = 120;
const PLAY_INTERVAL_MS = 125;
const MOST_KEPT = 64;

/**
 * A slider over the log: the server's state after any past event. It is docked below the page, which gets shorter by it, and can be closed.
 */
export function timeTravel({ jobId, store, stream, onView }) {
  let snapshot = null;
  let total = 0;
  let seq = null; // null: now
  let timer = null;
  let abort = null;
  let playing = null;
  const loaded = new Map();

  const slider = h('input', { type: 'range', min: 1, max: 1, value: 1, step: 1, 'aria-label': t('travel.label') });
  const position = h('output', { class: 'travel-position' });
  const button = (name, label, onclick) => h('button', { type: 'button', class: 'quiet icon-only', 'aria-label': label, title: label, onclick }, icon(name));
  const play = button('play', t('travel.play'), () => (playing ? pause() : startPlaying()));
  const live = h('button', { type: 'button', class: 'travel-live', onclick: () => leave() }, t('travel.live'));
  const element = h('section', { class: 'travel', 'aria-label': t('travel.label'), hidden: true },
    play,
    button('back', t('travel.previous'), () => goTo((seq ?? total) - 1)),
    slider,
    button('forward', t('travel.next'), () => goTo((seq ?? total) + 1)),
    position,
    live,
    button('cross', t('travel.close'), () => setOpen(false)));
  const opener = h('button', { type: 'button', class: 'compact travel-open', hidden: true, onclick: () => setOpen(true) }, icon('history'), h('span', {}, t('travel.label')));
  let wanted = Number(inAddress('at').split('-')[1]) || null; // a link to a past state
  let open = kept('travel') !== 'closed';
  slider.addEventListener('input', () => {
    const wanted = Number(slider.value);
    pause();
    goTo(wanted, DELAY_MS);
  });

  function setOpen(wanted) {
    open = wanted;
    keep('travel', open ? 'open' : 'closed');
    if (!open) leave();
    draw();
    (open ? slider : opener).focus();
  }

  function goTo(wanted, delay = 0) {
    if (total === 0) return;
    open = true;
    const next = Math.min(Math.max(wanted, 1), total);
    if (next === total && !playing) return leave();
    seq = next;
    draw();
    clearTimeout(timer);
    timer = setTimeout(() => load(next), delay);
  }

  async function load(wanted) {
    abort?.abort();
    abort = new AbortController();
    const { signal } = abort;
    try {
      if (!store.get(wanted)) await store.load(wanted);
      const id = store.get(wanted)?.id;
      if (!id || signal.aborted) {
        if (store.error) throw store.error;
        return;
      }

      const past = loaded.get(id) ?? await api.snapshot(jobId, { at: id, signal });
      loaded.set(id, past);
      if (loaded.size > MOST_KEPT) loaded.delete(loaded.keys().next().value);
      if (seq !== wanted) return;
      snapshot = past;
      setText(position, label());
      setInAddress({ at: id });
      onView();
    } catch (error) {
      if (signal.aborted) return;
      pause();
      setText(position, t('travel.failed', { message: error.message }));
    }
  }

  function leave() {
    pause();
    clearTimeout(timer);
    abort?.abort();
    seq = snapshot = null;
    setInAddress({ at: null });
    draw();
    onView();
  }

  function startPlaying() {
    const step = Math.max(1, Math.round(total / PLAY_STEPS));
    let at = seq === null ? 1 : seq;
    let busy = false;
    playing = setInterval(async () => {
      if (busy) return; // one request at a time, even if the server is slow
      busy = true;
      seq = at;
      draw();
      await load(at);
      busy = false;
      if (!playing) return;
      if (at >= total) leave();
      else at = Math.min(at + step, total);
    }, PLAY_INTERVAL_MS);
    draw();
  }

  function pause() {
    clearInterval(playing);
    playing = null;
    draw();
  }

  const label = () => {
    const text = t('travel.position', { seq: seq ?? total, total });
    const at = seq === null ? null : store.get(seq)?.at;
    return at ? `${text} · ${formatTime(at)}` : text;
  };

  function draw() {
    element.hidden = total < 2 || !open;
    opener.hidden = total < 2 || open;
    document.body.classList.toggle('docked', !element.hidden);
    setAttribute(slider, 'max', Math.max(total, 1));
    const value = String(seq ?? total);
    if (slider.value !== value) slider.value = value;
    slider.style.setProperty('--share', total > 1 ? ((seq ?? total) - 1) / (total - 1) : 1);
    setText(position, label());
    setAttribute(slider, 'aria-valuetext', label());
    element.classList.toggle('past', seq !== null);
    live.hidden = seq === null;
    const name = playing ? 'pause' : 'play';
    if (play.dataset.icon !== name) {
      play.dataset.icon = name;
      replace(play, icon(name));
      play.setAttribute('aria-label', t(`travel.${name}`));
      play.title = t(`travel.${name}`);
    }
  }

  return {
    element,
    opener,
    goTo,
    /** The past state that is shown; null: now. */
    get snapshot() {
      return snapshot;
    },
    update(now) {
      if (now.event_count === total) return;
      total = now.event_count;
      draw();
      if (wanted && wanted < total) {
        const at = wanted;
        wanted = null;
        goTo(at);
      }
    },
    unmount() {
      clearInterval(playing);
      clearTimeout(timer);
      abort?.abort();
      document.body.classList.remove('docked');
    },
  };
}
