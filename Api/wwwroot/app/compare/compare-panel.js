import { inAddress, setInAddress } from '../address.js';
import { api } from '../api.js';
import { compareRuns, differences } from './compare-runs.js';
import { h, replace, setText } from '../dom.js';
import { EventStore } from '../event-store.js';
import { formatDateTime, formatMs, formatNumber, languageName, nameOf, t } from '../i18n.js';
import { wordDiff } from '../word-diff.js';

const MOST_RUNS = 50;
const MOST_ROWS = 300;
/** Of longer logs the durations of the steps are left out. */
const MOST_EVENTS = 5000;
const LONG = 60;
/** Of items of a backlog. */
const TYPES = new Set(['epic', 'story', 'test_case']);

/** This job beside another run of the same pipeline, which the address names or the user chooses: what differs is marked. */
export function comparePanel(store, jobId) {
  const choice = h('select', { 'aria-label': t('compare.with'), onchange: () => choose(choice.value) });
  const all = h('input', { type: 'checkbox', onchange: () => draw() });
  const everything = h('label', { hidden: true }, all, ' ', t('compare.all'));
  const verdict = h('p', { class: 'panel-note', role: 'status' });
  const problem = h('p', { class: 'field-error', role: 'alert', hidden: true });
  const body = h('div', { class: 'compare' });
  let current = null;
  let drawn = null;
  let other = null;
  let asked = '';

  async function list(pipeline) {
    const { jobs } = await api.list({ pipeline, limit: MOST_RUNS });
    const runs = jobs.filter((job) => job.job_id !== jobId);
    const wanted = inAddress('compare');
    if (wanted && !runs.some((job) => job.job_id === wanted)) runs.push(await api.get(wanted));
    replace(choice, h('option', { value: '' }, t('compare.choose')),
      runs.map((job) => h('option', { value: job.job_id }, [formatDateTime(job.created_at), job.title].filter(Boolean).join(' · '))));
    choice.value = wanted;
  }

  async function choose(id) {
    setInAddress({ compare: id || null, tab: 'compare' });
    other = null;
    draw();
    if (id) await guarded(() => load(id));
  }

  async function load(id) {
    asked = id;
    const snapshot = await api.snapshot(id);
    const events = await eventsOf(new EventStore(id), snapshot);
    if (asked !== id) return; // another one was chosen meanwhile
    other = { id, snapshot, events };
    draw();
  }

  async function eventsOf(from, snapshot) {
    if (snapshot.event_count > MOST_EVENTS) return [];
    await from.load(snapshot.event_count);
    const events = Array.from({ length: snapshot.event_count }, (_, i) => from.get(i + 1)?.payload);
    return events.every(Boolean) ? events : [];
  }

  async function guarded(work) {
    problem.hidden = true;
    try {
      await work();
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  }

  async function draw() {
    if (!other || !current) {
      setText(verdict, '');
      everything.hidden = true;
      replace(body);
      return;
    }

    everything.hidden = false;

    const mine = { snapshot: current, events: await eventsOf(store, current) };
    const sections = compareRuns(mine, other);
    const n = differences(sections);
    const open = !current.ended_at || !other.snapshot.ended_at;
    setText(verdict, [n === 0 ? t('compare.same') : t('compare.differs', { n }), open && t('compare.open')].filter(Boolean).join(' '));
    replace(body, sections.map((section) => sectionView(section, all.checked, other.id)));
  }

  return {
    element: h('div', {},
      h('div', { class: 'panel-tools compare-tools' }, h('label', {}, h('span', {}, t('compare.with')), ' ', choice), everything),
      problem, verdict, body),
    update(snapshot) {
      if (snapshot.event_count === 0) return;
      current = snapshot;
      if (drawn === null) {
        const id = inAddress('compare');
        guarded(async () => {
          await list(snapshot.pipeline);
          if (id) await load(id);
        });
      } else if (drawn !== snapshot.last_event_id) draw();
      drawn = snapshot.last_event_id;
    },
  };
}

function sectionView({ id, rows }, all, other) {
  const shown = rows.filter((row) => all || !row.same || id === 'durations');
  const same = rows.length - shown.length;
  return h('section', { dataset: { section: id } },
    h('h3', {}, t(`compare.section.${id}`), h('span', { class: 'muted small' }, ` ${same > 0 ? t('compare.sameRows', { n: same }) : ''}`)),
    shown.length > 0 && h('div', { class: 'table-wrap', tabindex: 0, role: 'group', 'aria-label': t(`compare.section.${id}`) }, h('table', { class: 'compare-table' },
      h('thead', {}, h('tr', {}, h('th', { scope: 'col', class: 'plain' }, t('time.what')), h('th', { scope: 'col', class: 'plain' }, t('compare.this')), h('th', { scope: 'col', class: 'plain' }, h('a', { href: `/jobs/${other}` }, t('compare.other'))))),
      h('tbody', {}, shown.slice(0, MOST_ROWS).map((row) => rowView(id, row))))),
    shown.length > MOST_ROWS && h('p', { class: 'muted small' }, t('compare.more', { n: shown.length - MOST_ROWS })));
}

function rowView(section, { name, one, other, same }) {
  const marked = !same && section !== 'durations';
  const long = marked && [one, other].every((value) => typeof value === 'string') && Math.max(one.length, other.length) > LONG;
  const parts = long ? wordDiff(other, one) : null;
  const side = (value, op) => h('td', {}, parts
    ? parts.filter((part) => part.op === 'same' || part.op === op).map((part) => (part.op === 'same' ? part.text : h(op === 'add' ? 'ins' : 'del', {}, part.text)))
    : valueText(section, name, value));
  return h('tr', { dataset: { differs: marked } },
    h('th', { scope: 'row' }, titleOf(section, name), marked && h('span', { class: 'visually-hidden' }, ` (${t('compare.mark')})`)), side(one, 'add'), side(other, 'remove'));
}

function titleOf(section, name) {
  if (section === 'durations') return name === 'total' ? t('job.elapsed') : name === 'wait' ? t('time.wait') : nameOf('step', name.slice('step.'.length));
  if (section === 'metrics') return nameOf('metric', name);
  if (section === 'outcome') return t(`compare.outcome.${name}`);
  if (section === 'texts') return nameOf('text', name);
  if (section === 'changes' || section === 'insights') return numbered(name);
  if (section !== 'results') return name;
  const [first, ...rest] = name.split(' › ');
  if (TYPES.has(first)) return [nameOf('type', first), ...rest].join(' › ');
  return [first === 'summary' ? t('compare.summary') : partOf(first), ...rest.map((part) => nameOf('field', part))].join(' › ');
}

/** A change or an insight: `insight-3`. */
function numbered(id) {
  const [, kind, n] = /^(insight|advice|diff|edit)-(\d+)$/.exec(id) ?? [];
  return kind ? t(`compare.row.${kind}`, { n: Number(n) }) : partOf(id);
}

/** A part of a result by its key: the name of a file stays as it is, a word of the pipeline is translated. */
const partOf = (key) => (/^(edit|advice)-\d+$/.test(key) ? numbered(key) : /^[a-z]+(_[a-z]+)*$/.test(key) ? nameOf('result', key) : key);

function valueText(section, name, value) {
  if (value === undefined) return h('span', { class: 'muted' }, '–');
  if (value === '') return h('span', { class: 'muted' }, t('compare.empty'));
  if (section === 'checks') return t(`checks.${value}`);
  if (section === 'results' && name.endsWith(' › language')) return languageName(value);
  if (section === 'results' && name.endsWith(' › agents')) return value.split(', ').map((agent) => nameOf('agent', `${agent}_agent`)).join(', ');
  if (section === 'durations') return formatMs(value);
  if (section === 'outcome') return t(`status.${value}`) === `status.${value}` ? String(value) : t(`status.${value}`);
  return typeof value === 'number' ? formatNumber(value) : String(value);
}
