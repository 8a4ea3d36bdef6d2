import { h } from './dom.js';
import { makeField } from './form-controls.js';
import { alternativesOf, fieldsOf, hold, holdAll, requestOf } from './form-model.js';
import { t } from './i18n.js';

/** A form made from the JSON Schema of an object: see `form-model.js` for what is understood. */
export class SchemaForm {
  #fields;
  #views;
  /** Groups of fields of which one is enough. */
  #oneOf;
  #restoring = false;

  /** @param {() => void} onInput the form holds something else now */
  constructor(schema, onInput = () => {}) {
    this.#oneOf = alternativesOf(schema);
    this.#fields = fieldsOf(schema);
    this.#views = this.#fields.map((field) => makeField(field, { onDropped: (file) => this.#takeDropped(field, file) }));
    // Without main fields the form shows the optional fields directly.
    const main = this.#views.some((v) => v.field.main) ? this.#views.filter((v) => v.field.main) : this.#views;
    const more = this.#views.filter((v) => !main.includes(v));
    this.element = h('div', { class: 'fields' },
      this.#grouped(main),
      more.length > 0 && h('details', { class: 'more-options' }, h('summary', {}, t('home.more')), h('div', { class: 'fields' }, more.map((v) => v.element))));
    for (const type of ['input', 'change']) this.element.addEventListener(type, () => !this.#restoring && onInput());
  }

  get isEmpty() {
    return this.#views.every((v) => v.empty);
  }

  /** What the controls hold by name, files included, as {@link restore} takes it. */
  get held() {
    return Object.fromEntries(this.#views.map((v) => [v.field.name, v.held]));
  }

  restore(held) {
    this.#restoring = true; // not yet what the user has
    for (const v of this.#views) v.held = held?.[v.field.name] ?? hold(v.field, undefined);
    this.#restoring = false;
    const hidden = this.element.querySelector('.more-options');
    if (hidden && this.#views.some((v) => !v.empty && hidden.contains(v.element))) hidden.open = true;
  }

  fill(values) {
    this.restore(holdAll(this.#fields, values));
  }

  /** Puts files into fields that hold none. */
  addFiles(files) {
    for (const v of this.#views) {
      if (v.field.kind === 'files' && v.empty && files[v.field.name]?.length > 0) v.held = files[v.field.name];
    }
  }

  /** Takes files that were dropped beside the fields: into the pile, if the form has one. */
  takeFiles(files, options) {
    const field = this.#views.find(({ field: { kind, schema } }) => kind === 'files' && schema.type === 'array') ?? this.#views.find((v) => v.field.kind === 'files');
    if (field) field.add(files, options);
    return Boolean(field);
  }

  /** Shows the errors and goes to the first wrong field. */
  validate() {
    for (const v of this.#views) v.fail(v.check());
    for (const names of this.#oneOf) {
      const views = this.#views.filter((v) => names.includes(v.field.name));
      if (views.every((v) => v.empty)) views[0].fail(t('home.needOne', { names: views.map((v) => v.label).join(', ') }));
    }

    return this.#focusFirstWrong();
  }

  /** Errors of the server by field; returns those that belong to none. */
  showErrors(errors) {
    const rest = [];
    for (const [name, messages] of Object.entries(errors)) {
      const view = this.#views.find(({ field }) => name === field.name || name.startsWith(`${field.name}[`) || name.startsWith(`${field.name}.`));
      if (view) view.fail(messages.join(' '));
      else rest.push(...messages);
    }

    this.#focusFirstWrong();
    return rest;
  }

  /** The request that these contents make. */
  read() {
    return requestOf(this.#fields, this.held);
  }

  /** The request that other values make, such as a sample; the form stays as it is. */
  readOf(values) {
    return requestOf(this.#fields, holdAll(this.#fields, values));
  }

  /** Fields of which one is enough are grouped at the place of the first of them. */
  #grouped(views) {
    const placed = new Set();
    return views.map((view) => {
      if (placed.has(view)) return null;
      const names = this.#oneOf.find((group) => group.includes(view.field.name)) ?? [view.field.name];
      const together = views.filter((v) => names.includes(v.field.name));
      for (const v of together) placed.add(v);
      if (together.length === 1) return view.element;
      return h('div', { class: 'alternatives', role: 'group', 'aria-label': together.map((v) => v.label).join(` ${t('home.or')} `) },
        together.map((v, i) => [i > 0 && h('span', { class: 'or' }, t('home.or')), v.element]));
    });
  }

  #focusFirstWrong() {
    const wrong = this.#views.find((v) => v.wrong);
    wrong?.element.closest('details')?.setAttribute('open', '');
    wrong?.focus();
    return !wrong;
  }

  /** A file that was dropped on a text and is no text goes to the file field beside it. */
  #takeDropped(field, file) {
    const files = this.#views.filter((v) => v.field.kind === 'files');
    const group = this.#oneOf.find((names) => names.includes(field.name)) ?? [];
    const beside = files.find((v) => group.includes(v.field.name)) ?? files[0];
    beside?.add([file]);
    return Boolean(beside);
  }
}
