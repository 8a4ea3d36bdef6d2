import { h, icon, replace } from './dom.js';
import { formatBytes, t } from './i18n.js';

const MOST_BYTES = 10 * 1024 * 1024;

/**
 * Takes files by drop, by click and by keyboard, and refuses wrong ones before anything is sent. It uses from the schema:
 * `x-accept` (`.pdf,.docx`) or contentMediaType, `x-max-bytes` of one file (10 MB by default), and maxItems.
 */
export class FileDrop {
  files = [];
  #list = h('ul', { class: 'files' });
  #input;
  #onError;
  #accept;
  #most;
  #many;
  #mostFiles;

  constructor(schema, common, onError) {
    const one = schema.type === 'array' ? schema.items : schema;
    this.#many = schema.type === 'array';
    this.#mostFiles = schema.maxItems ?? Infinity;
    this.#accept = String(schema['x-accept'] ?? one['x-accept'] ?? one.contentMediaType ?? '').split(',').map((x) => x.trim()).filter(Boolean);
    this.#most = schema['x-max-bytes'] ?? one['x-max-bytes'] ?? MOST_BYTES;
    this.#onError = onError;
    this.#input = h('input', {
      ...common, type: 'file', class: 'visually-hidden', multiple: this.#many, accept: this.#accept.join(',') || null,
      onchange: () => {
        this.add([...this.#input.files]);
        this.#input.value = '';
      },
    });
    const hint = [this.#accept.join(' '), `≤ ${formatBytes(this.#most)}`].filter(Boolean).join(' · ');
    const zone = h('div', { class: 'drop' },
      icon('file'),
      h('span', {}, t(this.#many ? 'home.drop' : 'home.dropOne'), ' ', h('span', { class: 'as-link' }, t(this.#many ? 'home.browse' : 'home.browseOne'))),
      h('span', { class: 'muted small' }, hint),
      this.#input);
    zone.addEventListener('click', (e) => e.target !== this.#input && this.#input.click());
    for (const [type, on] of [['dragenter', true], ['dragover', true], ['dragleave', false], ['drop', false]]) {
      zone.addEventListener(type, (e) => {
        e.preventDefault();
        zone.classList.toggle('over', on);
      });
    }

    zone.addEventListener('drop', (e) => this.add([...e.dataTransfer.files]));
    this.element = h('div', { class: 'file-drop' }, zone, this.#list);
  }

  focus() {
    this.#input.focus();
  }

  /** @param {File[]|undefined} files */
  set(files) {
    this.files = [];
    this.add(files ?? []);
  }

  add(files) {
    let wrong = null;
    for (const file of files) {
      if (file.size === 0) wrong = t('home.emptyFile', { name: file.name });
      else if (file.size > this.#most) wrong = t('home.tooLarge', { name: file.name, size: formatBytes(this.#most) });
      else if (!this.#accepts(file)) wrong = t('home.wrongType', { name: file.name, types: this.#accept.join(' ') });
      else if (this.#many) this.files = [...this.files.filter((f) => f.name !== file.name || f.size !== file.size), file];
      else this.files = [file];
    }

    if (this.files.length > this.#mostFiles) {
      this.files.length = this.#mostFiles;
      wrong = t('home.tooMany', { n: this.#mostFiles });
    }

    this.#changed();
    this.#onError(wrong);
  }

  #changed() {
    this.#draw();
    this.element.dispatchEvent(new Event('change', { bubbles: true }));
  }

  #accepts(file) {
    if (this.#accept.length === 0) return true;
    return this.#accept.some((kind) => (kind.startsWith('.') ? file.name.toLowerCase().endsWith(kind.toLowerCase())
      : kind.endsWith('/*') ? file.type.startsWith(kind.slice(0, -1)) : file.type === kind));
  }

  #draw() {
    replace(this.#list, this.files.map((file) => h('li', {},
      icon('file'), h('span', { class: 'file-name' }, file.name), h('span', { class: 'muted small' }, formatBytes(file.size)),
      h('button', {
        type: 'button', class: 'quiet icon-only', 'aria-label': t('home.remove', { name: file.name }),
        onclick: () => {
          this.files = this.files.filter((f) => f !== file);
          this.#changed();
        },
      }, icon('cross')))));
  }
}
