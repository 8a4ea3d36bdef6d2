import { announce } from './api.js';
import { h, icon, replace } from './dom.js';
import { t } from './i18n.js';
import { UndoOffer } from './undo.js';

const offer = new UndoOffer();
const element = h('div', { class: 'toast', role: 'group', hidden: true });

/** Says what was done, and takes it back for 10 s: see {@link UndoOffer.make}. */
export function offerUndo(message, undo, settle) {
  offer.make(message, undo, settle);
}

/** Makes what was done final at once. */
export const settleNow = () => offer.settle();

/** Says that something went wrong; stays until it is closed. */
export function complain(message) {
  announce(message);
  draw(message, null);
}

function draw(message, undo) {
  element.hidden = false;
  element.setAttribute('aria-label', message);
  replace(element, h('span', { class: undo ? '' : 'bad-text' }, message),
    undo && h('button', { type: 'button', class: 'toast-undo', onclick: () => offer.undo() }, t('app.undo')),
    h('button', {
      type: 'button', class: 'quiet icon-only', 'aria-label': t('app.close'), title: t('app.close'),
      onclick: () => {
        element.hidden = true;
        offer.settle();
      },
    }, icon('cross')));
}

offer.addEventListener('change', () => {
  const { current } = offer;
  if (!current) {
    if (element.querySelector('.toast-undo')) element.hidden = true;
    return;
  }

  announce(current.message);
  draw(current.message, current.undo);
});
for (const type of ['pointerenter', 'focusin']) element.addEventListener(type, () => offer.pause());
for (const type of ['pointerleave', 'focusout']) element.addEventListener(type, () => offer.resume());
addEventListener('pagehide', () => offer.settle(true));
document.body.append(element);
