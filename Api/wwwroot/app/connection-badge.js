import { announce } from './api.js';
import { h, setText } from './dom.js';
import { formatTime, t } from './i18n.js';
import { proofOf } from './proof.js';

/** Shows whether the page is up to date, from the connection state of the stream only; at the end whether the log is complete. */
export function connectionBadge(stream, travel) {
  const text = h('span', {});
  const again = h('button', { type: 'button', class: 'badge-action', hidden: true }, '');
  const proof = h('span', { class: 'badge-proof', hidden: true, 'aria-hidden': 'true' });
  const badge = h('span', { class: 'badge' }, h('span', { class: 'badge-dot' }), proof, text);
  const element = h('div', { class: 'connection' }, badge, again);
  const verdict = proofOf(stream, () => draw());
  again.addEventListener('click', () => (verdict.state === null ? stream.reconnectNow() : verdict.check()));

  let said = null;

  const draw = () => {
    const { state, nextTryAt } = stream.connection;
    const past = travel.snapshot !== null;
    verdict.update();
    const proven = past ? null : verdict.state;
    if (state !== said && state !== 'finished') announce(t(`connection.${state}`)); // the state, not each second of a countdown; the end is told with the job's
    said = state;
    badge.dataset.state = past ? 'past' : state;
    const waiting = nextTryAt === null ? 0 : Math.ceil((nextTryAt - Date.now()) / 1000);
    setText(text, past ? t('connection.past') : proven ? t(`connection.${proven}`) : waiting > 0 ? t('connection.reconnectingIn', { s: waiting }) : t(`connection.${state}`));
    again.hidden = !(state === 'reconnecting' && waiting > 1) && proven !== 'unchecked';
    setText(again, t(proven === 'unchecked' ? 'connection.check' : 'connection.retryNow'));
    const hint = past ? '' : proven ? t(`connection.hint.${proven}`) : state === 'live' ? t('connection.hint.live') : '';
    badge.title = [hint, stream.heardAt && state === 'live' ? formatTime(stream.heardAt) : ''].filter(Boolean).join(' · ');
    proof.hidden = proven !== 'verified' && proven !== 'mismatch';
    if (proof.hidden) return;
    proof.dataset.ok = proven === 'verified';
    setText(proof, proven === 'verified' ? '✓' : '✗');
  };
  const clock = setInterval(() => stream.connection.nextTryAt !== null && draw(), 250);
  return {
    element,
    update: draw,
    unmount() {
      clearInterval(clock);
      verdict.close();
    },
  };
}
