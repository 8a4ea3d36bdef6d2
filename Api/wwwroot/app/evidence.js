import { h, icon } from './dom.js';
import { formatNumber, t } from './i18n.js';

const MARKS = { met: 'check', not_met: 'cross', not_found: 'warn' };

/**
 * What scores, decisions and edits rest on: each sentence of the offer, with those of the CV beside it.
 * @param {{kind?: string, status?: string, offer?: string, cv?: string[], similarity?: number}[]} evidence
 */
export function evidenceView(evidence) {
  return h('ul', { class: 'evidence' }, evidence.map((pair) => h('li', { dataset: { ...(pair.kind && { kind: pair.kind }), ...(pair.status && { status: pair.status }) } },
    pair.kind && h('p', { class: 'evidence-head' },
      h('span', { class: 'chip' }, t(`evidence.${pair.kind}`)),
      MARKS[pair.status] && h('span', { class: 'evidence-status' }, icon(MARKS[pair.status]), t(`evidence.${pair.status}`)),
      typeof pair.similarity === 'number' && h('span', { class: 'muted' }, t('evidence.similarity', { n: formatNumber(pair.similarity) }))),
    h('div', { class: 'evidence-sides' }, side('offer', pair.offer ? [pair.offer] : []), side('cv', pair.cv ?? [])))));
}

/** The evidence, shown on a click; nothing without evidence. */
export function evidenceDetails(evidence) {
  if (!(evidence?.length > 0)) return null;
  const body = h('div', {});
  const element = h('details', { class: 'evidence-details' }, h('summary', {}, t('evidence.show', { n: evidence.length })), body);
  element.addEventListener('toggle', () => element.open && body.childElementCount === 0 && body.append(evidenceView(evidence)));
  return element;
}

const side = (name, sentences) => h('div', { class: 'evidence-side', dataset: { side: name } },
  h('span', { class: 'diff-label' }, t(`evidence.${name}`)),
  sentences.length > 0 ? sentences.map((text) => h('p', {}, text)) : h('p', { class: 'muted' }, t(name === 'cv' ? 'evidence.nothing' : 'evidence.noOffer')));
