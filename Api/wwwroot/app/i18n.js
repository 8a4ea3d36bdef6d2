import { keep, kept } from './storage.js';
import start from './text.start.js';

const LANGUAGES = Object.keys(start);

export let language = pickLanguage();
document.documentElement.lang = language;

/** The language as the user's region writes it: `en-GB` has another date than `en`. */
let locale = regional(language);

/** The texts that are loaded, in the language of the page. */
let texts = start[language];
/** Whose texts are in use: `''` those of every view, else the folder of a part of the page. */
const folders = new Set();

function pickLanguage() {
  const wanted = [kept('language'), ...navigator.languages.map((l) => l.slice(0, 2))];
  return wanted.find((l) => LANGUAGES.includes(l)) ?? 'en';
}

/** The browser's own region of a language; without one, or with a name that is none, the language alone. */
function regional(of) {
  try {
    return Intl.getCanonicalLocales(navigator.languages.find((l) => l.slice(0, 2) === of && !/^\w/.test(l.slice(2))))[0] ?? of;
  } catch {
    return of;
  }
}

/** Loads the texts of every view, and those of parts of the page: only in the language that is used. */
export async function loadTexts(...parts) {
  const missing = ['', ...parts].filter((folder) => !folders.has(folder));
  const asked = language;
  const loaded = await Promise.all(missing.map((folder) => textsOf(folder, asked)));
  if (language !== asked) return loadTexts(...parts);
  for (const folder of missing) folders.add(folder);
  texts = Object.assign({}, texts, ...loaded);
}

const textsOf = async (folder, of) => (await import(folder ? `./${folder}/text.${of}.js` : `./text.${of}.js`)).default;

/** The texts come first: where they can't be loaded, the page stays as it is. */
export async function setLanguage(next) {
  const loaded = await Promise.all([...folders].map((folder) => textsOf(folder, next)));
  texts = Object.assign({}, start[next], ...loaded);
  language = next;
  locale = regional(next);
  keep('language', next);
  document.documentElement.lang = next;
}

/** `t('events.count', { n: 3 })`; with `n` the plural form is chosen where the text has several. */
export function t(key, values = {}) {
  let text = texts[key] ?? key;
  if (typeof text === 'object') text = text[formatter(Intl.PluralRules).select(values.n)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => (name === 'n' ? formatNumber(values.n) : values[name] ?? ''));
}

/** The text in this page's language for a name that the server gives in its own language, or null. */
export const translated = (kind, name) => texts[`${kind}.${name}`] ?? null;

/** The name of a step, a pipeline or a metric: a known name is translated, any other is split into words. */
export function nameOf(kind, name) {
  const known = translated(kind, name);
  if (known) return known;
  const words = String(name).replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_-]+/g, ' ').trim();
  return (words.charAt(0).toUpperCase() + words.slice(1)).replace(/\b(cv|id|url|llm|json|pdf)(s?)\b/gi, (_, short, s) => short.toUpperCase() + s);
}

/** The name of a language by its code, as a word that begins a line. */
export function languageName(code) {
  try {
    const name = formatter(Intl.DisplayNames, { type: 'language' }).of(code);
    return name.charAt(0).toUpperCase() + name.slice(1);
  } catch {
    return String(code); // no code of a language
  }
}

/** Intl's formatters are expensive to make and cheap to use. */
const formatters = new Map();

function formatter(Kind, options) {
  const key = `${locale} ${Kind.name} ${JSON.stringify(options)}`;
  if (!formatters.has(key)) formatters.set(key, new Kind(locale, options));
  return formatters.get(key);
}

export function formatNumber(value, options) {
  return typeof value === 'number' ? formatter(Intl.NumberFormat, { maximumFractionDigits: 2, ...options }).format(value) : String(value);
}

/** `< 0.1 s`, `1.2 s`, `48 s`, `3 min 05 s`, `1 h 12 min`. */
export function formatDuration(seconds) {
  if (!Number.isFinite(seconds)) return '';
  if (seconds > 0 && seconds < 0.05) return `< ${formatNumber(0.1)} s`;
  if (seconds < 9.95) return `${formatNumber(Math.max(seconds, 0), { maximumFractionDigits: 1 })} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (n) => String(n).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** `812 ms`, `2.35 s`, `1 min 05 s`. */
export function formatMs(ms) {
  if (!Number.isFinite(ms)) return '';
  if (ms < 999.5) return `${formatNumber(Math.max(ms, 0), { maximumFractionDigits: ms < 10 ? 1 : 0 })} ms`;
  return ms < 59_995 ? `${formatNumber(ms / 1000, { minimumFractionDigits: 2, maximumFractionDigits: 2 })} s` : formatDuration(ms / 1000);
}

/** @param {{ms?: boolean}} options with milliseconds */
export function formatTime(at, { ms = false } = {}) {
  return formatter(Intl.DateTimeFormat, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', ...(ms && { fractionalSecondDigits: 3 }) }).format(new Date(at));
}

export function formatDateTime(at) {
  return formatter(Intl.DateTimeFormat, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(at));
}

export function formatAgo(at) {
  const seconds = (Date.parse(at) - Date.now()) / 1000;
  const [unit, size] = [['day', 86400], ['hour', 3600], ['minute', 60]].find(([, s]) => -seconds >= s) ?? ['second', 1];
  return formatter(Intl.RelativeTimeFormat, { numeric: 'auto', style: 'short' }).format(Math.round(Math.min(seconds, 0) / size), unit);
}

export function formatBytes(bytes) {
  const [unit, size] = [['megabyte', 1024 * 1024], ['kilobyte', 1024]].find(([, least]) => bytes >= least) ?? ['byte', 1];
  return formatNumber(bytes / size, { style: 'unit', unit, unitDisplay: unit === 'byte' ? 'long' : 'short', maximumFractionDigits: unit === 'megabyte' ? 1 : 0 });
}
