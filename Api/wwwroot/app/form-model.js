// What a form asks for, and what it sends: from the JSON Schema alone, never from the name of a field. No DOM, so that tests can compare
// what a form sends with what any other client sends.

/** A text of at most this many characters is one line, unless the schema says otherwise by `x-multiline`. */
const LINE = 400;
/** A text that may be longer than this is shown at once and large. */
const SHORT = 5000;
const ONE_LINE_FORMATS = ['uri', 'email', 'date'];

const isBinary = (schema) => schema?.format === 'binary' || schema?.contentEncoding === 'base64' || Boolean(schema?.contentMediaType);

/** A file, or a list of files. */
export const isFileSchema = (schema) => isBinary(schema) || (schema?.type === 'array' && isBinary(schema.items));

const typeOf = (schema) => [schema?.type].flat().find((x) => x !== 'null');

/** Whether a text has several lines: by `x-multiline`, else by format and length. */
export function isMultiline(schema) {
  if (typeof schema['x-multiline'] === 'boolean') return schema['x-multiline'];
  return !ONE_LINE_FORMATS.includes(schema.format) && (schema.maxLength === undefined || schema.maxLength > LINE);
}

/** The object among what an item may be: a list of texts or objects is edited as objects. */
const objectOf = (schema) => [schema, ...(schema?.anyOf ?? [])].find((s) => typeOf(s) === 'object' && Object.keys(s.properties ?? {}).length > 0);

/**
 * The kind of a field: `files`, `choice`, `job`, `check`, `number`, `line`, `text`, `lines`, `records`, `group`, or `json` for what the page
 * does not understand.
 */
export function kindOf(schema, required) {
  const text = isMultiline(schema) ? 'text' : 'line';
  if (isFileSchema(schema)) return 'files';
  if (schema.enum) return 'choice';
  if (schema['x-job']) return 'job';
  switch (typeOf(schema)) {
    case 'boolean': return required ? 'check' : 'choice';
    case 'integer':
    case 'number': return 'number';
    case 'string': return text;
    case 'array': return objectOf(schema.items) ? 'records' : typeOf(schema.items ?? {}) === 'string' ? 'lines' : 'json';
    case 'object': return objectOf(schema) ? 'group' : 'json';
    default: return 'x-multiline' in schema ? text : 'json'; // a text that the schema leaves open
  }
}

/** The fields of an object, in the order of its schema. */
export function fieldsOf(schema) {
  const required = new Set(schema.required ?? []);
  const alternatives = alternativesOf(schema);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const kind = kindOf(property, required.has(name));
    const alternative = alternatives.some((names) => names.includes(name));
    const long = kind === 'text' && !(property.maxLength <= SHORT);
    return {
      name, kind, alternative, long, schema: property, required: required.has(name),
      main: !property['x-more'] && (required.has(name) || alternative || long || kind === 'files' || kind === 'records'),
      fields: kind === 'group' ? fieldsOf(property) : kind === 'records' ? fieldsOf(objectOf(property.items)) : [],
    };
  });
}

/** Groups of fields of which one is enough: `anyOf` of one required field each, in `allOf` too. */
export const alternativesOf = (schema) => [schema, ...(schema.allOf ?? [])]
  .map((part) => (part.anyOf ?? part.oneOf ?? []).map((way) => way.required ?? []))
  .filter((ways) => ways.length > 1 && ways.every((names) => names.length === 1))
  .map((ways) => ways.flat());

/** The values of a choice; the control holds their index, and '' for none. */
export const choicesOf = ({ schema }) => schema.enum ?? [true, false];

/** What the control of a field holds for a value: a string, or for records and groups the same of their fields. */
export function hold(field, value) {
  switch (field.kind) {
    case 'files': return value ?? [];
    case 'check': return Boolean(value);
    case 'choice': return value === undefined || value === null ? '' : indexOf(choicesOf(field), value);
    case 'lines': return (value ?? []).join('\n');
    case 'records': return (value ?? []).map((item) => holdRecord(field.fields, item));
    case 'group': return holdRecord(field.fields, value ?? {});
    case 'json': return value === undefined ? '' : JSON.stringify(value, null, 2);
    default: return value === undefined || value === null ? '' : String(value);
  }
}

function indexOf(choices, value) {
  const index = choices.findIndex((choice) => choice === value);
  return index < 0 ? '' : String(index);
}

/** Members that no field shows are kept and sent as they came. */
function holdRecord(fields, value) {
  if (typeof value === 'string') return { held: { [textField(fields)?.name]: value }, rest: {} };
  const shown = new Set(fields.map((f) => f.name));
  return {
    held: Object.fromEntries(fields.filter((f) => value[f.name] !== undefined).map((f) => [f.name, hold(f, value[f.name])])),
    rest: Object.fromEntries(Object.entries(value).filter(([name]) => !shown.has(name))),
  };
}

const textField = (fields) => fields.find((f) => f.kind === 'text') ?? fields[0];

/**
 * The value that is sent for what a control holds; undefined: nothing is sent. A text is sent as it was typed, a line without the
 * blanks around it.
 * @throws {SyntaxError} JSON that is none
 */
export function send(field, held) {
  switch (field.kind) {
    case 'files': return held?.length > 0 ? held : undefined;
    case 'check': return Boolean(held);
    case 'choice': return held === '' || held === undefined ? undefined : choicesOf(field)[Number(held)];
    case 'records': return some((held ?? []).map((record) => sendRecord(field.fields, record)).filter((x) => x !== undefined));
    case 'group': return held && sendRecord(field.fields, held);
    default:
  }

  if (held === undefined || held.trim() === '') return undefined;
  switch (field.kind) {
    case 'number': return Number(held);
    case 'lines': return some(held.split('\n').map((line) => line.trim()).filter(Boolean));
    case 'json': return JSON.parse(held);
    case 'line': return held.trim();
    default: return held;
  }
}

const some = (list) => (list.length > 0 ? list : undefined);

/** Undefined when nothing was typed into it. */
function sendRecord(fields, { held = {}, rest = {} }) {
  const sent = sendAll(fields, held);
  return Object.keys(sent).length > 0 ? { ...sent, ...rest } : undefined;
}

/** What is sent for all fields: empty fields are left out. */
export function sendAll(fields, held) {
  const sent = {};
  for (const field of fields) {
    const value = send(field, held[field.name]);
    if (value !== undefined) sent[field.name] = value;
  }

  return sent;
}

export const holdAll = (fields, values) => Object.fromEntries(fields.map((field) => [field.name, hold(field, values[field.name])]));

export const isEmpty = (field, held) => {
  try {
    return send(field, held) === undefined;
  } catch {
    return false; // there is something, if no JSON
  }
};

/**
 * A request as JSON, or with files as the entries of a form. The server reads a form's texts by the schema: a text as it is, and
 * everything else as JSON.
 * @returns {{json: object, entries: [string, string|File][]|null}}
 */
export function requestOf(fields, held) {
  const values = sendAll(fields, held);
  const files = fields.filter((f) => f.kind === 'files' && values[f.name]);
  const json = Object.fromEntries(Object.entries(values).filter(([name]) => !files.some((f) => f.name === name)));
  if (files.length === 0) return { json, entries: null };
  return {
    json,
    entries: [
      ...Object.entries(json).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
      ...files.flatMap((f) => values[f.name].map((file) => [f.name, file])),
    ],
  };
}
