import { ApiError, JobsApi, toError } from '../sdk/jobs-api.js';
import { language } from './i18n.js';
import { guardedFetch, headers } from './session.js';

export const api = new JobsApi({ headers, fetch: guardedFetch });

/**
 * Opens another view by an event: modules don't import the router, because the router imports them.
 * @returns {Promise<void>} fulfilled when the view is shown
 */
export const go = (path) => new Promise((shown) => {
  document.dispatchEvent(new CustomEvent('navigate', { detail: { path, shown } }));
});

/** Starts a job with files. XMLHttpRequest, because fetch doesn't report the progress of an upload. */
export function upload(pipeline, form, { idempotencyKey, onProgress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/jobs/${encodeURIComponent(pipeline)}`);
    request.setRequestHeader('Accept', 'application/json');
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.setRequestHeader('Idempotency-Key', idempotencyKey);
    request.setRequestHeader('Accept-Language', language);
    request.upload.onprogress = (e) => e.lengthComputable && onProgress(e.loaded / e.total);
    request.onerror = () => reject(new ApiError(0));
    request.onload = () => {
      let body = {};
      try {
        body = JSON.parse(request.responseText);
      } catch {
        body = { title: `HTTP ${request.status}` };
      }

      if (request.status >= 200 && request.status < 300) resolve(body);
      else reject(new ApiError(request.status, body));
    };
    request.send(form);
  });
}

/** A file of the server, by its path. */
export async function fetchFile(path, name) {
  const response = await guardedFetch(path, { headers });
  if (!response.ok) throw await toError(response);
  return new File([await response.blob()], name);
}

/** crypto.randomUUID needs a secure context, and the page may be served over plain HTTP in a local network. */
export function newUuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function announce(text) {
  document.getElementById('announcer').textContent = text;
}

const fileName = (name) => name.replace(/[^\p{L}\p{N}._ -]+/gu, '_').slice(0, 120) || 'result';

export function download(name, text, type) {
  saveFile(new Blob([text], { type: `${type};charset=utf-8` }), name);
}

/** @param {Blob} blob */
export function saveFile(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName(name);
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

let formats = null;

/** What the server makes of a text: `docx`, and `pdf` where it can. It is asked once. */
export function exportFormats() {
  formats ??= fetch('/api/export', { headers }).then(async (response) => {
    if (!response.ok) throw await toError(response);
    return (await response.json()).formats;
  }).catch(() => {
    formats = null;
    return ['docx'];
  });
  return formats;
}

/**
 * Saves a text as a file of an office program.
 * @param {'docx'|'pdf'} kind
 */
export async function downloadAs(kind, name, text, format) {
  const response = await guardedFetch(`/api/export/${kind}`, {
    method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify({ text, format, name: fileName(name) }),
  });
  if (!response.ok) throw await toError(response);
  saveFile(await response.blob(), `${fileName(name)}.${kind}`);
}

/** The clipboard needs a secure context; over plain HTTP a selection is copied instead. */
export async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.className = 'visually-hidden';
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
