import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { servePage, type PageServer, type ServedPage } from '../../src/commands/page-server.ts';

let server: PageServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function served(changes: Partial<ServedPage> = {}): Promise<URL> {
  server = await servePage({ port: 0, page: () => '<!doctype html>page', progress: () => 'begun', ...changes });
  return new URL(server.address);
}

function asked(url: URL, path: string, { method = 'GET', host = url.host }: { method?: string; host?: string } = {}): Promise<{ status: number; text: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    request({ host: url.hostname, port: url.port, path, method, headers: { host } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('end', () => resolve({ status: response.statusCode!, text, headers: response.headers }));
    }).once('error', reject).end();
  });
}

describe('servePage', () => {
  it('listens on this machine only, and gives the page', async () => {
    const url = await served();
    expect(url.hostname).toBe('127.0.0.1');
    const { status, text, headers } = await asked(url, '/');
    expect({ status, text }).toEqual({ status: 200, text: '<!doctype html>page' });
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });

  it('answers to names of this machine only, to readers only, and for one page only', async () => {
    const url = await served();
    for (const host of ['example.org', `example.org:${url.port}`, '127.0.0.1:1', `127.0.0.1.example.org:${url.port}`]) expect((await asked(url, '/', { host })).status).toBe(403);
    expect((await asked(url, '/events', { host: 'example.org' })).status).toBe(403);
    expect((await asked(url, '/', { host: `localhost:${url.port}` })).status).toBe(200);
    expect((await asked(url, '/', { method: 'POST' })).status).toBe(405);
    expect((await asked(url, '/../etc/passwd')).status).toBe(404);
  });

  it('tells who looks on what changed, and ends though they still look', async () => {
    let evaluations = 0;
    const url = await served({ progress: () => `${++evaluations} evaluations` });
    const lines = await new Promise<string>((resolve) => {
      request({ host: url.hostname, port: url.port, path: '/events', headers: { host: url.host } }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          if (text.split('\n\n').length > 2) resolve(text);
        });
        response.on('error', () => {});
      }).end();
    });
    expect(lines).toBe('data: 1 evaluations\n\ndata: 2 evaluations\n\n');
    await server!.close();
    server = undefined;
    await expect(asked(url, '/')).rejects.toThrow('ECONNREFUSED');
  });

  it('says in one line what is wrong with a run that cannot be read, and goes on', async () => {
    let broken = true;
    const url = await served({ page: () => { if (broken) throw new Error('the disk failed'); return 'page'; } });
    expect(await asked(url, '/')).toMatchObject({ status: 500, text: 'The run cannot be read: the disk failed\n' });
    broken = false;
    expect((await asked(url, '/')).text).toBe('page');
  });

  it('refuses a port that another has', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(served({ port })).rejects.toMatchObject({ name: 'UserError', exitCode: 2, message: `port ${port} is in use; name another with --port, or --port 0 for any that is free` });
    other.close();
  });
});
