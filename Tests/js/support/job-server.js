import { createServer } from 'node:http';
import { once } from 'node:events';
import { SnapshotReducer } from '../../../Api/wwwroot/sdk/reducer.js';

/**
 * Serves the product's HTTP API for logs that a test writes, on a free port. `script` has one entry for each of the next stream
 * connections: a function `(connection) => void` that takes over the connection. Without an entry the log is served normally.
 */
export class JobServer {
  logs = new Map();
  script = [];
  /** The received requests, in order: `{method, url, lastEventId, body}`. */
  requests = [];
  heartbeatMs = 15_000;
  #server = createServer((request, response) => this.#handle(request, response));
  #sockets = new Set();
  #watching = new Set();

  static async start(...logs) {
    const server = new JobServer();
    for (const log of logs) server.logs.set(log.jobId, log);
    server.#server.on('connection', (socket) => {
      server.#sockets.add(socket);
      socket.on('close', () => server.#sockets.delete(socket));
    });
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    server.base = `http://127.0.0.1:${server.#server.address().port}`;
    return server;
  }

  get streamRequests() {
    return this.requests.filter((r) => r.url.includes('/stream'));
  }

  /** Resolves when no stream is open. */
  async allLeft() {
    for (const response of this.#watching) await once(response, 'close');
  }

  /** Cuts all connections, as a killed process does. */
  cut() {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop() {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #handle(request, response) {
    const url = new URL(request.url, this.base);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const lastEventId = request.headers['last-event-id'] ?? null;
    this.requests.push({ method: request.method, url: request.url, lastEventId, headers: request.headers, body: Buffer.concat(chunks).toString() });
    if (url.pathname === '/api/streams') return this.#streams(url, response);
    const [, id, action] = /^\/api\/jobs\/([^/]+)\/?(.*)$/.exec(url.pathname) ?? [];
    const log = this.logs.get(id);
    if (!log) return problem(response, 404, 'There is no such job.');
    if (action === 'stream') return this.#stream(log, url, lastEventId, response);
    if (action === 'snapshot') return json(response, 200, fold(log));
    if (action === 'cancel') return json(response, 202, { job_id: id });
    if (action === 'retry') return json(response, 202, { job_id: 'new', retry_of: id, stream_url: '/api/jobs/new/stream', snapshot_url: '/api/jobs/new/snapshot' });
    if (action === '') {
      const { job_id, pipeline, status, attempt, last_event_id, ended_at } = fold(log);
      return json(response, 200, { job_id, pipeline, status, attempt, last_event_id, ended_at });
    }

    return problem(response, 404, 'There is nothing here.');
  }

  /** Many jobs over one connection, each from its own cursor. */
  #streams(url, response) {
    const connections = url.searchParams.getAll('job').map((job) => {
      const [id, cursor] = job.split(':');
      return new Connection(this.logs.get(id), response, cursor, false);
    });
    const scripted = this.script.shift();
    if (scripted) return scripted(connections[0]);
    serveMany(connections);
  }

  #stream(log, url, lastEventId, response) {
    this.#watching.add(response);
    response.once('close', () => this.#watching.delete(response));
    const connection = new Connection(log, response, lastEventId ?? url.searchParams.get('last_event_id'), url.searchParams.get('from') === 'snapshot' && !lastEventId);
    const scripted = this.script.shift();
    if (scripted) return scripted(connection);
    connection.serve(this.heartbeatMs);
  }
}

/** Serves many jobs over the one response that their connections share, until all have ended. */
export function serveMany(connections) {
  const { response } = connections[0].open();
  let open = connections.length;
  for (const connection of connections) {
    for (const event of connection.log.after(connection.cursor)) connection.send(event);
    if (connection.log.ended) open--;
    else {
      const off = connection.log.onAppend((event) => {
        connection.send(event);
        if (event.type === 'done' && --open === 0) response.end();
      });
      response.on('close', off);
    }
  }

  if (open === 0) response.end();
}

export class Connection {
  constructor(log, response, cursor, fromSnapshot) {
    Object.assign(this, { log, response, cursor: cursor ?? '0-0', fromSnapshot });
  }

  open() {
    this.response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache, no-transform' });
    this.response.write('retry: 50\n\n');
    return this;
  }

  send(event) {
    this.response.write(`event: ${event.type}\nid: ${event.id}\ndata: ${event.data}\n\n`);
    return this;
  }

  heartbeat(lastEventId = this.log.last?.id) {
    this.response.write(`event: heartbeat\ndata: ${JSON.stringify({ type: 'heartbeat', at: new Date().toISOString(), last_event_id: lastEventId })}\n\n`);
    return this;
  }

  snapshot(type, events = this.log.events) {
    const snapshot = fold({ jobId: this.log.jobId, events });
    return this.send({ type, id: snapshot.last_event_id, data: JSON.stringify(snapshot) });
  }

  refuse(status, body = '<html>Bad Gateway</html>') {
    this.response.writeHead(status, { 'Content-Type': 'text/html' }).end(body);
  }

  end() {
    this.response.end();
  }

  cut() {
    this.response.socket.destroy();
  }

  serve(heartbeatMs) {
    const { log, response } = this;
    let pending = this.fromSnapshot ? [] : log.after(this.cursor);
    if (pending?.length === 0 && log.ended && !this.fromSnapshot) {
      response.writeHead(204).end();
      return;
    }

    this.open();
    if (this.fromSnapshot) this.snapshot('snapshot');
    else if (pending === null) this.snapshot('reset');
    for (const event of pending ?? []) this.send(event);
    if (log.ended) return this.end();
    const beat = setInterval(() => this.heartbeat(), heartbeatMs);
    const off = log.onAppend((event) => {
      this.send(event);
      if (event.type === 'done') this.end();
    });
    response.on('close', () => {
      clearInterval(beat);
      off();
    });
  }
}

export function fold(log) {
  const reducer = new SnapshotReducer(log.jobId);
  for (const event of log.events) reducer.apply(event);
  return reducer.toSnapshot();
}

function json(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

function problem(response, status, title) {
  response.writeHead(status, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify({ title, status }));
}
