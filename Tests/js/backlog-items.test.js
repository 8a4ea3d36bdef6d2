import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countsOf, markdownOf, narrow, runsOf, tableOf, treeOf, withoutIds } from '../../Api/wwwroot/app/systems/backlog-items.js';

const item = (id, type, parent, more = {}) => ({ id, type, parent, title: `Title ${id}`, description: `About ${id}`, status: 'proposed', created_at: '2026-01-01T00:00:00Z', created_by: 'run-1', acceptance_criteria: [], ...more });
const items = [
  item('e1', 'epic', null),
  item('s1', 'story', 'e1', { points: 3, acceptance_criteria: ['Pay by card', 'Get a\nreceipt'] }),
  item('t1', 'test_case', 's1', { steps: ['Open', 'Pay'], expected: 'Paid' }),
  item('e2', 'epic', null, { created_by: 'run-2', created_at: '2026-01-02T00:00:00Z' }),
  item('s2', 'story', 'e1', { created_by: 'run-2', title: 'Refund by card' }),
  item('s3', 'story', 'gone'),
];
const shape = (nodes) => nodes.map(({ item: { id }, children }) => (children.length > 0 ? [id, shape(children)] : id));
const ids = (list) => list.map((x) => x.id);

test('every item is under its parent, and at the top without one', () => {
  assert.deepEqual(shape(treeOf(items)), [['e1', [['s1', ['t1']], 's2']], 'e2', 's3']);
  assert.deepEqual(shape(treeOf([item('a', 'epic', 'a')])), ['a']);
});

test('a filter keeps what fits, and what it belongs to', () => {
  assert.deepEqual(ids(narrow(items, {}).items), ids(items));
  const paid = narrow(items, { words: 'PAID open' });
  assert.deepEqual([ids(paid.items), [...paid.found]], [['e1', 's1', 't1'], ['t1']]);
  assert.deepEqual([...narrow(items, { words: 'card' }).found], ['s1', 's2']);
  assert.deepEqual([...narrow(items, { words: 'card', run: 'run-2' }).found], ['s2']);
  assert.deepEqual([...narrow(items, { type: 'epic' }).found], ['e1', 'e2']);
  assert.deepEqual(narrow(items, { words: 'nowhere' }).items, []);
});

test('a run is told by what it added, the newest first', () => {
  assert.deepEqual(runsOf(items).map(({ run, count }) => [run, count]), [['run-2', 2], ['run-1', 4]]);
  assert.deepEqual(countsOf(items), { epic: 2, story: 3, test_case: 1 });
});

test('the Markdown holds every item below its parent, each text on one line', () => {
  const words = { type: (x) => x, criteria: 'Criteria', steps: 'Steps', expected: 'Expected:', points: (n) => `${n} points` };
  const text = markdownOf('Shop', items, words);
  assert.deepEqual(text.split('\n').filter((line) => line.startsWith('#')), [
    '# Shop', '## epic: Title e1', '### story: Title s1 (3 points)', '#### test_case: Title t1', '### story: Refund by card', '## epic: Title e2', '## story: Title s3',
  ]);
  assert.match(text, /\nCriteria:\n\n- Pay by card\n- Get a receipt\n/);
  assert.match(text, /\nSteps:\n\n1\. Open\n2\. Pay\n\nExpected: Paid\n/);
  assert.doesNotMatch(text, /About t1/);
});

test('the table holds every item with the title of its parent', () => {
  const [head, ...rows] = tableOf(items, (key) => key);
  assert.equal(rows.length, items.length);
  assert.equal(rows[1][head.indexOf('backlog.csv.parent')], 'Title e1');
  assert.equal(rows[5][head.indexOf('backlog.csv.parent')], undefined);
});

test('an answer is shown without the ids of items', () => {
  assert.equal(withoutIds('2 stories.\n- Pay [f50f6c3b-7181-8130-9a58-7010235df01f]\n- Refund [x] [ffbb985b-a86d-8955-80fe-6125715cf45b]'), '2 stories.\n- Pay\n- Refund [x]');
});
