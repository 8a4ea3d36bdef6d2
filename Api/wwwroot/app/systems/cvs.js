import { h, icon, setText } from '../dom.js';
import { drafts } from '../form-drafts.js';
import { openForm } from '../form-opener.js';
import { formatDuration, t, translated } from '../i18n.js';
import { chips, facts } from '../parts.js';
import { sortTable } from '../sort-table.js';
import { ofRecord, profileView, yearsText } from './profile.js';

const SKILLS_IN_ROW = 5;
const record = ({ data }) => data.data ?? {};
const failed = ({ data }) => data.success === false;

/** System 1, `cv-parse`: a row for each CV as it is parsed, a click shows its whole record. */
export function cvsPanel() {
  const table = sortTable([
    { id: 'cv', label: t('field.cv'), value: ({ data, key }) => data.filename ?? key },
    { id: 'nom', label: t('field.nom'), value: (r) => record(r).identite?.nom, wide: true },
    { id: 'prenom', label: t('field.prenom'), value: (r) => record(r).identite?.prenom, wide: true },
    { id: 'titre', label: t('field.titre'), value: (r) => record(r).titre, view: (r) => (failed(r) ? failure(r) : record(r).titre ?? '–') },
    { id: 'annees_experience', label: t('field.annees_experience'), number: true, value: (r) => record(r).annees_experience, view: (r) => yearsText(record(r).annees_experience) },
    { id: 'competences', label: t('field.competences'), wide: true, down: true, value: (r) => record(r).competences?.length, view: (r) => chips(record(r).competences, { most: SKILLS_IN_ROW }) },
    { id: 'langue', label: t('field.langue'), wide: true, value: (r) => record(r).langue, view: (r) => translated('tongue', record(r).langue) ?? record(r).langue ?? '–' },
  ], { key: (r) => r.key, detail: (r) => (failed(r) ? h('p', {}, failure(r), ' ', h('code', {}, r.data.code ?? '')) : profileView(ofRecord(record(r)))) });
  const note = h('p', { class: 'panel-note', role: 'status' });
  let jobId = null;
  const match = h('button', { type: 'button', class: 'primary', hidden: true, onclick: () => matchAll(jobId) }, icon('forward'), h('span', {}, t('cvs.match')));
  let shown = null;
  return {
    element: h('div', {}, h('div', { class: 'panel-tools' }, note, match), table.element),
    count: ({ results }) => results.length,
    update({ results, summary, status, job_id }) {
      jobId = job_id;
      match.hidden = status !== 'completed' || results.every(failed);
      const bad = results.filter(failed).length;
      setText(note, facts(t('cvs.parsed', { n: results.length - bad }), bad > 0 && t('cvs.failed', { n: bad }), summary?.timings && formatDuration(summary.timings.total)));
      if (results === shown) return;
      shown = results;
      table.sync(results);
    },
  };
}

const failure = ({ data }) => h('span', { class: 'bad-text' }, data.error ?? t('status.failed'));

/** Opens the form of a matching with the CVs of this job instead of the CVs in it; its offer stays. */
async function matchAll(jobId) {
  const before = { ...await drafts.filesOf('cv-matching'), ...drafts.get('cv-matching') };
  openForm('cv-matching', { ...before, parse_job_id: jobId, cv_files: [], cvs: [] }, t('cvs.matching'));
}
