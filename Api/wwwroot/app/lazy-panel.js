import { h } from './dom.js';
import { t } from './i18n.js';
import { isOutdated } from './version.js';

/**
 * A panel whose module is loaded when the panel is opened for the first time.
 * @param {() => Promise<(...args) => {element: Element, update: Function}>} load its maker
 */
export function lazyPanel(load, ...args) {
  const element = h('div', {});
  let panel = null;
  let loading = false;
  let latest = null;

  async function open() {
    loading = true;
    try {
      panel = (await load())(...args);
      element.replaceChildren(panel.element);
      panel.update(...latest);
    } catch {
      element.replaceChildren(await isOutdated()
        ? h('p', { class: 'empty', role: 'alert' }, t('panel.newer'), ' ', h('button', { type: 'button', onclick: () => location.reload() }, t('panel.reload')))
        : h('p', { class: 'empty', role: 'alert' }, t('panel.notLoaded'))); // the next event or visit tries again
    } finally {
      loading = false;
    }
  }

  return {
    element,
    update(...now) {
      latest = now;
      if (panel) panel.update(...now);
      else if (!loading) open();
    },
  };
}
