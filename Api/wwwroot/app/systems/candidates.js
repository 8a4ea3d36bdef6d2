// The candidates of a matching, from its results: no DOM, so that tests can look at it.

const REASON = /^Manque critère must-have: (.*)$/s;
const UNREADABLE = /^CV illisible ?: (.*)$/s;

/**
 * Those with a score, the best first, and those that are out. Until the last step has ranked them, the score decides; reasons and missing
 * nice-to-haves come with the ranks.
 */
export function candidatesOf({ results, summary }) {
  const ranks = new Map((summary?.results ?? []).map((r) => [r.cv, r]));
  const all = results.map(({ key, data }) => ({ cv: key, ...data, ...ranks.get(data.cv ?? key), name: nameOf(data), musts: mustsOf(data.evidence) }));
  return {
    ranked: all.filter(isRanked)
      .sort((a, b) => (a.rang ?? Infinity) - (b.rang ?? Infinity) || (b.score_final ?? 0) - (a.score_final ?? 0))
      .map((r, i) => ({ ...r, rang: r.rang ?? i + 1 })),
    out: all.filter((r) => !isRanked(r)),
  };
}

const isRanked = ({ status }) => status !== 'filtered';

const nameOf = ({ candidat }) => [candidat?.prenom, candidat?.nom].filter(Boolean).join(' ');

/** How many must-haves are met; null where the offer has none, or the CV could not be read. */
export function mustsOf(evidence = []) {
  const musts = evidence.filter(({ kind }) => kind === 'must_have');
  const open = musts.filter(({ status }) => status !== 'met').map(({ offer }) => offer);
  return musts.length > 0 ? { met: musts.length - open.length, of: musts.length, open } : null;
}

/**
 * Why a CV is out. The pipeline's own text is French.
 * @returns {{kind: 'misses'|'unreadable'|'other', text: string}}
 */
export function reasonOf({ reason = '' }) {
  const [kind, match] = [['misses', REASON.exec(reason)], ['unreadable', UNREADABLE.exec(reason)]].find(([, found]) => found) ?? ['other', null];
  return { kind, text: match?.[1] ?? reason };
}

/**
 * Whether a candidate is shown.
 * @param {{words: string, only: ''|'shortlist'|'musts'}} filter words: all of them, anywhere in what is known of the candidate
 * @param {Set<string>} shortlist
 */
export function passes(candidate, { words, only }, shortlist) {
  if (only === 'shortlist' && !shortlist.has(candidate.cv)) return false;
  if (only === 'musts' && (!isRanked(candidate) || candidate.musts?.open.length > 0)) return false;
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return true;
  const text = textOf(candidate);
  return wanted.every((word) => text.includes(word));
}

/** Documents don't change, so the text of a result is made once. */
const texts = new WeakMap();

function textOf(candidate) {
  const key = candidate.evidence ?? candidate;
  if (!texts.has(key)) {
    const { cv, name, candidat, reason, raisons, evidence } = candidate;
    texts.set(key, [cv, name, candidat?.titre, candidat?.email, reason, raisons, (evidence ?? []).map((pair) => pair.cv)].flat(2).filter(Boolean).join('\n').toLowerCase());
  }

  return texts.get(key);
}

/**
 * The table of candidates.
 * @param {(key: string) => string} label
 */
export function tableOf(candidates, shortlist, label) {
  const columns = [
    ['rank', (c) => c.rang], ['cv', (c) => c.cv], ['firstName', (c) => c.candidat?.prenom], ['lastName', (c) => c.candidat?.nom],
    ['title', (c) => c.candidat?.titre], ['email', (c) => c.candidat?.email], ['years', (c) => c.candidat?.annees_experience],
    ['shortlisted', (c) => label(shortlist.has(c.cv) ? 'yes' : 'no')],
    ['score', (c) => c.score_final], ['base', (c) => c.score_base], ['bonus', (c) => c.bonus_nice_have_multiplicateur], ['experience', (c) => c.coefficient_qualite_experience],
    ['mustsMet', (c) => c.musts?.met], ['musts', (c) => c.musts?.of], ['mustsOpen', (c) => c.musts?.open.join('\n')],
    ['nicesOpen', (c) => c.nice_have_manquants?.join('\n')], ['reasons', (c) => c.raisons?.join('\n')], ['out', (c) => (isRanked(c) ? '' : reasonOf(c).text)],
  ];
  return [columns.map(([id]) => label(id)), ...candidates.map((c) => columns.map(([, value]) => value(c)))];
}
