import { h, icon, KeyedList, replace, setText } from '../dom.js';
import { evidenceDetails } from '../evidence.js';
import { nameOf, t } from '../i18n.js';
import { chips, facts, scoreRing, webLink } from '../parts.js';
import { growingText } from '../texts.js';
import { jobsOf, scoredOf } from './scored.js';

/** System 4, `match-jobs`: a card for each job, its assessment growing token by token, then its score. */
export function scoredJobsPanel() {
  const list = h('ol', { class: 'scored' });
  const rows = new KeyedList(list, (job) => job.key, jobCard);
  const note = h('p', { class: 'panel-note', role: 'status' });
  let shown = [];
  return {
    element: h('div', {}, note, list),
    count: ({ timeline }) => timeline.length,
    update(snapshot, { ended }) {
      const { timeline, texts, results, summary } = snapshot;
      const parts = [timeline, texts, results, ended];
      if (parts.every((part, i) => part === shown[i])) return;
      shown = parts;
      const jobs = jobsOf(snapshot, ended);
      rows.sync(jobs);
      setText(note, facts(t('scored.done', scoredOf(jobs)),
        summary?.best_score !== undefined && t('scored.best', { score: summary.best_score }),
        summary?.failed_count > 0 && t('scored.failed', { n: summary.failed_count })));
    },
  };
}

function jobCard(job) {
  const ring = scoreRing();
  const level = h('span', { class: 'pill' });
  const summary = h('p', { class: 'scored-summary' });
  const text = growingText();
  const skills = h('div', { class: 'scored-skills' });
  const evidence = h('div', {});
  let shown = null;
  const element = h('li', { class: 'scored-job' },
    ring.element,
    h('div', { class: 'scored-main' },
      h('div', { class: 'scored-head' }, h('h3', {}, job.jobtitle || t('scored.untitled', { n: job.job_index + 1 })), level),
      job.joblink && h('p', { class: 'small' }, webLink(job.joblink)),
      summary, skills, evidence, text.element));
  const update = (now) => {
    ring.update(now.score);
    level.hidden = !now.match_level;
    if (now.match_level) {
      level.dataset.level = now.match_level;
      setText(level, nameOf('level', now.match_level));
    }

    setText(summary, now.error ?? now.summary ?? '');
    summary.classList.toggle('bad-text', Boolean(now.error));
    replace(skills,
      now.matched_skills?.length > 0 && h('p', {}, icon('check'), h('span', { class: 'visually-hidden' }, t('field.matched_skills')), chips(now.matched_skills, { kind: 'good' })),
      now.missing_skills?.length > 0 && h('p', {}, icon('cross'), h('span', { class: 'visually-hidden' }, t('field.missing_skills')), chips(now.missing_skills, { kind: 'warn' })));
    if (now.evidence && now.evidence !== shown) replace(evidence, evidenceDetails(shown = now.evidence));
    text.update(now.text);
    element.classList.toggle('writing', now.writing);
  };
  update(job);
  return { element, update };
}
