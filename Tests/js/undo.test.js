import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Drafts } from '../../Api/wwwroot/app/drafts.js';
import { UNDO_MS, UndoOffer } from '../../Api/wwwroot/app/undo.js';

function offered() {
  const calls = [];
  const offer = new UndoOffer();
  const make = (name) => offer.make(name, () => calls.push(`undo ${name}`), (leaving) => calls.push(`settle ${name}${leaving ? ' leaving' : ''}`));
  return { calls, offer, make };
}

test('what is not taken back within its time is final, and is done once', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { calls, offer, make } = offered();
  make('a');
  mock.timers.tick(UNDO_MS - 1);
  assert.deepEqual(calls, []);
  mock.timers.tick(1);
  assert.deepEqual(calls, ['settle a']);
  offer.undo();
  offer.settle(true);
  mock.timers.tick(UNDO_MS);
  assert.deepEqual(calls, ['settle a']);
  mock.timers.reset();
});

test('what is taken back is never done', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { calls, offer, make } = offered();
  make('a');
  offer.undo();
  offer.settle();
  mock.timers.tick(UNDO_MS);
  assert.deepEqual(calls, ['undo a']);
  assert.equal(offer.current, null);
  mock.timers.reset();
});

test('another offer and the end of the page make the offer before final', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { calls, offer, make } = offered();
  make('a');
  mock.timers.tick(UNDO_MS / 2);
  make('b');
  assert.deepEqual(calls, ['settle a']);
  mock.timers.tick(UNDO_MS - 1); // a full time of its own
  assert.deepEqual(calls, ['settle a']);
  offer.settle(true);
  assert.deepEqual(calls, ['settle a', 'settle b leaving']);
  mock.timers.reset();
});

test('the time stands while the user is at the offer', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { calls, offer, make } = offered();
  make('a');
  offer.pause();
  mock.timers.tick(10 * UNDO_MS);
  assert.deepEqual(calls, []);
  offer.resume();
  mock.timers.tick(UNDO_MS);
  assert.deepEqual(calls, ['settle a']);
  mock.timers.reset();
});

class Texts extends Map {
  getItem = (name) => this.get(name) ?? null;
  setItem = (name, value) => this.set(name, value);
  removeItem = (name) => this.delete(name);
}

class Files extends Map {
  keep = (name, files) => this.set(name, files);
  kept = async (name) => this.get(name) ?? {};
  forget = (name) => this.delete(name);
}

test('a draft outlives the page, each pipeline with its own', async () => {
  const [texts, files] = [new Texts(), new Files()];
  const file = new File(['x'], 'cv.txt');
  const drafts = new Drafts(texts, files);
  drafts.set('a', { text: 'one\n', cv: [file], none: [] });
  drafts.set('b', { text: 'two' });
  assert.deepEqual(drafts.get('a').cv, [file]); // the same page has the files too

  const reloaded = new Drafts(texts, files);
  assert.deepEqual(reloaded.get('a'), { text: 'one\n', none: [] });
  assert.deepEqual(await reloaded.filesOf('a'), { cv: [file] });
  assert.deepEqual(reloaded.get('b'), { text: 'two' });
  assert.deepEqual(await reloaded.filesOf('b'), {});
  assert.equal(reloaded.get('c'), null);
});

test('an emptied form has no draft', async () => {
  const [texts, files] = [new Texts(), new Files()];
  const drafts = new Drafts(texts, files);
  drafts.set('a', { text: 'one', cv: [new File(['x'], 'cv.txt')] });
  drafts.delete('a');
  assert.equal(drafts.get('a'), null);
  const reloaded = new Drafts(texts, files);
  assert.equal(reloaded.get('a'), null);
  assert.deepEqual(await reloaded.filesOf('a'), {});
});

test('without storage the page itself still has the draft', () => {
  const refuse = () => { throw new Error('off'); };
  const drafts = new Drafts({ getItem: refuse, setItem: refuse, removeItem: refuse }, new Files());
  assert.equal(drafts.get('a'), null);
  drafts.set('a', { text: 'one' });
  assert.deepEqual(drafts.get('a'), { text: 'one' });
  drafts.delete('a');
  assert.equal(drafts.get('a'), null);
});
