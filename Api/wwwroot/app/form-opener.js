import { announce, go } from './api.js';
import { drafts } from './form-drafts.js';
import { keep } from './storage.js';
import { offerUndo } from './toast.js';

/**
 * Opens the form of a pipeline with something in it. What was there comes back by undo.
 * @param {object} held what the form holds by field, as `form-model.js` defines it
 */
export function openForm(pipeline, held, message) {
  const before = drafts.get(pipeline);
  drafts.set(pipeline, held);
  keep('pipeline', pipeline);
  go('/');
  announce(message);
  if (!before) return;
  offerUndo(message, () => {
    drafts.set(pipeline, before);
    go('/');
  });
}
