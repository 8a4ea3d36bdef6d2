import assert from 'node:assert/strict';
import test from 'node:test';
import { withoutEdits } from '../../Api/wwwroot/app/edits.js';

const original = ['Ada Lovelace', '', 'WORK', '• Wrote programs', '• Helped Babbage', '• Read', '', 'SKILLS', 'Maths, Notes'].join('\n');
const edits = [
  { before: 'Ada Lovelace', after: 'Ada Lovelace\nAnalyst' },
  { before: '• Wrote programs', after: '• Wrote the first program' },
  { before: '• Helped Babbage\n• Read', after: '• Read\n• Helped Babbage' },
  { before: '• Read', after: '• Read widely' },
  { before: '', after: 'Languages: English' },
];
const tailored = ['Ada Lovelace', 'Analyst', '', 'WORK', '• Wrote the first program', '• Read widely', '• Helped Babbage', '', 'SKILLS', 'Maths, Notes', 'Languages: English'].join('\n');

test('without any edit it is the original', () => {
  assert.deepEqual(withoutEdits(tailored, edits), { text: original, left: [] });
});

test('one edit is taken back and the others stay', () => {
  assert.equal(withoutEdits(tailored, [edits[1]]).text, tailored.replace('Wrote the first program', 'Wrote programs'));
  assert.equal(withoutEdits(tailored, [edits[4]]).text, tailored.replace('\nLanguages: English', ''));
  assert.equal(withoutEdits(tailored, []).text, tailored);
});

test('in Markdown the marks of the line stay', () => {
  const markdown = '# Ada Lovelace\n\n## Work\n\n- Wrote the **first** program\n- Read';
  assert.equal(withoutEdits(markdown, [edits[1]]).text, '# Ada Lovelace\n\n## Work\n\n- Wrote programs\n- Read');
});

test('an edit whose lines another edit changed, and a removal, are left and named', () => {
  assert.deepEqual(withoutEdits(tailored, [edits[2]]), { text: tailored, left: [edits[2]] });
  const removal = { before: '• Hobbies', after: '' };
  assert.deepEqual(withoutEdits(tailored, [removal]), { text: tailored, left: [removal] });
});
