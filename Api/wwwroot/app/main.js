import { listenForShortcuts } from './commands.js';
import { droppedFiles } from './dropped-files.js';
import { h, icon, replace } from './dom.js';
import { homeView } from './home.js';
import { language, setLanguage, t } from './i18n.js';
import { jobView } from './job.js';
import { jobsView } from './jobs-view.js';
import { opsView } from './ops/ops.js';
import { projectView } from './project-view.js';
import { projectsView } from './projects-view.js';
import { isSignedIn, signOut } from './session.js';
import { keep } from './storage.js';

const main = document.getElementById('main');
let unmount = () => {};

const ROUTES = [
  [/^\/$/, () => homeView()],
  [/^\/jobs\/?$/, () => jobsView()],
  [/^\/jobs\/([0-9a-f-]{36})\/?$/i, (id) => jobView(id.toLowerCase())],
  [/^\/ops\/?$/, () => opsView()],
  [/^\/projects\/?$/, () => projectsView()],
  [/^\/projects\/([^/]+)\/?$/, (project) => projectView(decoded(project))],
];

/** A part of the address, which anybody may have typed. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function show() {
  unmount();
  document.querySelector('.skip-link').textContent = t('app.skip');
  for (const [pattern, make] of ROUTES) {
    const match = pattern.exec(location.pathname);
    if (match) {
      const view = make(...match.slice(1));
      replace(main, view.element);
      unmount = view.unmount;
      return;
    }
  }

  document.title = `${t('app.notFound')} · AspireStreaming`;
  replace(main, h('div', { class: 'not-found' }, h('h1', {}, t('app.notFound')), h('p', {}, h('a', { href: '/' }, t('app.back')), ' · ', h('a', { href: '/jobs' }, t('app.jobs')))));
  unmount = () => {};
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
      h('a', { href: '/ops' }, t('ops.title')),
      h('a', { href: '/docs', 'data-external': true }, t('app.api')),
      h('button', {
        class: 'quiet', type: 'button', lang: language === 'en' ? 'fr' : 'en', title: t('app.language'), 'aria-label': `${language === 'en' ? 'FR' : 'EN'} – ${t('app.language')}`,
        onclick: () => {
          setLanguage(language === 'en' ? 'fr' : 'en');
          header();
          show();
        },
      }, language === 'en' ? 'FR' : 'EN'),
      theme,
      isSignedIn && h('button', { class: 'quiet', type: 'button', onclick: signOut }, t('app.signOut')))));
}

const logo = () => h('img', { src: '/favicon.svg', alt: '', width: 24, height: 24 });

/** Changes the address and the view without loading the page again. */
export function navigate(path) {
  history.pushState(null, '', path);
  scrollTo(0, 0);
  show();
  main.focus({ preventScroll: true });
}

document.addEventListener('click', (e) => {
  const link = e.target.closest?.('a[href^="/"]');
  if (!link || link.dataset.external !== undefined || link.hasAttribute('download')) return;
  if (e.button !== 0 || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
  e.preventDefault();
  const path = link.pathname + link.search;
  if (path !== location.pathname + location.search) navigate(path);
});
document.addEventListener('navigate', (e) => navigate(e.detail));
addEventListener('popstate', show);

// A file that is dropped beside a field never replaces the page; a form takes it.
document.addEventListener('dragover', (e) => e.preventDefault());
document.addEventListener('drop', async (e) => {
  if (e.defaultPrevented) return;
  e.preventDefault();
  if (e.dataTransfer?.files.length > 0) document.dispatchEvent(new CustomEvent('filesdropped', { detail: await droppedFiles(e.dataTransfer) }));
});
listenForShortcuts();
header();
show();
