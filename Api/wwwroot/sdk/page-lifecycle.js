/**
 * A laptop that slept, a tab that comes back, a network that goes and returns: a connection may be dead, and timers may be late.
 *
 * @param {Window} page
 * @param {{look: () => void, doubt: () => void}} on `look`: see whether all is well; `doubt`: the connection is surely gone or
 *   may be, make it again
 * @returns {() => void} stops watching
 */
export function watchLifecycle(page, { look, doubt }) {
  const listeners = [
    [page, 'online', look],
    // Offline by the system's word may still reach a server on this machine: what is true shows by trying.
    [page, 'offline', doubt],
    [page, 'focus', look],
    // Back button: the connection of a page that was frozen is gone.
    [page, 'pageshow', (e) => e.persisted && doubt()],
    [page.document, 'visibilitychange', () => page.document.visibilityState === 'hidden' || look()],
  ];
  for (const [target, type, listener] of listeners) target.addEventListener(type, listener);
  return () => {
    for (const [target, type, listener] of listeners) target.removeEventListener(type, listener);
  };
}
