/** The styles that not every view needs, in the order in which they hold: a later one overrides an earlier one. */
const ORDER = ['job', 'panels', 'systems', 'ops/ops'];

const loading = new Map();

/** Fulfilled when these styles hold, so that nothing is drawn without them; whatever is opened first, their order is the same. */
export function loadStyles(names) {
  return Promise.all(names.map((name) => {
    if (!loading.has(name)) loading.set(name, load(name));
    return loading.get(name);
  }));
}

function load(name) {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = new URL(`./${name}.css`, import.meta.url);
    link.dataset.order = ORDER.indexOf(name);
    link.addEventListener('load', resolve);
    link.addEventListener('error', () => {
      link.remove();
      loading.delete(name);
      reject(new TypeError(`${link.href} can't be loaded.`));
    });
    const later = [...document.head.querySelectorAll('link[data-order]')].find((other) => Number(other.dataset.order) > ORDER.indexOf(name));
    document.head.insertBefore(link, later ?? null);
  });
}
