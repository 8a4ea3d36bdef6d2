import { FileDrop, isFileSchema } from './file-drop.js';
import { h } from './dom.js';
import { nameOf, t, translated } from './i18n.js';

/**
 * A form made from a JSON Schema of an object: texts, numbers, choices, switches, lists, files, and JSON for the rest.
 * Understood: type, enum, format (uri, email, date, binary), title, description, default, required, anyOf of required (in
 * allOf too), minimum, maximum, maxLength, items.
 */
export class SchemaForm {
  #fields = [];
  /** Groups of fields of which one is enough. */
  #oneOf;

  constructor(schema) {
    const required = new Set(schema.required ?? []);
    this.#oneOf = [schema, ...(schema.allOf ?? [])]
      .map((part) => (part.anyOf ?? part.oneOf ?? []).map((way) => way.required ?? []))
      .filter((ways) => ways.length > 1 && ways.every((names) => names.length === 1))
      .map((ways) => ways.flat());
    const entries = Object.entries(schema.properties ?? {});
    this.#fields = entries.map(([name, property]) => makeField(name, property, required.has(name), this.#oneOf.some((names) => names.includes(name))));
    // Without main fields the form shows the optional fields directly.
    const main = this.#fields.some((f) => f.main) ? this.#fields.filter((f) => f.main) : this.#fields;
    const more = this.#fields.filter((f) => !main.includes(f));
    this.element = h('div', { class: 'fields' },
      this.#grouped(main),
      more.length > 0 && h('details', { class: 'more-options' }, h('summary', {}, t('home.more')), h('div', { class: 'fields' }, more.map((f) => f.element))));
    for (const field of this.#fields) {
      field.input?.addEventListener('filedropped', (e) => this.#takeDropped(field, e.detail));
    }
  }

  fill(sample) {
    for (const field of this.#fields) {
      field.set(sample[field.name]);
      field.fail(null);
    }
  }

  /** Shows the errors and goes to the first wrong field. */
  validate() {
    for (const field of this.#fields) field.fail(field.check());
    for (const names of this.#oneOf) {
      const fields = this.#fields.filter((f) => names.includes(f.name));
      if (fields.every((f) => f.empty)) fields[0].fail(t('home.needOne', { names: fields.map((f) => f.label).join(', ') }));
    }

    return this.#focusFirstWrong();
  }

  /** Errors of the server by field; returns those that belong to none. */
  showErrors(errors) {
    const rest = [];
    for (const [name, messages] of Object.entries(errors)) {
      const field = this.#fields.find((f) => name === f.name || name.startsWith(`${f.name}[`) || name.startsWith(`${f.name}.`));
      if (field) field.fail(messages.join(' '));
      else rest.push(...messages);
    }

    this.#focusFirstWrong();
    return rest;
  }

  /** `json`, or `multipart` when there are files; `content` identifies the input. */
  read() {
    const json = {};
    const files = [];
    for (const field of this.#fields) {
      if (field.empty) continue;
      if (field.files) files.push(...field.files.map((file) => [field.name, file]));
      else json[field.name] = field.get();
    }

    const content = JSON.stringify([json, files.map(([name, f]) => [name, f.name, f.size, f.lastModified])]);
    if (files.length === 0) return { json, multipart: null, content };
    const multipart = new FormData();
    for (const [name, value] of Object.entries(json)) {
      for (const one of Array.isArray(value) ? value : [value]) multipart.append(name, typeof one === 'string' ? one : JSON.stringify(one));
    }

    for (const [name, file] of files) multipart.append(name, file, file.name);
    return { json, multipart, content };
  }

  /** Fields of which one is enough are grouped at the place of the first of them. */
  #grouped(fields) {
    const placed = new Set();
    return fields.map((field) => {
      if (placed.has(field)) return null;
      const names = this.#oneOf.find((group) => group.includes(field.name)) ?? [field.name];
      const together = fields.filter((f) => names.includes(f.name));
      for (const f of together) placed.add(f);
      if (together.length === 1) return field.element;
      return h('div', { class: 'alternatives', role: 'group', 'aria-label': together.map((f) => f.label).join(` ${t('home.or')} `) },
        together.map((f, i) => [i > 0 && h('span', { class: 'or' }, t('home.or')), f.element]));
    });
  }

  #focusFirstWrong() {
    const wrong = this.#fields.find((f) => f.wrong);
    wrong?.element.closest('details')?.setAttribute('open', '');
    wrong?.focus();
    return !wrong;
  }

  /** A file dropped on a text field: its text, or, if it is not plain text, a file for the file field beside it. */
  async #takeDropped(field, file) {
    if (/^(text\/|application\/json)/.test(file.type) || /\.(txt|md|json|html?)$/i.test(file.name)) {
      field.set(await file.text());
      return;
    }

    const stem = field.name.replace(/_text$/, '');
    const beside = this.#fields.find((f) => f.files && f.name.startsWith(stem)) ?? this.#fields.find((f) => f.files);
    if (beside) beside.add([file]);
    else field.fail(t('home.notText', { name: file.name }));
  }
}

let nextId = 0;

function makeField(name, schema, required, alternative) {
  const id = `field-${++nextId}`;
  const label = translated('field', name) ?? schema.title ?? nameOf('field', name);
  const error = h('p', { class: 'field-error', id: `${id}-error`, hidden: true });
  const type = [schema.type].flat().find((x) => x !== 'null');
  const common = { id, name, 'aria-describedby': `${id}-help ${id}-error` };
  const field = { name, label, wrong: false, main: required || alternative || isFileSchema(schema) || isLongText(name, schema) };

  if (isFileSchema(schema)) {
    const drop = new FileDrop(schema, common, (message) => field.fail(message));
    Object.assign(field, {
      control: drop.element, focus: () => drop.focus(), add: (files) => drop.add(files), set: (files) => drop.set(files), get: () => drop.files,
    });
    Object.defineProperties(field, { files: { get: () => drop.files }, empty: { get: () => drop.files.length === 0 } });
  } else {
    const { input, get, set } = makeInput(name, schema, type, common);
    Object.assign(field, { control: input, input, get, set: (value) => { set(value); field.fail(null); }, focus: () => input.focus() });
    Object.defineProperty(field, 'empty', { get: () => (input.type === 'checkbox' ? false : input.value.trim() === '') });
    if (schema.default !== undefined) set(schema.default);
  }

  field.check = () => {
    if (field.empty) return required ? t('home.required') : null;
    try {
      field.get();
    } catch {
      return t('home.badJson');
    }

    return field.input && !field.input.checkValidity() ? field.input.validationMessage : null;
  };
  field.fail = (message) => {
    field.wrong = Boolean(message);
    error.hidden = !message;
    error.textContent = message ?? '';
    (field.input ?? field.control).setAttribute('aria-invalid', field.wrong);
  };
  field.control.addEventListener('input', () => field.fail(null));

  const checkbox = field.input?.type === 'checkbox';
  const caption = h('label', { for: id }, label, !required && !alternative && !checkbox && h('span', { class: 'optional' }, t('home.optional')));
  field.element = h('div', { class: `field${checkbox ? ' field-check' : ''}${isLongText(name, schema) || isFileSchema(schema) ? ' field-wide' : ''}` },
    checkbox ? [field.control, caption] : [caption, field.control],
    h('p', { class: 'field-help', id: `${id}-help` }, translated('help', name) ?? schema.description ?? ''),
    error);
  return field;
}

const isLongText = (name, schema) =>
  schema.type === 'string' && !schema.enum && !schema.format && (schema.maxLength === undefined || schema.maxLength > 400) && /(^|_)(text|body|content|query|description|notes?|cv|resume|letter|prompt)$/.test(name);

function makeInput(name, schema, type, common) {
  const string = { get: () => input.value.trim(), set: (value) => { input.value = value ?? ''; } };
  let input;
  if (schema.enum) {
    input = h('select', common, schema.enum.map((v) => h('option', { value: v }, nameOf('choice', v ?? ''))));
    return { input, ...string };
  }

  if (type === 'boolean') {
    input = h('input', { ...common, type: 'checkbox' });
    return { input, get: () => input.checked, set: (value) => { input.checked = Boolean(value); } };
  }

  if (type === 'integer' || type === 'number') {
    input = h('input', { ...common, type: 'number', min: schema.minimum, max: schema.maximum, step: type === 'integer' ? 1 : 'any' });
    return { input, get: () => Number(input.value), set: (value) => { input.value = value ?? ''; } };
  }

  if (type === 'array' && [schema.items?.type].flat().includes('string')) {
    input = h('textarea', { ...common, rows: 3, placeholder: t('home.onePerLine') });
    return {
      input,
      get: () => input.value.split('\n').map((line) => line.trim()).filter(Boolean),
      set: (value) => { input.value = (value ?? []).join('\n'); },
    };
  }

  if (type === 'array' || type === 'object') {
    input = h('textarea', { ...common, rows: 6, class: 'code', spellcheck: 'false' });
    return {
      input,
      get: () => JSON.parse(input.value),
      set: (value) => { input.value = value === undefined ? '' : JSON.stringify(value, null, 2); },
    };
  }

  if (isLongText(name, schema)) {
    input = h('textarea', { ...common, rows: 9, maxlength: schema.maxLength, placeholder: t('home.dropText') });
    input.addEventListener('dragover', (e) => e.dataTransfer.types.includes('Files') && e.preventDefault());
    input.addEventListener('drop', (e) => {
      const [file] = e.dataTransfer.files;
      if (!file) return;
      e.preventDefault();
      input.dispatchEvent(new CustomEvent('filedropped', { detail: file }));
    });
    return { input, ...string };
  }

  const kind = { uri: 'url', email: 'email', date: 'date' }[schema.format] ?? 'text';
  input = h('input', { ...common, type: kind, maxlength: schema.maxLength, autocomplete: 'off' });
  return { input, ...string };
}
