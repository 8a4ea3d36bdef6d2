import { h, icon, replace } from './dom.js';
import { FileDrop } from './file-drop.js';
import { choicesOf, hold, isEmpty } from './form-model.js';
import { textOfHtml } from './html-text.js';
import { formatNumber, nameOf, t, translated } from './i18n.js';
import { jobChoice } from './job-choice.js';

let nextId = 0;

/** @param {string} [parent] the field whose record it belongs to */
export const labelOf = ({ name, schema }, parent = '') => translated('field', `${parent}.${name}`) ?? translated('field', name) ?? schema.title ?? nameOf('field', name);

/**
 * A field with its label, help and error. `held` is what it holds, as `form-model.js` defines it.
 * @param {(file: File) => boolean} [onDropped] takes a file that was dropped on a text field and is no text, if there is a place for it
 */
export function makeField(field, { onDropped = () => false, parent = '' } = {}) {
  const id = `field-${++nextId}`;
  const error = h('p', { class: 'field-error', id: `${id}-error`, hidden: true });
  const label = labelOf(field, parent);
  const view = { field, label, wrong: false };
  const common = { id, name: field.name, 'aria-describedby': `${id}-help ${id}-error` };
  view.fail = (message) => {
    view.wrong = Boolean(message);
    error.hidden = !message;
    error.textContent = message ?? '';
    (control.input ?? control.element).setAttribute('aria-invalid', view.wrong);
  };
  const control = CONTROLS[field.kind](field, common, view.fail, onDropped);
  view.focus = () => (control.focus ? control.focus() : control.input.focus());
  view.add = control.add;
  Object.defineProperties(view, {
    held: {
      get: control.get,
      set(held) {
        control.set(held);
        view.fail(null);
      },
    },
    empty: { get: () => isEmpty(field, control.get()) },
  });
  view.check = () => {
    if (view.empty) return field.required ? t('home.required') : control.check?.() ?? null;
    return control.check?.() ?? checkText(field, control);
  };
  control.element.addEventListener('input', () => view.fail(null));

  const nested = field.kind === 'records' || field.kind === 'group';
  const optional = !field.required && !(field.alternative && field.main) && h('span', { class: 'optional' }, t('home.optional'));
  const caption = nested ? h('p', { class: 'field-label', id: `${id}-label` }, label, optional) : h('label', { for: id }, label, field.kind !== 'check' && optional);
  const help = h('p', { class: 'field-help', id: `${id}-help` }, translated('help', field.name) ?? field.schema.description ?? '');
  view.element = h('div', {
    class: ['field', `field-${field.kind}`, (field.long || field.kind === 'files' || nested) && 'field-wide'].filter(Boolean).join(' '),
    role: nested ? 'group' : null, 'aria-labelledby': nested ? `${id}-label` : null,
  }, field.kind === 'check' ? [control.element, caption] : [caption, control.element], help, error);
  return view;
}

function checkText({ kind, schema }, { get, input }) {
  if (kind === 'json') {
    try {
      JSON.parse(get());
    } catch {
      return t('home.badJson');
    }
  }

  // Not by the attribute maxlength, which cuts off what is pasted without a word.
  if ((kind === 'text' || kind === 'line') && get().length > schema.maxLength) return t('home.tooLong', { n: schema.maxLength });
  return input && !input.checkValidity() ? input.validationMessage : null;
}

const hint = ({ schema }) => (schema.default === undefined ? null : String(schema.default));

const ofInput = (input) => ({ element: input, input, get: () => input.value, set: (held) => { input.value = held ?? ''; } });

const CONTROLS = {
  line(field, common) {
    const { schema } = field;
    const type = { uri: 'url', email: 'email', date: 'date' }[schema.format] ?? 'text';
    return ofInput(h('input', { ...common, type, autocomplete: 'off', placeholder: hint(field) }));
  },
  number(field, common) {
    const { schema } = field;
    const step = [schema.type].flat().includes('integer') ? 1 : 'any';
    return ofInput(h('input', { ...common, type: 'number', min: schema.minimum, max: schema.maximum, step, placeholder: hint(field) }));
  },
  text(field, common, fail, onDropped) {
    const input = h('textarea', { ...common, rows: field.long ? 9 : 3, placeholder: field.long ? t('home.dropText') : hint(field) });
    const put = (text) => {
      input.value = text;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    };
    input.addEventListener('dragover', (e) => e.dataTransfer.types.includes('Files') && e.preventDefault());
    input.addEventListener('drop', async (e) => {
      const [file] = e.dataTransfer.files;
      if (!file) return;
      e.preventDefault();
      e.stopPropagation();
      if (isText(file)) put(await file.text());
      else if (onDropped(file)) return;
      else if (isHtml(file)) put(textOfHtml(await file.text()));
      else fail(t('home.notText', { name: file.name }));
    });
    return ofInput(input);
  },
  lines: (field, common) => ofInput(h('textarea', { ...common, rows: 3, placeholder: t('home.onePerLine') })),
  json: (field, common) => ofInput(h('textarea', { ...common, rows: 6, class: 'code', spellcheck: 'false' })),
  check(field, common) {
    const input = h('input', { ...common, type: 'checkbox' });
    return { element: input, input, get: () => input.checked, set: (held) => { input.checked = Boolean(held); } };
  },
  choice(field, common) {
    const name = (value) => (typeof value === 'boolean' ? t(value ? 'panel.yes' : 'panel.no') : nameOf('choice', value ?? ''));
    const none = field.schema.default === undefined ? t(field.required ? 'home.choose' : 'home.unset') : t('home.byDefault', { value: name(field.schema.default) });
    return ofInput(h('select', common, h('option', { value: '' }, none), choicesOf(field).map((value, i) => h('option', { value: i }, name(value)))));
  },
  job: jobChoice,
  files(field, common, fail) {
    const drop = new FileDrop(field.schema, common, fail);
    return { element: drop.element, get: () => drop.files, set: (files) => drop.set(files), add: (files, options) => drop.add(files, options), focus: () => drop.focus() };
  },
  group(field) {
    const record = recordOf(field);
    return { element: h('div', { class: 'record fields' }, record.elements), get: record.get, set: record.set, check: record.check, focus: record.focus };
  },
  records,
};

/** HTML is markup: its text is read where documents are read, from a file. */
const isText = (file) => !isHtml(file) && (/^(text\/|application\/json)/.test(file.type) || /\.(txt|md|json)$/i.test(file.name));

const isHtml = (file) => /^(text\/html|application\/xhtml)/.test(file.type) || /\.x?html?$/i.test(file.name);

/** The fields of one object. Members without a field are carried along. */
function recordOf({ name, fields }) {
  const views = fields.map((field) => makeField(field, { parent: name }));
  let rest = {};
  return {
    elements: views.map((v) => v.element),
    get: () => ({ held: Object.fromEntries(views.map((v) => [v.field.name, v.held])), rest }),
    set(record) {
      rest = record?.rest ?? {};
      for (const v of views) v.held = record?.held?.[v.field.name] ?? hold(v.field, undefined);
    },
    /** Shows the errors of its fields; an empty record has none. */
    check() {
      const empty = views.every((v) => v.empty);
      for (const v of views) v.fail(empty ? null : v.check());
      return views.some((v) => v.wrong) ? t('home.checkFields') : null;
    },
    focus: () => (views.find((v) => v.wrong) ?? views[0]).focus(),
  };
}

/** A list of objects, each a small form of its own; there is always one to fill in. */
function records(field) {
  const list = h('ol', { class: 'records' });
  const { maxItems = Infinity } = field.schema;
  let rows = [];
  const add = h('button', { type: 'button', class: 'quiet', onclick: () => { append(null).focus(); changed(); } }, icon('plus'), h('span', {}, t('home.addRecord')));
  const changed = () => list.dispatchEvent(new Event('input', { bubbles: true }));

  function append(record) {
    const made = recordOf(field);
    made.set(record);
    const number = h('span', { class: 'record-number' });
    made.element = h('li', { class: 'record' },
      h('div', { class: 'record-head' }, number, h('button', {
        type: 'button', class: 'quiet icon-only', 'aria-label': t('home.removeRecord'), title: t('home.removeRecord'),
        onclick: () => {
          rows = rows.filter((x) => x !== made);
          if (rows.length === 0) append(null);
          draw();
          changed();
          add.focus();
        },
      }, icon('cross'))),
      h('div', { class: 'fields' }, made.elements));
    made.number = number;
    rows.push(made);
    draw();
    return made;
  }

  function draw() {
    rows.forEach((row, i) => replace(row.number, formatNumber(i + 1)));
    list.replaceChildren(...rows.map((row) => row.element));
    add.hidden = rows.length >= maxItems;
  }

  const set = (held) => {
    rows = [];
    for (const record of held?.length > 0 ? held : [null]) append(record);
  };
  set([]);
  return {
    element: h('div', { class: 'records-field' }, list, add),
    get: () => rows.map((row) => row.get()),
    set,
    check: () => rows.map((row) => row.check()).find(Boolean) ?? null,
    focus: () => (rows.find((row) => row.wrong) ?? rows[0]).focus(),
  };
}
