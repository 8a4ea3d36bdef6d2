import { api, go } from './api.js';
import { t } from './i18n.js';
import { forgetSnapshot } from './storage.js';
import { complain, offerUndo } from './toast.js';

/** Jobs that the user deleted and may still take back: the server has them, the page does not show them. */
const deleted = new Set();
const listeners = new Set();

export const isDeleted = (jobId) => deleted.has(jobId);

/** @returns {() => void} ends it */
export function onDeletion(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Deletes ended jobs when the time to undo is over.
 * @param {string|null} back the path to show again after an undo
 */
export function deleteJobs(jobIds, back = null) {
  for (const id of jobIds) deleted.add(id);
  tell();
  offerUndo(t('job.deleted', { n: jobIds.length }), () => {
    for (const id of jobIds) deleted.delete(id);
    tell();
    if (back) go(back);
  }, (leaving) => remove(jobIds, leaving));
}

async function remove(jobIds, leaving) {
  const failures = [];
  for (const id of jobIds) {
    const removing = api.delete(id, { keepalive: leaving }); // a page that ends can't wait for the answer
    if (leaving) continue;
    try {
      await removing;
      forgetSnapshot(id);
    } catch (error) {
      if (error.status === 404) continue;
      deleted.delete(id);
      failures.push(error.message);
    }
  }

  if (failures.length === 0) return;
  tell();
  complain(t('job.actionFailed', { message: failures[0] }));
}

function tell() {
  for (const listener of listeners) listener();
}
