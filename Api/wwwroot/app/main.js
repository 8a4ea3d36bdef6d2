import { listenForShortcuts } from './commands.js';
import { droppedFiles } from './dropped-files.js';
import { h, icon, replace } from './dom.js';
import { language, loadTexts, setLanguage, t } from './i18n.js';
import { isSignedIn, signOut } from './session.js';
import { keep } from './storage.js';
import { complain } from './toast.js';
import { isOutdated } from './version.js';
import { loadView } from './views.js';

const LOOK_MS = 3000;

const main = document.getElementById('main');
let unmount = () => {};
/** The newest address that was asked for: a view that comes after it was left is not shown. */
let asked = 0;

/**
 * Shows the view of the address, without loading the page again. The picture of the view before stays until the next one is loaded; the view
 * itself has ended by then, so that it writes nothing into the new address.
 * @param {string} [path] an address that is new
 */
async function show(path = null) {
  const now = ++asked;
  unmount();
  unmount = () => {};
  if (path !== null) history.pushState(null, '', path);
  let make;
  try {
    make = await loadView(new URL(location.href)) ?? notFound;
  } catch {
    if (await isOutdated()) {
      if (now === asked) location.reload();
      return;
    }

    make = notLoaded;
  }

  if (now !== asked) return;
  const view = make();
  document.querySelector('.skip-link').textContent = t('app.skip');
  replace(main, view.element);
  unmount = view.unmount;
  if (path === null) return;
  scrollTo(0, 0);
  main.focus({ preventScroll: true });
}

function notFound() {
  document.title = `${t('app.notFound')} · AspireStreaming`;
  return {
    element: h('div', { class: 'not-found' }, h('h1', {}, t('app.notFound')), h('p', {}, h('a', { href: '/' }, t('app.back')), ' · ', h('a', { href: '/jobs' }, t('app.jobs')))),
    unmount() {},
  };
}

/** The view is loaded with the page as soon as the server answers: a module that could not be loaded once stays so in some browsers. */
function notLoaded() {
  document.title = `${t('app.notLoaded')} · AspireStreaming`;
  const look = async () => {
    const reached = await fetch('/favicon.svg', { cache: 'no-store' }).then(({ ok }) => ok, () => false);
    if (reached && !ending.signal.aborted) location.reload();
  };
  const ending = new AbortController();
  const timer = setInterval(look, LOOK_MS);
  addEventListener('online', look, ending);
  return {
    element: h('div', { class: 'not-found' }, h('h1', {}, t('app.notLoaded')), h('p', { role: 'alert' }, t('app.notLoaded.why')), h('p', {}, h('button', { type: 'button', onclick: look }, t('app.tryAgain')))),
    unmount() {
      clearInterval(timer);
      ending.abort();
    },
  };
}

function header() {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark';
  const theme = h('button', { class: 'quiet icon-only', type: 'button' });
  const drawTheme = () => {
    const label = t(isDark() ? 'app.theme.light' : 'app.theme.dark');
    replace(theme, icon(isDark() ? 'sun' : 'moon'));
    theme.setAttribute('aria-label', label);
    theme.title = label;
  };
  theme.addEventListener('click', () => {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
    keep('theme', document.documentElement.dataset.theme);
    drawTheme();
  });
  drawTheme();

  replace(document.getElementById('top'), h('div', { class: 'top-inner' },
    h('a', { class: 'brand', href: '/' }, logo(), h('span', {}, 'Aspire', h('b', {}, 'Streaming'))),
    h('nav', { class: 'top-nav' },
      h('a', { href: '/jobs', 'aria-label': t('app.jobs') }, h('span', { class: 'wide-label' }, t('app.jobs')), h('span', { class: 'narrow-label' }, t('jobs.title'))),
      h('a', { href: '/ops' }, t('app.ops')),
      h('a', { href: '/docs', 'data-external': true }, t('app.api')),
      h('button', {
        class: 'quiet', type: 'button', lang: language === 'en' ? 'fr' : 'en', title: t('app.language'), 'aria-label': `${language === 'en' ? 'FR' : 'EN'} – ${t('app.language')}`,
        onclick: async () => {
          const other = language === 'en' ? 'fr' : 'en';
          try {
            await setLanguage(other);
          } catch {
            if (await isOutdated()) {
              keep('language', other);
              location.reload();
            } else {
              complain(t('app.notLoaded.language'));
            }

            return;
          }

          header();
          await show();
        },
      }, language === 'en' ? 'FR' : 'EN'),
      theme,
      isSignedIn && h('button', { class: 'quiet', type: 'button', onclick: signOut }, t('app.signOut')))));
}

const logo = () => h('img', { src: new URL('../favicon.svg', import.meta.url).href, alt: '', width: 24, height: 24 });

document.addEventListener('click', (e) => {
  const link = e.target.closest?.('a[href^="/"]');
  if (!link || link.dataset.external !== undefined || link.hasAttribute('download')) return;
  if (e.button !== 0 || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
  e.preventDefault();
  const path = link.pathname + link.search;
  if (path !== location.pathname + location.search) show(path);
});
document.addEventListener('navigate', ({ detail: { path, shown } }) => show(path).then(shown));
addEventListener('popstate', () => show());

// A file that is dropped beside a field never replaces the page; a form takes it.
document.addEventListener('dragover', (e) => e.preventDefault());
document.addEventListener('drop', async (e) => {
  if (e.defaultPrevented) return;
  e.preventDefault();
  if (e.dataTransfer?.files.length > 0) document.dispatchEvent(new CustomEvent('filesdropped', { detail: await droppedFiles(e.dataTransfer) }));
});
listenForShortcuts();
show();
loadTexts().then(header, () => {}); // without texts the view says so, and loads the page again
