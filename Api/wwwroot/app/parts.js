import { copy, downloadAs, exportFormats } from './api.js';
import { h, icon, setText, svg } from './dom.js';
import { formatNumber, t } from './i18n.js';
import { complain } from './toast.js';

const MOST_CHIPS = 60;

/** Words as chips; with `most` the rest is a number whose tooltip lists them. */
export function chips(words, { kind = '', most = MOST_CHIPS } = {}) {
  const shown = (words ?? []).slice(0, most);
  const rest = (words ?? []).slice(most);
  return h('span', { class: 'chips' },
    shown.map((word) => h('span', { class: `chip ${kind}` }, word)),
    rest.length > 0 && h('span', { class: 'chip more', title: rest.join(', ') }, `+${formatNumber(rest.length)}`));
}

/** A share of 0 to 1 as a bar, with its number beside it. */
export function scoreBar(share, text) {
  const fill = h('span', { class: 'bar-fill' });
  fill.style.setProperty('--share', Math.min(Math.max(share, 0), 1));
  return h('span', { class: 'score-bar' }, h('b', {}, text), h('span', { class: 'bar', 'aria-hidden': 'true' }, fill));
}

const RADIUS = 20;
const AROUND = 2 * Math.PI * RADIUS;

/** A score of 0 to 100 as a ring; empty until there is one. */
export function scoreRing() {
  const arc = svg('circle', { class: 'ring-arc', cx: 24, cy: 24, r: RADIUS, 'stroke-dasharray': `0 ${AROUND}`, transform: 'rotate(-90 24 24)' });
  const number = h('span', { class: 'ring-number' });
  const element = h('span', { class: 'ring' },
    svg('svg', { viewBox: '0 0 48 48', 'aria-hidden': 'true' }, svg('circle', { class: 'ring-track', cx: 24, cy: 24, r: RADIUS }), arc), number);
  return {
    element,
    update(score) {
      const known = typeof score === 'number';
      setText(number, known ? formatNumber(score, { maximumFractionDigits: 0 }) : '–');
      arc.setAttribute('stroke-dasharray', `${known ? (Math.min(Math.max(score, 0), 100) / 100) * AROUND : 0} ${AROUND}`);
      element.dataset.level = !known ? 'none' : score >= 70 ? 'high' : score >= 40 ? 'middle' : 'low';
    },
  };
}

export function copyButton(text) {
  const label = h('span', {}, t('panel.copy'));
  return h('button', {
    type: 'button', class: 'quiet',
    onclick: async () => {
      await copy(text());
      setText(label, t('job.copied'));
      setTimeout(() => setText(label, t('panel.copy')), 2000);
    },
  }, icon('copy'), label);
}

/**
 * Save a text as a Word document, and as a PDF where the server makes some.
 * @param {() => {name: string, text: string, format: 'markdown'|'text'}} document `name` without an ending
 */
export function documentButtons(document) {
  const pdf = exportButton('pdf', document);
  pdf.hidden = true;
  exportFormats().then((formats) => (pdf.hidden = !formats.includes('pdf')));
  return [exportButton('docx', document), pdf];
}

function exportButton(kind, document) {
  const button = h('button', {
    type: 'button', class: 'quiet',
    onclick: async () => {
      button.disabled = true;
      try {
        const { name, text, format } = document();
        await downloadAs(kind, name, text, format);
      } catch (error) {
        complain(error.message);
      } finally {
        button.disabled = false;
      }
    },
  }, icon('file'), h('span', {}, t(`panel.${kind}`)));
  return button;
}

/** An address from a document; it is a link only if it is http or https. */
export function webLink(address) {
  const url = typeof address === 'string' && URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return h('span', {}, address ?? '');
  return h('a', { href: url.href, target: '_blank', rel: 'noopener noreferrer' }, url.host + (url.pathname === '/' ? '' : url.pathname));
}

/** `3 of 4 · 1 failed`: the summary of all items of a panel. */
export const facts = (...parts) => parts.filter(Boolean).join(' · ');
