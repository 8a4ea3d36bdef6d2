import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { alternativesOf, fieldsOf, hold, holdAll, kindOf, requestOf, send } from '../../Api/wwwroot/app/form-model.js';

const pipelines = new URL('../../Worker/Pipelines/', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, pipelines), 'utf8'));
const withInput = readdirSync(pipelines).filter((folder) => folder.match(/^\w+$/) && readdirSync(new URL(`${folder}/`, pipelines)).includes('input.json'));

/** What a control makes of what it is given: a one-line input drops line breaks, a text area has one kind of them. */
function controlled(field, held) {
  const { kind } = field;
  if (kind === 'records') return held.map((record) => controlledRecord(field.fields, record));
  if (kind === 'group') return controlledRecord(field.fields, held);
  if (kind === 'line') return held.replace(/[\r\n]/g, '');
  if (kind === 'number') return Number.isFinite(Number(held)) ? held : '';
  return typeof held === 'string' ? held.replace(/\r\n?/g, '\n') : held;
}

const controlledRecord = (fields, { held, rest }) => ({ held: controlledAll(fields, { ...holdAll(fields, {}), ...held }), rest });
const controlledAll = (fields, held) => Object.fromEntries(fields.map((f) => [f.name, controlled(f, held[f.name])]));

/** Values, filled into a form and sent. */
const sent = (schema, values) => requestOf(fieldsOf(schema), controlledAll(fieldsOf(schema), holdAll(fieldsOf(schema), values)));

test('every pipeline is looked at', () => assert.ok(withInput.length >= 10));

for (const folder of withInput) {
  const schema = read(`${folder}/input.json`);
  test(`${folder}: no field is JSON, and an empty form sends nothing`, () => {
    const all = (fields) => fields.flatMap((f) => [f, ...all(f.fields)]);
    assert.deepEqual(all(fieldsOf(schema)).filter((f) => f.kind === 'json'), []);
    assert.deepEqual(sent(schema, {}), { json: {}, entries: null });
  });

  if (!readdirSync(new URL(`${folder}/`, pipelines)).includes('sample.json')) continue;
  const sample = read(`${folder}/sample.json`);
  test(`${folder}: the form sends its sample as curl does, field by field`, () => {
    const { json, entries } = sent(schema, sample);
    assert.equal(entries, null);
    for (const name of new Set([...Object.keys(sample), ...Object.keys(json)])) assert.deepEqual(json[name], sample[name], name);
  });

  test(`${folder}: with a file the form says the same, as texts and as JSON`, () => {
    const field = fieldsOf(schema).find((f) => f.kind === 'files');
    if (!field) return;
    const file = { name: 'a.pdf' };
    const { entries } = sent(schema, { ...sample, [field.name]: [file] });
    assert.deepEqual(entries.filter(([name]) => name === field.name), [[field.name, file]]);
    const typeOf = (name) => schema.properties[name].type;
    const read = Object.fromEntries(entries.filter(([name]) => name !== field.name).map(([name, text]) => [name, typeOf(name) === 'string' ? text : JSON.parse(text)]));
    assert.deepEqual(read, sample);
  });
}

test('length, format and hint decide about lines, and the name never does', () => {
  const text = (more) => kindOf({ type: 'string', ...more }, false);
  for (const name of ['offer', 'letter', 'x', 'resume_text']) {
    const [field] = fieldsOf({ properties: { [name]: { type: 'string', maxLength: 100_000 } } });
    assert.equal(field.kind, 'text', name);
  }

  assert.equal(text({}), 'text');
  assert.equal(text({ maxLength: 401 }), 'text');
  assert.equal(text({ maxLength: 400 }), 'line');
  assert.equal(text({ maxLength: 2000, format: 'uri' }), 'line');
  assert.equal(text({ maxLength: 2000, 'x-multiline': false }), 'line');
  assert.equal(text({ maxLength: 100, 'x-multiline': true }), 'text');
});

test('every kind of an optional field has an empty state, which is not sent', () => {
  const kinds = {
    files: { type: 'array', items: { type: 'string', format: 'binary' } }, choice: { type: 'string', enum: ['en', 'fr'] }, number: { type: 'integer' },
    line: { type: 'string', maxLength: 10 }, text: { type: 'string' }, lines: { type: 'array', items: { type: 'string' } }, json: { type: 'array' },
    records: { type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } }, group: { type: 'object', properties: { a: { type: 'string' } } },
  };
  for (const [kind, schema] of Object.entries(kinds)) {
    const [field] = fieldsOf({ properties: { x: schema } });
    assert.equal(field.kind, kind);
    assert.equal(send(field, hold(field, undefined)), undefined, kind);
  }

  assert.equal(kindOf({ type: 'boolean' }, false), 'choice');
  const [flag] = fieldsOf({ properties: { x: { type: 'boolean' } } });
  for (const value of [true, false]) assert.equal(send(flag, hold(flag, value)), value);
  const [choice] = fieldsOf({ properties: { x: { enum: [1, 'en', null, true] } } });
  for (const value of [1, 'en', true]) assert.equal(send(choice, hold(choice, value)), value);
});

test('a text keeps its blanks and line breaks, a line loses the blanks around it', () => {
  const [text, line] = fieldsOf({ properties: { a: { type: 'string' }, b: { type: 'string', maxLength: 9 } } });
  assert.equal(send(text, '  a\n\n- b\n'), '  a\n\n- b\n');
  assert.equal(send(line, ' a '), 'a');
  for (const field of [text, line]) assert.equal(send(field, ' \n '), undefined);
});

test('a record keeps members that no field shows, and an empty record is not sent', () => {
  const [field] = fieldsOf({ properties: { x: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'object', properties: { cv: { type: 'string', maxLength: 9 }, text: { type: 'string' } } }] } } } });
  const items = [{ cv: 'a.txt', titre: 'Dev', identite: { nom: 'A' } }, { text: 'b\nc' }];
  assert.deepEqual(send(field, hold(field, items)), items);
  assert.deepEqual(send(field, hold(field, ['a text'])), [{ text: 'a text' }]);
  assert.equal(send(field, [{ held: { cv: ' ', text: '' }, rest: {} }]), undefined);
});

test('fields of which one is enough are found at the top and in allOf', () => {
  const one = (...names) => ({ anyOf: names.map((name) => ({ required: [name] })) });
  assert.deepEqual(alternativesOf({ ...one('a', 'b') }), [['a', 'b']]);
  assert.deepEqual(alternativesOf({ allOf: [one('a', 'b'), one('c', 'd')] }), [['a', 'b'], ['c', 'd']]);
});

test('wrong JSON is an error, not a missing value', () => {
  const [field] = fieldsOf({ properties: { x: { type: 'object' } } });
  assert.throws(() => send(field, '{'), SyntaxError);
});
