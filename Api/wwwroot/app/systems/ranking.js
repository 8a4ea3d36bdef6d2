import { h, KeyedList, setText } from '../dom.js';
import { evidenceDetails, evidenceView } from '../evidence.js';
import { formatDuration, formatNumber, t } from '../i18n.js';
import { chips, facts, scoreBar } from '../parts.js';
import { sortTable } from '../sort-table.js';

const score = (x) => (typeof x === 'number' ? formatNumber(x, { minimumFractionDigits: 3, maximumFractionDigits: 3 }) : '–');
const factor = (x) => (typeof x === 'number' ? `× ${formatNumber(x)}` : '–');

/** System 1, `cv-matching`: CVs by score as they are scored, and below them the CVs that a must-have filtered out. */
export function rankingPanel() {
  const table = sortTable([
    { id: 'rang', label: t('field.rang'), value: (r) => r.rang },
    { id: 'cv', label: t('field.cv'), value: (r) => r.cv, view: candidate },
    { id: 'score_final', label: t('field.score_final'), number: true, value: (r) => r.score_final, view: (r) => scoreBar(r.score_final, score(r.score_final)) },
    { id: 'score_base', label: t('field.score_base'), number: true, wide: true, value: (r) => r.score_base, view: (r) => score(r.score_base) },
    { id: 'bonus', label: t('field.bonus_nice_have_multiplicateur'), number: true, wide: true, value: (r) => r.bonus_nice_have_multiplicateur, view: (r) => factor(r.bonus_nice_have_multiplicateur) },
    { id: 'coefficient', label: t('field.coefficient_qualite_experience'), number: true, wide: true, value: (r) => r.coefficient_qualite_experience, view: (r) => factor(r.coefficient_qualite_experience) },
  ], { key: (r) => r.cv, detail: (r) => evidenceView(r.evidence ?? []), sort: { column: 'rang', down: false } });
  const out = h('ul', { class: 'filtered' });
  const outRows = new KeyedList(out, (r) => r.cv, (r) => ({ element: h('li', {}, h('b', {}, r.cv), h('span', {}, r.reason ?? ''), evidenceDetails(r.evidence)) }));
  const outPart = h('section', { class: 'filtered-part' }, h('h3', {}, t('ranking.filtered')), out);
  const note = h('p', { class: 'panel-note', role: 'status' });
  let shown = null;
  let shownSummary;
  return {
    element: h('div', { class: 'ranking' }, note, table.element, outPart),
    count: ({ results }) => results.length,
    update({ results, summary }) {
      if (results === shown && summary === shownSummary) return;
      shown = results;
      shownSummary = summary;
      const filtered = results.filter(({ data }) => data.status === 'filtered').map(({ key, data }) => ({ cv: key, ...data }));
      const ranked = rank(results, summary?.results ?? []);
      table.element.hidden = ranked.length === 0;
      table.sync(ranked);
      outRows.sync(filtered);
      outPart.hidden = filtered.length === 0;
      setText(note, facts(t('ranking.scored', { n: ranked.length }), filtered.length > 0 && t('ranking.out', { n: filtered.length }),
        summary?.metadata && formatDuration(summary.metadata.duree_totale_s)));
    },
  };
}

/** By score until the last step has ranked them; reasons and missing nice-to-haves come with the ranks. */
function rank(results, ranks) {
  const byCv = new Map(ranks.map((r) => [r.cv, r]));
  return results.filter(({ data }) => data.status !== 'filtered')
    .map(({ key, data }) => ({ cv: key, ...data, ...byCv.get(data.cv ?? key) }))
    .sort((a, b) => (a.rang ?? Infinity) - (b.rang ?? Infinity) || (b.score_final ?? 0) - (a.score_final ?? 0))
    .map((r, i) => ({ ...r, rang: r.rang ?? i + 1 }));
}

const candidate = ({ cv, raisons = [], nice_have_manquants: missing = [] }) => h('div', { class: 'candidate' },
  h('b', {}, cv),
  raisons.length > 0 && h('ul', { class: 'muted small' }, raisons.map((x) => h('li', {}, x))),
  missing.length > 0 && h('p', { class: 'small' }, h('span', { class: 'muted' }, `${t('field.nice_have_manquants')} `), chips(missing, { kind: 'warn' })));
