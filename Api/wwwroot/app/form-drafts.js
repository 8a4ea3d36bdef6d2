import { Drafts } from './drafts.js';
import { fileStore } from './file-store.js';
import { session } from './storage.js';

/** The drafts of all forms of this tab. */
export const drafts = new Drafts(session, fileStore);
