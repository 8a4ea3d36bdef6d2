/**
 * After the laptop slept, the tab came back or the network was lost and returned, a connection may be dead and timers may be late.
 *
 * @param {Window} page
 * @param {{look: () => void, doubt: () => void}} on `look`: check the connection; `doubt`: the connection is or may be gone,
 *   open it again
 * @returns {() => void} stops watching
 */
export function watchLifecycle(page, { look, doubt }) {
  const listeners = [
    [page, 'online', look],
    // When the system reports offline, a server on this machine may still be reachable: only a try shows it.
    [page, 'offline', doubt],
    [page, 'focus', look],
    // Back button: the connection of a page that was frozen is gone.
    [page, 'pageshow', (e) => e.persisted && doubt()],
    [page.document, 'resume', look], // of a page that was frozen in the background
    [page.document, 'visibilitychange', () => page.document.visibilityState === 'hidden' || look()],
  ];
  for (const [target, type, listener] of listeners) target.addEventListener(type, listener);
  return () => {
    for (const [target, type, listener] of listeners) target.removeEventListener(type, listener);
  };
}
