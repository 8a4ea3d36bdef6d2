// Files of this tab's drafts, in IndexedDB: it alone keeps files over a reload. Storage may be off: then nothing is kept.

const STORE = 'files';
const MOST_AGE_MS = 24 * 3600 * 1000;
const TAB = 'tab';

/** A copy of a tab has the id of the tab, and so its files. */
function tabId() {
  try {
    const id = sessionStorage.getItem(TAB) ?? String(Math.random()).slice(2);
    sessionStorage.setItem(TAB, id);
    return id;
  } catch {
    return 'none';
  }
}

const tab = tabId();
const keyOf = (name) => `${tab} ${name}`;
let opening = null;

const open = () => (opening ??= new Promise((resolve, reject) => {
  const request = indexedDB.open('drafts', 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
}));

async function run(mode, work) {
  try {
    const database = await open();
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  } catch {
    return undefined;
  }
}

export const fileStore = {
  keep: (name, files) => run('readwrite', (store) => store.put({ at: Date.now(), files }, keyOf(name))),
  kept: async (name) => (await run('readonly', (store) => store.get(keyOf(name))))?.files ?? {},
  forget: (name) => run('readwrite', (store) => store.delete(keyOf(name))),
};

/** Files of tabs that were closed: no tab tells when it ends for good. */
run('readwrite', (store) => {
  store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return;
    if (Date.now() - cursor.value.at > MOST_AGE_MS) cursor.delete();
    cursor.continue();
  };
});
