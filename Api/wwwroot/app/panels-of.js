import { diffsPanel } from './diffs.js';
import { t } from './i18n.js';
import { resultsPanel } from './results.js';
import { backlogPanel } from './systems/backlog.js';
import { cvsPanel } from './systems/cvs.js';
import { letterPanel } from './systems/letter.js';
import { postingPanel } from './systems/posting.js';
import { profilePanel } from './systems/profile-panel.js';
import { rankingPanel } from './systems/ranking.js';
import { scoredJobsPanel } from './systems/scored-jobs.js';
import { suggestionsPanel } from './systems/suggestions.js';
import { textsPanel } from './texts.js';
import { timelinePanel } from './timeline.js';

const PANELS = {
  changes: diffsPanel,
  results: resultsPanel,
  texts: textsPanel,
  timeline: timelinePanel,
  cvs: cvsPanel,
  ranking: rankingPanel,
  scored: scoredJobsPanel,
  backlog: backlogPanel,
  suggestions: suggestionsPanel,
  posting: postingPanel,
  profile: profilePanel,
  letter: letterPanel,
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

/** The panels for a pipeline's jobs: its system's own view, or the general ones for a pipeline this page doesn't know. */
export function panelsOf(pipeline) {
  const own = Object.hasOwn(OF_PIPELINE, pipeline) ? OF_PIPELINE[pipeline] : null;
  return (own ?? OF_ANY).map((id) => ({ id, label: t(`panel.${id}`), always: own?.[0] === id, panel: PANELS[id]() }));
}
