import { h, icon, replace, setText } from './dom.js';
import { droppedFiles } from './dropped-files.js';
import { formatBytes, t } from './i18n.js';

const MOST_BYTES = 10 * 1024 * 1024;

/**
 * Takes files and folders by drop, by click and by keyboard, and refuses wrong ones before anything is sent. It uses from the schema:
 * `x-accept` (`.pdf,.docx`) or contentMediaType, `x-max-bytes` of one file (10 MB by default), and maxItems.
 */
export class FileDrop {
  files = [];
  #list = h('ul', { class: 'files' });
  #note = h('p', { class: 'field-help', role: 'status' });
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
      h('span', {}, t(this.#many ? 'home.drop' : 'home.dropOne'), ' ', h('span', { class: 'as-link' }, t(this.#many ? 'home.browse' : 'home.browseOne')),
        this.#many && [` ${t('home.or')} `, h('button', { type: 'button', class: 'as-link', onclick: (e) => this.#chooseFolder(e) }, t('home.folder'))]),
      h('span', { class: 'muted small' }, hint),
      this.#input);
    zone.addEventListener('click', (e) => e.target !== this.#input && this.#input.click());
    for (const [type, on] of [['dragenter', true], ['dragover', true], ['dragleave', false], ['drop', false]]) {
      zone.addEventListener(type, (e) => {
        e.preventDefault();
        zone.classList.toggle('over', on);
      });
    }

    zone.addEventListener('drop', async (e) => {
      const dropped = await droppedFiles(e.dataTransfer);
      this.add(dropped.files, dropped);
    });
    this.element = h('div', { class: 'file-drop' }, zone, this.#note, this.#list);
  }

  focus() {
    this.#input.focus();
  }

  /** @param {File[]|undefined} files */
  set(files) {
    this.files = [];
    this.add(files ?? []);
  }

  /** @param {{folder?: boolean}} options whether they come from a folder: then files that can't be taken are counted, not refused */
  add(files, { folder = false } = {}) {
    const good = folder ? files.filter((file) => file.size > 0 && file.size <= this.#most && this.#accepts(file)) : files;
    setText(this.#note, good.length < files.length ? t('home.leftOut', { n: files.length - good.length }) : '');
    let wrong = null;
    for (const file of good) {
      if (file.size === 0) wrong = t('home.emptyFile', { name: file.name });
      else if (file.size > this.#most) wrong = t('home.tooLarge', { name: file.name, size: formatBytes(this.#most) });
      else if (!this.#accepts(file)) wrong = t('home.wrongType', { name: file.name, types: this.#accept.join(' ') });
      else if (this.#many) this.files = [...this.files.filter((f) => !isSame(f, file)), file];
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

  /** An input that takes folders takes no single files, so there is one only for the click. */
  #chooseFolder(e) {
    e.stopPropagation();
    const input = h('input', { type: 'file', webkitdirectory: true, multiple: true, onchange: () => this.add([...input.files], { folder: true }) });
    input.click();
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

const isSame = (a, b) => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;
