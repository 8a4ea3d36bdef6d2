// The page without .NET: serves wwwroot and replays logs over the product's own HTTP surface.
//   node Tests/js/support/dev-server.js [port] [speed]

import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EventLog } from './event-log.js';
import { Connection, fold, serveMany } from './job-server.js';
import { longScript, matchingScript, tailoringScript } from './replay-logs.js';

const root = fileURLToPath(new URL('../../../Api/wwwroot/', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' };
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PIPELINES = [
  {
    name: 'resume-tailoring',
    description: 'Reads a résumé and a posting, scores the fit and proposes edits that use only facts found in the résumé.',
    steps: ['analyzing', 'planning', 'writing', 'validating', 'finalizing'],
    input_schema: {
      type: 'object', allOf: [{ anyOf: [{ required: ['resume_text'] }, { required: ['resume_file'] }] }, { anyOf: [{ required: ['job_text'] }, { required: ['job_url'] }] }],
      properties: {
        resume_text: { type: 'string', title: 'Résumé', maxLength: 200_000, description: 'The résumé as plain text or Markdown.' },
        resume_file: { type: 'string', format: 'binary', title: 'Résumé file', description: 'Instead of the text: a PDF, DOCX, HTML, Markdown or text file.' },
        job_text: { type: 'string', title: 'Job posting', maxLength: 200_000 },
        job_url: { type: 'string', format: 'uri', title: 'Address of the posting' },
      },
    },
    sample: { resume_text: 'JOHN DOE\nSoftware Engineer\njohn.doe@example.com | +1 (555) 123-4567\n\nEXPERIENCE\n\nSenior Software Engineer | TechCorp Inc. | 2021 - Present\n- Designed and implemented microservices architecture serving 10M+ requests/day', job_text: 'Web Developer at Microsoft, Berlin.\n\nWe are looking for a skilled Web Developer with 3+ years of experience.' },
    script: tailoringScript,
  },
  {
    name: 'cv-parsing',
    description: 'Turns PDF, DOCX, HTML or text CVs into structured profiles.',
    steps: ['extracting', 'parsing'],
    input_schema: { type: 'object', required: ['files'], properties: { files: { type: 'array', title: 'CVs', items: { type: 'string', format: 'binary' }, 'x-accept': '.pdf,.docx,.txt,.md,.html' }, language: { type: 'string', enum: ['auto', 'en', 'fr'], default: 'auto' }, strict: { type: 'boolean', title: 'Refuse incomplete CVs' } } },
    script: matchingScript,
  },
  { name: 'cv-matching', description: 'Filters, scores and re-ranks CVs for an offer.', steps: ['must_have_filtering', 'embedding', 'nice_have_detection', 'reranking'], input_schema: { type: 'object', required: ['offer'], properties: { offer: { type: 'object', title: 'Offer' }, top: { type: 'integer', minimum: 1, maximum: 50, default: 10 } } }, sample: { offer: { titre: 'Développeur', must_have: ['Python'] }, top: 5 }, script: matchingScript },
  { name: 'failing-job', description: 'Fails in the middle, to see how that looks.', steps: ['analyzing', 'planning'], input_schema: { type: 'object', properties: {} }, script: () => tailoringScript({ fail: true }) },
  { name: 'takeover', description: 'Its worker dies in the middle.', steps: ['analyzing', 'planning'], input_schema: { type: 'object', properties: {} }, script: () => tailoringScript({ takeover: true }) },
  { name: 'long-text', description: 'Fifty thousand events.', steps: ['writing'], input_schema: { type: 'object', properties: {} }, script: longScript },
];

export class DevServer {
  jobs = new Map();
  #server = createServer((request, response) => {
    this.#handle(request, response).catch((error) => {
      if (!response.headersSent) problem(response, 500, error.message);
      else response.destroy();
    });
  });

  constructor(speed = 1) {
    this.speed = speed;
  }

  listen(port = 0) {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => resolve((this.base = `http://127.0.0.1:${this.#server.address().port}`)));
    });
  }

  close() {
    for (const job of this.jobs.values()) job.stop = true;
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  start(pipeline, retryOf = null) {
    const log = new EventLog(randomUUID(), Date.now());
    const job = { log, pipeline, stop: false, canceled: false, retryOf };
    this.jobs.set(log.jobId, job);
    job.ended = this.#run(job, PIPELINES.find((p) => p.name === pipeline).script());
    return job;
  }

  async #run(job, script) {
    const { log } = job;
    for (const [pause, type, payload] of script) {
      if (pause * this.speed >= 1) await new Promise((resolve) => setTimeout(resolve, pause * this.speed));
      if (job.stop) return;
      if (job.canceled) {
        log.add('job_status', { status: 'canceled' }, Date.now());
        log.add('done', { status: 'canceled' }, Date.now());
        return;
      }

      if (type === 'attempt') log.attempt++;
      else log.add(type, job.retryOf && log.events.length === 0 ? { ...payload, retry_of: job.retryOf } : payload, Date.now());
    }
  }

  async #handle(request, response) {
    const url = new URL(request.url, this.base);
    const [, id, action = ''] = /^\/api\/jobs\/([0-9a-f-]{36})(?:\/(\w+))?$/.exec(url.pathname) ?? [];
    if (id) return this.#job(request, response, url, id, action);
    if (url.pathname === '/api/pipelines') return json(response, 200, { pipelines: PIPELINES.map(({ script: _, ...p }) => p) });
    if (url.pathname === '/api/export') return json(response, 200, { formats: ['docx'] });
    if (url.pathname === '/api/streams') {
      const wanted = url.searchParams.getAll('job').map((job) => job.split(':')).filter(([job]) => this.jobs.has(job));
      if (wanted.length === 0) return problem(response, 404, 'There is no such job.');
      return serveMany(wanted.map(([job, cursor]) => new Connection(this.jobs.get(job).log, response, cursor, false)));
    }

    if (url.pathname === '/api/jobs') return json(response, 200, { jobs: [...this.jobs.values()].reverse().map(record), next: null });
    const [, pipeline] = /^\/api\/jobs\/([\w-]+)$/.exec(url.pathname) ?? [];
    if (pipeline && request.method === 'POST') {
      for await (const _ of request) { /* a replay ignores the request body */ }
      if (!PIPELINES.some((p) => p.name === pipeline)) return problem(response, 404, `There is no pipeline '${pipeline}'.`);
      return json(response, 202, urls(this.start(pipeline)));
    }

    return this.#file(response, url.pathname === '/' || /^\/jobs(\/|$)/.test(url.pathname) ? '/index.html' : url.pathname);
  }

  async #job(request, response, url, id, action) {
    const job = this.jobs.get(id);
    if (!job) return problem(response, 404, 'There is no such job.');
    const { log } = job;
    switch (`${request.method} ${action}`) {
      case 'GET ': return json(response, 200, record(job));
      case 'GET stream': {
        const cursor = request.headers['last-event-id'] ?? url.searchParams.get('last_event_id');
        return new Connection(log, response, cursor, url.searchParams.get('from') === 'snapshot' && !request.headers['last-event-id']).serve(15_000);
      }
      case 'GET snapshot': {
        const at = url.searchParams.get('at');
        const index = at ? log.events.findIndex((e) => e.id === at) : log.events.length - 1;
        return index < 0 ? problem(response, 404, `There is no event ${at}.`) : json(response, 200, fold({ jobId: id, events: log.events.slice(0, index + 1) }));
      }
      case 'GET events': {
        const after = log.after(url.searchParams.get('after') ?? '0-0') ?? [];
        const page = after.slice(0, Number(url.searchParams.get('limit') ?? 100));
        return json(response, 200, { events: page.map((e) => JSON.parse(e.data)), next: page.at(-1)?.id ?? null });
      }
      case 'POST cancel':
        job.canceled = true;
        return json(response, 202, record(job));
      case 'POST retry': return json(response, 202, { ...urls(this.start('resume-tailoring', id)), retry_of: id });
      case 'DELETE ':
        this.jobs.delete(id);
        response.writeHead(204).end();
        return undefined;
      default: return problem(response, 404, 'There is nothing here.');
    }
  }

  async #file(response, path) {
    const file = normalize(join(root, path));
    try {
      if (!file.startsWith(root)) throw new Error('outside');
      const content = await readFile(file);
      response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': CSP, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-cache' });
      response.end(content);
    } catch {
      problem(response, 404, 'There is nothing here.');
    }
  }
}

function record({ log, pipeline, canceled, retryOf }) {
  // Only the fields of a listing: folding a long log would take long.
  const parse = (e) => e && JSON.parse(e.data);
  const status = parse(log.events.findLast((e) => e.type === 'done' || e.type === 'job_status'));
  const running = parse(log.events.find((e) => e.type === 'job_status' && e.data.includes('"status":"running"')));
  return {
    job_id: log.jobId, pipeline, status: status.status, attempt: log.attempt, last_event_id: log.last.id, created_at: parse(log.events[0]).at,
    started_at: running?.at ?? null, ended_at: log.ended ? status.at : null, cancel_requested: canceled, retry_of: retryOf,
  };
}

const urls = ({ log }) => ({ job_id: log.jobId, stream_url: `/api/jobs/${log.jobId}/stream`, snapshot_url: `/api/jobs/${log.jobId}/snapshot` });

function json(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

function problem(response, status, title) {
  response.writeHead(status, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify({ title, status }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = new DevServer(Number(process.argv[3] ?? 1));
  const base = await server.listen(Number(process.argv[2] ?? 0));
  console.log(base);
  for (const pipeline of process.argv.slice(4)) console.log(`${base}/jobs/${server.start(pipeline).log.jobId}`);
}
