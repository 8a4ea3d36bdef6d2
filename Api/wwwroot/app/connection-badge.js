import { announce } from './api.js';
import { h, setText } from './dom.js';
import { formatTime, t } from './i18n.js';

/** Shows whether the page is up to date, from the connection state of the stream only. */
export function connectionBadge(stream, travel) {
  const text = h('span', {});
  const again = h('button', { type: 'button', class: 'badge-action', hidden: true, onclick: () => stream.reconnectNow() }, t('connection.retryNow'));
  const proof = h('span', { class: 'badge-proof', hidden: true });
  const badge = h('span', { class: 'badge' }, h('span', { class: 'badge-dot' }), text);
  const element = h('div', { class: 'connection' }, badge, proof, again);

  let said = null;

  const draw = () => {
    const { state, nextTryAt } = stream.connection;
    const past = travel.snapshot !== null;
    if (state !== said) announce(t(`connection.${state}`)); // announces the state, not each second of a countdown
    said = state;
    badge.dataset.state = past ? 'past' : state;
    const waiting = nextTryAt === null ? 0 : Math.ceil((nextTryAt - Date.now()) / 1000);
    setText(text, past ? t('connection.past') : waiting > 0 ? t('connection.reconnectingIn', { s: waiting }) : t(`connection.${state}`));
    again.hidden = !(state === 'reconnecting' && waiting > 1);
    const hint = state === 'live' || state === 'finished' ? t(`connection.hint.${state}`) : '';
    badge.title = [hint, stream.heardAt && state === 'live' ? formatTime(stream.heardAt) : ''].filter(Boolean).join(' · ');
    proof.hidden = stream.verified === null || past;
    if (!proof.hidden) {
      proof.dataset.ok = stream.verified;
      setText(proof, stream.verified ? '✓ SHA-256' : '✗ SHA-256');
      proof.title = t(stream.verified ? 'connection.verified' : 'connection.mismatch');
    }
  };
  const clock = setInterval(() => stream.connection.nextTryAt !== null && draw(), 250);
  return { element, update: draw, unmount: () => clearInterval(clock) };
}
