// Realistic logs to show the page without a server: the events are realistic, their values are not computed.

const STEPS = ['analyzing', 'planning', 'writing', 'validating', 'finalizing'];

const INSIGHTS = [
  ['skills', 'high', 'The posting asks for Python, FastAPI and PostgreSQL; the résumé shows all three in its two latest positions.'],
  ['keywords', 'medium', '“Event-driven” is asked for three times and appears once, in a bullet; the summary does not mention it.'],
  ['experience', 'high', 'Six years of professional experience are documented; five are required.'],
  ['gaps', 'high', 'Kubernetes is required and listed under Skills, but no position shows it in use.'],
  ['achievements', 'medium', 'Two of eight bullets carry a number. Postings at this level expect about half.'],
  ['wording', 'low', '“Participated in” opens a bullet; a verb that says what was done reads stronger.'],
  ['format', 'low', 'Dates are written consistently as year – year.'],
  ['skills', 'medium', 'Terraform is in the résumé and not in the posting: it stays, lower in the list.'],
];

const DIFFS = [
  ['summary', 'change', 'Experienced software engineer with 5+ years of experience building scalable web applications and distributed systems. Proficient in Python, TypeScript, and cloud infrastructure.', 'Backend engineer with 6 years of experience building event-driven services and distributed systems in Python, FastAPI and PostgreSQL on AWS.', 'Opens with what the posting asks for first'],
  ['experience', 'change', 'Participated in agile development processes with 2-week sprint cycles', 'Delivered in two-week sprints with product and design', 'Says what was done'],
  ['experience', 'change', 'Designed and implemented microservices architecture serving 10M+ requests/day', 'Designed and implemented an event-driven microservices architecture on Kubernetes serving 10M+ requests/day', 'Shows two required terms where they were used'],
  ['skills', 'add', '', 'Messaging: Apache Kafka', 'Named in a position, missing from Skills'],
  ['skills', 'change', 'Languages: Python, TypeScript, JavaScript, SQL, Go', 'Languages: Python, SQL, TypeScript, JavaScript, Go', 'Required ones first'],
  ['objective', 'remove', 'Looking for new challenges in a dynamic team.', '', 'Says nothing that the summary does not'],
];

const RULES = [
  ['contact', 'E-mail and telephone', 'pass', 'john.doe@example.com, +1 (555) 123-4567'],
  ['dates', 'Dates are complete and in order', 'pass', '3 positions, no gap longer than 3 months'],
  ['length', 'One to two pages', 'pass', '412 words'],
  ['keywords', 'Keyword coverage', 'warn', '14 of 18 terms; missing: gRPC, Helm, on-call, SLO'],
  ['achievements', 'Quantified achievements', 'warn', '3 of 8 bullets carry a number'],
  ['facts', 'Only facts found in the résumé', 'pass', '6 of 6 edits trace back to the original'],
  ['links', 'A link to work samples', 'fail', 'No GitHub, portfolio or LinkedIn address'],
];

const RESUME = `# John Doe
Backend Engineer
john.doe@example.com | +1 (555) 123-4567 | San Francisco, CA

## Summary
Backend engineer with **6 years** of experience building event-driven services and distributed systems in Python, FastAPI and PostgreSQL on AWS.

## Experience

### Senior Software Engineer, TechCorp Inc. (2021 – Present)
- Designed and implemented an event-driven microservices architecture on Kubernetes serving 10M+ requests/day
- Led migration from monolith to event-driven architecture using Apache Kafka
- Mentored team of 4 junior developers, conducting code reviews and pair programming

### Software Engineer, StartupXYZ (2019 – 2021)
- Built RESTful APIs using FastAPI and PostgreSQL
- Reduced API response times by 40% through query optimization and caching

## Skills
- **Languages:** Python, SQL, TypeScript, JavaScript, Go
- **Messaging:** Apache Kafka
`;

/** Events as `[pause in ms, type, payload]`; `attempt` begins a new one. */
export function* tailoringScript({ fail = false, takeover = false } = {}) {
  yield [0, 'job_status', { status: 'queued', pipeline: 'resume-tailoring', steps: STEPS }];
  yield [300, 'attempt'];
  yield [0, 'job_status', { status: 'running' }];
  yield* step('analyzing', 8, function* (i) {
    const [category, importance, message] = INSIGHTS[i];
    yield ['insight_emitted', { insight_id: `insight-${i}`, category, importance, message, step: 'analyzing' }];
    yield ['metric_update', { name: 'fit_score', value: [31, 40, 52, 50, 58, 61, 66, 68][i], unit: '%' }];
    if (i % 3 === 0) yield ['metric_update', { name: 'keyword_coverage', value: [44, 56, 61][i / 3], unit: '%' }];
    if (i === 2) yield ['metric_update', { name: 'experience', value: 6, unit: 'years' }];
  });
  if (takeover) {
    yield [200, 'step_progress', { step: 'planning', status: 'started', percent: 0 }];
    yield [300, 'insight_emitted', { insight_id: 'lost', category: 'plan', importance: 'high', message: 'This one is taken back.', step: 'planning' }];
    yield [800, 'attempt'];
    yield [0, 'attempt_reset', { reason: 'worker_lost', void_events: 2, drop: { insights: ['lost'] }, restore: { steps: [{ step: 'planning', status: 'pending', percent: 0 }] }, texts: [] }];
    yield [0, 'job_status', { status: 'running' }];
  }

  yield* step('planning', 3, function* (i) {
    yield ['timeline', { event_id: `t${i}`, kind: ['ROUTER_THOUGHT', 'AGENT_START', 'AGENT_COMPLETE'][i], message: ['Six edits keep within the facts of the résumé; two wishes of the posting have none to stand on.', 'Planning edits by section, most asked-for terms first.', 'Plan of 6 edits ready.'][i], status: 'SUCCESS', agent_name: i ? 'Planner' : undefined, details: i === 2 ? { edits: 6, sections: ['summary', 'experience', 'skills'] } : undefined }];
  });
  yield* step('writing', DIFFS.length, function* (i) {
    const [section, op, before, after, summary] = DIFFS[i];
    yield ['diff_chunk', { diff_id: `d${i}`, section, op, before, after, summary }];
    yield ['metric_update', { name: 'keyword_coverage', value: 61 + i * 3.2, unit: '%' }];
    yield ['metric_update', { name: 'words', value: 430 - i * 3 }];
  });
  if (fail) {
    yield [300, 'step_progress', { step: 'validating', status: 'failed', percent: 20, message: 'The model did not answer.' }];
    yield [100, 'job_error', { code: 'model_unavailable', message: 'The model at the configured endpoint did not answer within 30 s, four times.', retryable: true }];
    yield [50, 'job_status', { status: 'failed' }];
    yield [0, 'done', { status: 'failed' }];
    return;
  }

  yield* step('validating', RULES.length, function* (i) {
    if (i === 0) for (const [rule_id, label] of RULES) yield ['validation_update', { rule_id, label, status: 'pending' }];
    const [rule_id, label, status, detail] = RULES[i];
    yield ['validation_update', { rule_id, label, status, detail }];
  });
  const letter = 'Dear hiring team,\n\nfor six years I have built services that other teams rely on: at TechCorp an event-driven platform that takes ten million requests a day, before that the APIs of a young company that grew on them.\n\nYour posting asks for somebody who moves a system without stopping it. I have led exactly that migration.\n\nKind regards,\nJohn Doe';
  let offset = 0;
  for (const text of letter.match(/\S+\s*/g)) {
    yield [25, 'token', { target: 'cover_letter', text, offset }];
    offset += text.length;
  }

  yield* step('finalizing', 1, function* () {
    yield ['result', { key: 'tailored_resume', data: { text: RESUME.replace(/[#*]/g, ''), markdown: RESUME, language: 'en', name: 'John Doe', fit_before: 68, fit_after: 81, edits: 6, matched_skills: ['Python', 'FastAPI', 'PostgreSQL', 'Kafka', 'AWS'], missing_skills: ['gRPC', 'Helm'] } }];
  });
  yield [50, 'job_status', { status: 'completed' }];
  yield [0, 'done', { summary: { fit_before: 68, fit_after: 81, edits: 6, keyword_coverage: 77.8, missing: ['gRPC', 'Helm', 'on-call', 'SLO'] } }];
}

export function* matchingScript() {
  const names = ['jean_dupont', 'marie_martin', 'alex_johnson', 'jane_smith', 'laverne', 'richard_hendriks', 'amélie_ngo', 'o_brien', '<img src=x onerror=alert(1)>'];
  yield [0, 'job_status', { status: 'queued', pipeline: 'cv-matching', steps: ['must_have_filtering', 'embedding', 'nice_have_detection', 'reranking'] }];
  yield [200, 'attempt'];
  yield [0, 'job_status', { status: 'running' }];
  for (const name of ['must_have_filtering', 'embedding', 'nice_have_detection', 'reranking']) {
    yield* step(name, names.length, function* (i) {
      if (name !== 'reranking') return;
      yield ['result', { key: `${names[i]}.pdf`, data: { cv: `${names[i]}.pdf`, status: i % 4 === 3 ? 'filtered' : 'scored', ...(i % 4 === 3 ? { reason: 'Minimum 5 ans d’expérience' } : { score_final: 0.91 - i * 0.047, score_base: 0.85 - i * 0.03, coefficient: 1.25 - i * 0.02 }) } }];
    });
  }

  yield [50, 'job_status', { status: 'completed' }];
  yield [0, 'done', { summary: { total_cvs: names.length, filtered_must_have: 2, duree_totale_s: 3.1 } }];
}

/** A long log, to check that the page stays smooth. */
export function* longScript(tokens = 50_000) {
  yield [0, 'job_status', { status: 'queued', pipeline: 'long-text', steps: ['writing'] }];
  yield [0, 'attempt'];
  yield [0, 'job_status', { status: 'running' }];
  let offset = 0;
  for (let i = 0; i < tokens; i++) {
    const text = `word${i} `;
    yield [i % 50 === 0 ? 1 : 0, 'token', { target: 'text', text, offset }];
    offset += text.length;
  }

  yield [0, 'job_status', { status: 'completed' }];
  yield [0, 'done', {}];
}

function* step(name, total, work) {
  yield [150, 'step_progress', { step: name, status: 'started', percent: 0 }];
  for (let i = 0; i < total; i++) {
    for (const [type, payload] of work(i)) yield [130, type, payload];
    yield [110, 'step_progress', { step: name, status: 'running', percent: Math.floor(((i + 1) * 100) / total), current: i + 1, total, eta_sec: (total - i - 1) * 0.35 }];
  }

  yield [60, 'step_progress', { step: name, status: 'completed', percent: 100, current: total, total }];
}
