import { h } from './dom.js';
import { t } from './i18n.js';

// Only a server that tells callers apart asks for a key or token. It is kept for this tab.
const NAME = 'job-token';
const token = sessionStorage.getItem(NAME);

/** The credentials of all requests. */
export const headers = token ? { Authorization: `Bearer ${token}` } : {};

export const isSignedIn = token !== null;

/** Forgets the credentials, and loads the page without anything that was read with them. */
export function signOut() {
  sessionStorage.removeItem(NAME);
  location.assign('/');
}

/** As `fetch`; asks for a key or token when the server does not know the caller. */
export async function guardedFetch(...request) {
  const response = await fetch(...request);
  if (response.status === 401) ask();
  return response;
}

function ask() {
  if (document.getElementById('sign-in')) return;
  const input = h('input', { type: 'password', required: true, autocomplete: 'off' });
  const dialog = h('dialog', { id: 'sign-in', class: 'card', 'aria-labelledby': 'sign-in-title' },
    h('form', {
      method: 'dialog',
      onsubmit: () => {
        sessionStorage.setItem(NAME, input.value.trim());
        location.reload();
      },
    },
    h('h2', { id: 'sign-in-title' }, t('app.signIn')),
    h('p', { class: 'banner bad', role: 'alert', hidden: !isSignedIn }, t('app.signIn.refused')),
    h('label', {}, t('app.token'), input),
    h('button', { class: 'primary', type: 'submit' }, t('app.signIn.go'))));
  document.body.append(dialog);
  dialog.showModal();
}
