import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csv } from '../../Api/wwwroot/app/csv.js';
import { keepShortlist, shortlistOf } from '../../Api/wwwroot/app/shortlists.js';
import { candidatesOf, passes, reasonOf, tableOf } from '../../Api/wwwroot/app/systems/candidates.js';

const must = (offer, status) => ({ kind: 'must_have', status, offer, cv: [] });
const snapshot = {
  results: [
    { key: 'a.pdf', data: { cv: 'a.pdf', score_final: 0.5, candidat: { prenom: 'Ada', nom: 'Byron', titre: 'Analyst', annees_experience: 4 }, evidence: [must('Python', 'met'), must('German', 'not_found'), { kind: 'similar', offer: 'x', cv: ['Built Kafka pipelines'] }] } },
    { key: 'b.pdf', data: { cv: 'b.pdf', status: 'filtered', reason: 'Manque critère must-have: Python ; German', candidat: { nom: 'Hopper', titre: '=cmd|calc', annees_experience: 1 }, evidence: [must('Python', 'not_met'), must('German', 'not_found')] } },
    { key: 'c.pdf', data: { cv: 'c.pdf', score_final: 0.75, evidence: [must('Python', 'met'), must('German', 'met')] } },
    { key: 'd.pdf', data: { cv: 'd.pdf', status: 'filtered', reason: 'CV illisible: d.pdf est vide.', evidence: [] } },
  ],
};
const names = (list) => list.map((c) => c.cv);

test('candidates are ranked by score until the last step has ranked them', () => {
  const { ranked, out } = candidatesOf(snapshot);
  assert.deepEqual(ranked.map((c) => [c.rang, c.cv]), [[1, 'c.pdf'], [2, 'a.pdf']]);
  assert.deepEqual(names(out), ['b.pdf', 'd.pdf']);
  assert.deepEqual(ranked[1].musts, { met: 1, of: 2, open: ['German'] });
  assert.equal(out[1].musts, null);
  assert.equal(ranked[1].name, 'Ada Byron');
  const after = candidatesOf({ ...snapshot, summary: { results: [{ rang: 1, cv: 'a.pdf', score_final: 0.9, raisons: ['x'] }, { rang: 2, cv: 'c.pdf', score_final: 0.7 }] } });
  assert.deepEqual(after.ranked.map((c) => [c.rang, c.cv, c.score_final]), [[1, 'a.pdf', 0.9], [2, 'c.pdf', 0.7]]);
});

test('a reason is told apart from its French words', () => {
  assert.deepEqual(candidatesOf(snapshot).out.map(reasonOf), [{ kind: 'misses', text: 'Python ; German' }, { kind: 'unreadable', text: 'd.pdf est vide.' }]);
  assert.deepEqual(reasonOf({ reason: 'Autre' }), { kind: 'other', text: 'Autre' });
});

test('a filter asks for all words, in the evidence too, for the shortlist, and for all must-haves', () => {
  const { ranked, out } = candidatesOf(snapshot);
  const shown = (filter, shortlist = new Set()) => names([...ranked, ...out].filter((c) => passes(c, { words: '', only: '', ...filter }, shortlist)));
  assert.deepEqual(shown({}), ['c.pdf', 'a.pdf', 'b.pdf', 'd.pdf']);
  assert.deepEqual(shown({ words: 'KAFKA byron' }), ['a.pdf']);
  assert.deepEqual(shown({ words: 'kafka hopper' }), []);
  assert.deepEqual(shown({ only: 'musts' }), ['c.pdf']);
  assert.deepEqual(shown({ only: 'shortlist' }, new Set(['b.pdf', 'a.pdf'])), ['a.pdf', 'b.pdf']);
});

test('a CSV has all that is shown, in the order that is shown', () => {
  const { ranked, out } = candidatesOf(snapshot);
  const [head, ...rows] = tableOf([...ranked, ...out], new Set(['a.pdf']), (id) => id);
  const cell = (row, column) => row[head.indexOf(column)];
  assert.deepEqual(rows.map((row) => cell(row, 'cv')), ['c.pdf', 'a.pdf', 'b.pdf', 'd.pdf']);
  assert.deepEqual(rows.map((row) => cell(row, 'shortlisted')), ['no', 'yes', 'no', 'no']);
  assert.deepEqual(rows.map((row) => cell(row, 'out')), ['', '', 'Python ; German', 'd.pdf est vide.']);
  assert.deepEqual([cell(rows[1], 'mustsMet'), cell(rows[1], 'musts'), cell(rows[1], 'mustsOpen')], [1, 2, 'German']);
});

test('a CSV opens in a spreadsheet of either language, and holds no formula', () => {
  const rows = [['a', 'b'], [0.5, 'x;y'], [-2, '=1+1'], ['two\r\nlines', 'a "b", c'], [null, '@x']];
  assert.equal(csv(rows, 'en'), '\uFEFFa,b\r\n0.5,x;y\r\n-2,\'=1+1\r\n"two\nlines","a ""b"", c"\r\n,\'@x\r\n');
  assert.equal(csv(rows, 'fr'), '\uFEFFa;b\r\n0,5;"x;y"\r\n-2;\'=1+1\r\n"two\nlines";"a ""b"", c"\r\n;\'@x\r\n');
});

test('shortlists are kept for the newest jobs', () => {
  const store = new Map();
  globalThis.localStorage = { getItem: (key) => store.get(key) ?? null, setItem: (key, value) => store.set(key, value) };
  for (let i = 0; i < 60; i++) keepShortlist(`job-${i}`, new Set(['a.pdf']));
  assert.deepEqual([...shortlistOf('job-59')], ['a.pdf']);
  assert.equal(shortlistOf('job-9').size, 0);
  keepShortlist('job-59', new Set());
  assert.equal(shortlistOf('job-59').size, 0);
  assert.equal(shortlistOf('job-58').size, 1);
});
