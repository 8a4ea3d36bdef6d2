// The only script of the page whose address stays the same from version to version. A classic script, since modules run later.
(() => {
  // Before the first paint, so that nothing flashes.
  let language = navigator.language;
  try {
    language = localStorage.getItem('language') ?? language;
    const theme = localStorage.getItem('theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is off: the system's preferences hold.
  }

  // While replicas are upgraded one after the other, the next one may not have the files of the document that this one gave.
  const LOOK_MS = 2000;
  const OWN = 'script[type=module], link[rel=stylesheet]:not([data-order])';
  let waits = false;
  addEventListener('error', ({ target }) => {
    if (waits || !target.matches?.(OWN)) return;
    waits = true;
    setInterval(look, LOOK_MS);
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', say);
    else say();
  }, true);

  function say() {
    const text = document.createElement('p');
    text.className = 'empty';
    text.setAttribute('role', 'alert');
    text.textContent = language.startsWith('fr') ? 'Cette page est en cours de mise à jour. Elle s’ouvrira dans un instant.' : 'This page is being updated. It opens in a moment.';
    document.getElementById('main').replaceChildren(text);
  }

  async function look() {
    if (await fetch(location.href, { cache: 'no-store' }).then(({ ok }) => ok, () => false)) location.reload();
  }
})();
