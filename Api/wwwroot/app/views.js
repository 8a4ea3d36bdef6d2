import { loadTexts } from './i18n.js';
import { loadStyles } from './styles.js';

/** The views by their addresses. What a view is made of is loaded when it is opened for the first time. */
const VIEWS = [
  { path: /^\/$/, load: () => import('./home.js'), make: ({ homeView }) => homeView() },
  { path: /^\/jobs\/?$/, load: () => import('./jobs-view.js'), make: ({ jobsView }) => jobsView() },
  {
    path: /^\/jobs\/([0-9a-f-]{36})\/?$/i, load: loadJob, make: ({ jobView }, id) => jobView(id.toLowerCase()),
    texts: ['systems', 'demo'], styles: ['job', 'panels', 'systems'],
  },
  { path: /^\/ops\/?$/, load: () => import('./ops/ops.js'), make: ({ opsView }) => opsView(), texts: ['ops'], styles: ['job', 'panels', 'ops/ops'] },
  { path: /^\/projects\/?$/, load: () => import('./projects-view.js'), make: ({ projectsView }) => projectsView(), texts: ['systems'], styles: ['panels', 'systems'] },
  {
    path: /^\/projects\/([^/]+)\/?$/, load: () => import('./project-view.js'), make: ({ projectView }, project) => projectView(decoded(project)),
    texts: ['systems'], styles: ['job', 'panels', 'systems'],
  },
];

/** A part of the address, which anybody may have typed. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** With the panels of what this browser knows of the job, so that they are there at once. */
async function loadJob(address, id) {
  const module = await import('./job.js');
  await module.prepare(address, id.toLowerCase());
  return module;
}

/**
 * Loads the view of an address.
 * @param {URL} address
 * @returns {Promise<(() => {element: Element, unmount: () => void}) | null>} makes it; null where there is no such view
 */
export async function loadView(address) {
  for (const { path, load, make, texts = [], styles = [] } of VIEWS) {
    const match = path.exec(address.pathname);
    if (!match) continue;
    const [module] = await Promise.all([load(address, ...match.slice(1)), loadTexts(...texts), loadStyles(styles)]);
    return () => make(module, ...match.slice(1));
  }

  await loadTexts();
  return null;
}
