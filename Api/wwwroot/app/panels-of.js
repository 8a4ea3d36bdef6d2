import { t } from './i18n.js';

const PANELS = {
  changes: async () => (await import('./diffs.js')).diffsPanel,
  results: async () => (await import('./results.js')).resultsPanel,
  texts: async () => (await import('./texts.js')).textsPanel,
  timeline: async () => (await import('./timeline.js')).timelinePanel,
  cvs: async () => (await import('./systems/cvs.js')).cvsPanel,
  ranking: async () => (await import('./systems/ranking.js')).rankingPanel,
  scored: async () => (await import('./systems/scored-jobs.js')).scoredJobsPanel,
  backlog: async () => (await import('./systems/backlog.js')).backlogPanel,
  suggestions: async () => (await import('./systems/suggestions.js')).suggestionsPanel,
  posting: async () => (await import('./systems/posting.js')).postingPanel,
  profile: async () => (await import('./systems/profile-panel.js')).profilePanel,
  letter: async () => (await import('./systems/letter.js')).letterPanel,
};

/** The panel that tells most about a job comes first. */
const OF_PIPELINE = {
  'resume-tailoring': ['changes', 'results'],
  'cv-parse': ['cvs'],
  'cv-matching': ['ranking'],
  'match-jobs': ['scored'],
  'agent-workflow': ['timeline', 'backlog'],
  optimization: ['suggestions'],
  'job-analysis': ['posting'],
  'resume-parsing': ['profile'],
  'cover-letter': ['letter'],
};
const OF_ANY = ['changes', 'results', 'texts', 'timeline'];

/** The panels that are loaded, by their ids. */
const loaded = new Map();

const own = (pipeline) => (Object.hasOwn(OF_PIPELINE, pipeline) ? OF_PIPELINE[pipeline] : null);
const idsOf = (pipeline) => own(pipeline) ?? OF_ANY;

/** Loads the panels for a pipeline's jobs: those of its system, or the general ones for a pipeline this page doesn't know. */
export async function loadPanels(pipeline) {
  await Promise.all(idsOf(pipeline).map(async (id) => {
    if (!loaded.has(id)) loaded.set(id, await PANELS[id]());
  }));
}

/** The panels for a pipeline's jobs, or null as long as they are not loaded. */
export function panelsOf(pipeline) {
  const ids = idsOf(pipeline);
  if (!ids.every((id) => loaded.has(id))) return null;
  return ids.map((id) => ({ id, label: t(`panel.${id}`), always: own(pipeline)?.[0] === id, panel: loaded.get(id)() }));
}
