import assert from 'node:assert/strict';
import { test } from 'node:test';
import { samePicture } from '../../Api/wwwroot/app/demo/same-picture.js';

test('the order of members and members without a value are of no meaning', () => {
  assert.equal(samePicture({ a: 1, b: { c: [1, { d: 2, e: undefined }] } }, { b: { c: [1, { d: 2 }] }, a: 1, f: null }), true);
});

test('another value, another order of items, one item more or less is another picture', () => {
  const picture = { status: 'running', steps: [{ step: 'one', percent: 5 }, { step: 'two', percent: 0 }] };
  for (const other of [
    { ...picture, status: 'completed' },
    { ...picture, steps: [...picture.steps].reverse() },
    { ...picture, steps: picture.steps.slice(1) },
    { ...picture, steps: [...picture.steps, { step: 'three' }] },
    { ...picture, pace: 100 },
  ]) {
    assert.equal(samePicture(picture, other), false);
  }
});
