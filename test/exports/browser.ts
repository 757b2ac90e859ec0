import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** Debian's Chromium without a window, with WebGPU by SwiftShader: driven by its debugging protocol over a pipe. */
export const chromium = '/usr/bin/chromium';
export const hasChromium = existsSync(chromium);

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.json': 'application/json' };

/** Opens a page of a folder, with more files by their path, and waits for the page's status; what the page says by then. */
export async function selfCheckInBrowser(folder: string, page: string, more: Readonly<Record<string, string>> = {}): Promise<{ status: string; said: string }> {
  const server = createServer(({ url }, response) => {
    const path = new URL(url!, 'http://x').pathname;
    const file = more[path] ?? join(folder, path);
    if (!existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain' }).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const profile = mkdtempSync(join(tmpdir(), 'evoke-chromium-'));
  const browser = spawn(chromium, [
    '--headless=new', '--no-sandbox', '--remote-debugging-pipe', `--user-data-dir=${profile}`,
    '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan',
  ], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: true });
  const ended = new Promise((resolve) => browser.on('close', resolve));
  try {
    const call = protocol(browser.stdio[3] as Writable, browser.stdio[4] as Readable);
    const { targetId } = await call('Target.createTarget', { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${page}` });
    const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
    const evaluate = async (expression: string) => ((await call('Runtime.evaluate', { expression }, sessionId as string))['result'] as { value?: string }).value;
    for (let attempt = 0; attempt < 400; attempt++) {
      const status = await evaluate('document.documentElement.dataset.status');
      if (status !== undefined) return { status, said: (await evaluate('document.getElementById("said").textContent'))! };
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return { status: 'none', said: (await evaluate('document.body.innerText')) ?? '' };
  } finally {
    process.kill(-browser.pid!, 'SIGKILL'); // the processes that it started too, which go on writing into the profile
    await ended;
    server.close();
    await removed(profile);
  }
}

/** What is killed may take a moment to let go of its files. */
async function removed(folder: string): Promise<void> {
  for (let attempt = 0; existsSync(folder); attempt++) {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (attempt === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Messages are JSON, each ended by a zero byte: https://chromedevtools.github.io/devtools-protocol/ */
function protocol(to: Writable, from: Readable) {
  const waiting = new Map<number, (result: Record<string, unknown>) => void>();
  let [count, rest] = [0, ''];
  from.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop()!;
    for (const message of messages) {
      const { id, result, error } = JSON.parse(message) as { id?: number; result?: Record<string, unknown>; error?: unknown };
      if (id !== undefined) waiting.get(id)?.(result ?? { error });
    }
  });
  return (method: string, params: object, sessionId?: string) => new Promise<Record<string, unknown>>((resolve) => {
    const id = ++count;
    waiting.set(id, resolve);
    to.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
  });
}
