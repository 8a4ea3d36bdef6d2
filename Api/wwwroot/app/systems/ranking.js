import { download } from '../api.js';
import { csv } from '../csv.js';
import { h, icon, KeyedList, setText } from '../dom.js';
import { evidenceDetails, evidenceView } from '../evidence.js';
import { formatDuration, formatNumber, language, t } from '../i18n.js';
import { chips, facts, scoreBar } from '../parts.js';
import { keepShortlist, shortlistOf } from '../shortlists.js';
import { sortTable } from '../sort-table.js';
import { candidatesOf, passes, reasonOf, tableOf } from './candidates.js';

const score = (x) => (typeof x === 'number' ? formatNumber(x, { minimumFractionDigits: 3, maximumFractionDigits: 3 }) : '–');
const factor = (x) => (typeof x === 'number' ? `× ${formatNumber(x)}` : '–');

/** System 1, `cv-matching`: CVs by score as they are scored, and below them the CVs that a must-have filtered out. */
export function rankingPanel() {
  const table = sortTable([
    { id: 'rang', label: t('field.rang'), value: (r) => r.rang },
    { id: 'cv', label: t('ranking.candidate'), value: (r) => r.name || r.cv, view: candidateView },
    { id: 'score_final', label: t('field.score_final'), number: true, value: (r) => r.score_final, view: (r) => scoreBar(r.score_final, score(r.score_final)) },
    { id: 'musts', label: t('ranking.musts'), wide: true, down: true, value: (r) => r.musts && r.musts.met / r.musts.of, view: (r) => mustsView(r.musts) },
    { id: 'score_base', label: t('field.score_base'), number: true, wide: true, value: (r) => r.score_base, view: (r) => score(r.score_base) },
    { id: 'bonus', label: t('field.bonus_nice_have_multiplicateur'), number: true, wide: true, value: (r) => r.bonus_nice_have_multiplicateur, view: (r) => factor(r.bonus_nice_have_multiplicateur) },
    { id: 'coefficient', label: t('field.coefficient_qualite_experience'), number: true, wide: true, value: (r) => r.coefficient_qualite_experience, view: (r) => factor(r.coefficient_qualite_experience) },
    { id: 'shortlist', label: [icon('star'), h('span', { class: 'visually-hidden' }, t('ranking.shortlist'))], down: true, value: (r) => (shortlist.has(r.cv) ? 1 : 0), view: star },
  ], { key: (r) => r.cv, detail: (r) => evidenceView(r.evidence ?? []), sort: { column: 'rang', down: false } });
  const out = h('ul', { class: 'filtered' });
  const outRows = new KeyedList(out, (r) => r.cv, (r) => ({ element: outView(r) }));
  const outPart = h('section', { class: 'filtered-part' }, h('h3', {}, t('ranking.filtered')), out);
  const note = h('p', { class: 'panel-note', role: 'status' });
  const none = h('p', { class: 'empty', hidden: true }, t('ranking.noMatch'));
  const find = h('input', { type: 'search', 'aria-label': t('ranking.find'), placeholder: t('ranking.find'), autocomplete: 'off', oninput: () => draw() });
  const only = h('select', { 'aria-label': t('ranking.only'), onchange: () => draw() },
    ['', 'shortlist', 'musts'].map((x) => h('option', { value: x }, t(`ranking.only.${x || 'all'}`))));
  const exporter = h('button', { type: 'button', onclick: () => save() }, icon('download'), h('span', {}, t('ranking.csv')));
  const tools = h('div', { class: 'panel-tools' }, h('div', { class: 'event-filter' }, only, find), h('span', { class: 'tool-buttons' }, exporter));

  let latest = { results: null };
  let candidates = { ranked: [], out: [] };
  let shown = candidates;
  let shortlist = new Set();

  function star(candidate) {
    const button = h('button', {
      type: 'button', class: 'quiet icon-only star', 'aria-pressed': shortlist.has(candidate.cv), 'aria-label': t('ranking.star', { name: candidate.name || candidate.cv }), title: t('ranking.shortlist'),
      onclick: () => {
        if (!shortlist.delete(candidate.cv)) shortlist.add(candidate.cv);
        keepShortlist(latest.job_id, shortlist);
        button.setAttribute('aria-pressed', shortlist.has(candidate.cv));
        // A click moves no row, and keeps the focus where it is, except where it takes the row out of what is shown.
        if (only.value === 'shortlist') draw();
        else drawNote();
      },
    }, icon('star'));
    return button;
  }

  function draw() {
    const filter = { words: find.value.trim(), only: only.value };
    const kept = (list) => list.filter((c) => passes(c, filter, shortlist));
    shown = { ranked: kept(candidates.ranked), out: kept(candidates.out) };
    table.element.hidden = shown.ranked.length === 0;
    table.sync(shown.ranked);
    outRows.sync(shown.out);
    outPart.hidden = shown.out.length === 0;
    none.hidden = shown.ranked.length + shown.out.length > 0 || candidates.ranked.length + candidates.out.length === 0;
    drawNote();
  }

  function drawNote() {
    const { ranked, out: left } = candidates;
    const listed = [...ranked, ...left].filter((c) => shortlist.has(c.cv)).length;
    setText(note, facts(t('ranking.scored', { n: ranked.length }), left.length > 0 && t('ranking.out', { n: left.length }),
      listed > 0 && t('ranking.listed', { n: listed }), latest.summary?.metadata && formatDuration(latest.summary.metadata.duree_totale_s)));
  }

  /** What is shown, in the order that is shown. */
  function save() {
    const rows = tableOf([...table.sorted, ...shown.out], shortlist, (id) => t(`ranking.csv.${id}`));
    download(`${latest.title ?? t('ranking.csv.file')}.csv`, csv(rows, language), 'text/csv');
  }

  return {
    element: h('div', { class: 'ranking' }, tools, note, none, table.element, outPart),
    count: ({ results }) => results.length,
    update(snapshot) {
      if (snapshot.results === latest.results && snapshot.summary === latest.summary) return;
      if (snapshot.job_id !== latest.job_id) shortlist = shortlistOf(snapshot.job_id);
      latest = snapshot;
      candidates = candidatesOf(snapshot);
      tools.hidden = candidates.ranked.length + candidates.out.length === 0;
      draw();
    },
  };

  /** A CV that is out can still be put on the shortlist: a must-have is not everything. */
  function outView(candidate) {
    const { kind, text } = reasonOf(candidate);
    return h('li', {}, star(candidate), h('div', { class: 'filtered-who' }, who(candidate)),
      h('div', { class: 'filtered-why' }, h('p', {}, kind === 'other' ? text : t(`ranking.${kind}`, { text })), evidenceDetails(candidate.evidence)));
  }
}

const who = ({ name, cv, candidat }) => [
  h('b', {}, name || cv),
  h('p', { class: 'muted small' }, facts(name && cv, candidat?.titre, candidat?.annees_experience > 0 && t('profile.years', { n: candidat.annees_experience }))),
];

const candidateView = (row) => h('div', { class: 'candidate' },
  who(row),
  row.musts && h('p', { class: 'narrow-only small' }, h('span', { class: 'muted' }, `${t('ranking.musts')} `), mustsView(row.musts)),
  row.raisons?.length > 0 && h('ul', { class: 'muted small' }, row.raisons.map((x) => h('li', {}, x))),
  row.nice_have_manquants?.length > 0 && h('p', { class: 'small' }, h('span', { class: 'muted' }, `${t('field.nice_have_manquants')} `), chips(row.nice_have_manquants, { kind: 'warn' })));

/** Met or not, and which are not: those that a CV says nothing about don't filter it. */
const mustsView = (musts) => (musts === null ? '–' : h('span', { class: 'musts', dataset: { all: musts.open.length === 0 } },
  h('span', { class: 'musts-count' }, icon(musts.open.length === 0 ? 'check' : 'warn'), t('ranking.met', { met: formatNumber(musts.met), of: formatNumber(musts.of) })),
  musts.open.length > 0 && h('ul', { class: 'small' }, musts.open.map((text) => h('li', {}, text)))));
