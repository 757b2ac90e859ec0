import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { messageOf, UserError } from '../util/errors.ts';

/**
 * One page for browsers on this machine. It listens on 127.0.0.1 only, and answers only to names of this machine: a
 * website that points its own name here (DNS rebinding) is refused.
 */
export interface PageServer {
  /** `http://127.0.0.1:7373/` */
  readonly address: string;
  close(): Promise<void>;
}

export interface ServedPage {
  /** 0: any that is free. */
  readonly port: number;
  /** Made anew for each that asks. */
  readonly page: () => string;
  /** One line on how far things are; when it changes, those who look on are told it, and ask for the page again. */
  readonly progress: () => string;
}

/** How often at most it looks for news, ms; longer where looking takes long, so that it costs a tenth of the time at most. */
const leastPause = 1000;
const shareOfTime = 0.1;

/** UserError where the port cannot be had. */
export async function servePage({ port, page, progress }: ServedPage): Promise<PageServer> {
  const watchers = new Set<ServerResponse>();
  let known = progress();
  let timer: NodeJS.Timeout;
  const look = () => {
    const start = performance.now();
    try {
      const now = watchers.size > 0 ? progress() : known;
      if (now !== known) for (const watcher of watchers) tell(watcher, now);
      known = now;
    } catch (thrown) {
      for (const watcher of watchers) tell(watcher, `The run cannot be read: ${messageOf(thrown)}`);
    }
    timer = setTimeout(look, Math.max(leastPause, (performance.now() - start) / shareOfTime));
  };
  const server = createServer((request, response) => {
    response.setHeader('Cache-Control', 'no-store').setHeader('X-Content-Type-Options', 'nosniff').setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    if (!isOurs(request, own)) return end(response, 403, 'This page is for browsers on this machine: open it as 127.0.0.1.');
    if (request.method !== 'GET') return end(response, 405, 'This page can only be read.');
    if (request.url === '/events') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      tell(response, known);
      watchers.add(response);
      return response.once('close', () => watchers.delete(response));
    }
    if (request.url !== '/') return end(response, 404, 'There is only one page here: /');
    try {
      const text = page(); // before anything is said of how it went
      return response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(text);
    } catch (thrown) {
      return end(response, 500, `The run cannot be read: ${messageOf(thrown)}`);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(refusal(error, port))).listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const own = typeof address === 'object' && address !== null ? address.port : port;
  timer = setTimeout(look, leastPause);
  return {
    address: `http://127.0.0.1:${own}/`,
    close: () => new Promise((resolve) => {
      clearTimeout(timer);
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

function isOurs({ headers: { host } }: IncomingMessage, port: number): boolean {
  return ['127.0.0.1', 'localhost'].some((name) => host === `${name}:${port}` || (port === 80 && host === name));
}

function tell(watcher: ServerResponse, line: string): void {
  watcher.write(`data: ${line.replaceAll('\n', ' ')}\n\n`);
}

function end(response: ServerResponse, status: number, line: string): ServerResponse {
  return response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${line}\n`);
}

function refusal(error: NodeJS.ErrnoException, port: number): unknown {
  if (error.code === 'EADDRINUSE') return new UserError(`port ${port} is in use; name another with --port, or --port 0 for any that is free`);
  if (error.code === 'EACCES') return new UserError(`port ${port} is not yours to use; name one of at least 1024 with --port`);
  return error;
}
