import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** Where Debian's package puts it; scripts/setup.mjs installs that. */
const program = '/usr/bin/chromium';

export const chromiumMissing = existsSync(program) ? '' : 'Debian\'s package chromium';

/**
 * A headless Chromium, driven over the DevTools protocol by a pipe (JSON messages that end in a zero byte), so that no
 * library is needed and no port is open.
 */
export interface Browser {
  open(url: string, viewport?: Viewport): Promise<Tab>;
  close(): Promise<void>;
}

export interface Viewport {
  readonly width?: number;
  readonly height?: number;
  readonly mobile?: boolean;
  readonly dark?: boolean;
}

export interface Tab {
  /** The value of an expression in the page, awaited. Throws what it throws. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** Waits until the expression is true; throws after ten seconds. */
  until(expression: string): Promise<void>;
  /** Moves the pointer over the middle of the first element of that selector, which is scrolled to. */
  hover(selector: string): Promise<void>;
  click(selector: string): Promise<void>;
  press(key: string): Promise<void>;
  type(text: string): Promise<void>;
  look(viewport: Viewport): Promise<void>;
  /** A PNG of the viewport, or of the whole page. */
  screenshot(path: string, whole?: boolean): Promise<void>;
  /** Everything that the console said, and every exception. */
  readonly said: readonly string[];
  /** Every address that was asked for, the page's own first. */
  readonly requested: readonly string[];
  close(): Promise<void>;
}

type Message = { readonly id?: number; readonly method?: string; readonly sessionId?: string; readonly params?: Parameters; readonly result?: Parameters; readonly error?: { readonly message: string } };
type Parameters = Readonly<Record<string, unknown>>;

export async function startBrowser(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'evoke-chromium-'));
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking', `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'];
  const child = spawn(program, flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const input = child.stdio[3] as Writable;
  const waiting = new Map<number, { readonly resolve: (result: Parameters) => void; readonly reject: (error: Error) => void }>();
  const listeners = new Map<string, (method: string, params: Parameters) => void>();
  let last = 0;
  let text = '';
  (child.stdio[4] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
    const messages = (text + chunk).split('\0');
    text = messages.pop()!;
    for (const message of messages) receive(JSON.parse(message) as Message);
  });
  child.once('exit', () => { for (const { reject } of waiting.values()) reject(new Error('Chromium ended')); });

  function receive({ id, method, sessionId, params, result, error }: Message): void {
    if (id === undefined) return listeners.get(sessionId ?? '')?.(method!, params ?? {});
    if (error) waiting.get(id)?.reject(new Error(error.message));
    else waiting.get(id)?.resolve(result ?? {});
    waiting.delete(id);
  }
  function send<Result>(method: string, params: Parameters = {}, sessionId?: string): Promise<Result> {
    const id = ++last;
    return new Promise<Parameters>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      input.write(`${JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) })}\0`);
    }) as Promise<Result>;
  }

  return {
    async open(url, viewport = {}) {
      const { targetId } = await send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
      const tab = tabOf((method, params) => send(method, params, sessionId), () => send('Target.closeTarget', { targetId }));
      listeners.set(sessionId, tab.hear);
      for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`, {}, sessionId);
      await tab.look(viewport);
      await send('Page.navigate', { url }, sessionId);
      await tab.until('document.readyState === "complete" && location.href !== "about:blank"');
      return tab;
    },
    async close() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await gone;
      await removed(profile);
    },
  };
}

type Send = <Result>(method: string, params?: Parameters) => Promise<Result>;

/** Keys that no character is typed by. */
const keys: Readonly<Record<string, { readonly code: number; readonly text?: string }>> = {
  Tab: { code: 9 }, Enter: { code: 13, text: '\r' }, Escape: { code: 27 }, End: { code: 35 }, Home: { code: 36 }, ArrowLeft: { code: 37 }, ArrowRight: { code: 39 },
};

function tabOf(send: Send, close: () => Promise<unknown>): Tab & { hear(method: string, params: Parameters): void } {
  const said: string[] = [];
  const requested: string[] = [];
  const evaluate = async <Value>(expression: string): Promise<Value> => {
    const { result, exceptionDetails } = await send<{ result: { value: Value }; exceptionDetails?: { exception?: { description?: string }; text: string } }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  const middle = (selector: string) => evaluate<{ x: number; y: number }>(`new Promise((resolve) => {
    const element = document.querySelector(${JSON.stringify(selector)});
    element.scrollIntoView({ block: 'center', behavior: 'instant' });
    requestAnimationFrame(() => requestAnimationFrame(() => { const { left, top, width, height } = element.getBoundingClientRect(); resolve({ x: left + width / 2, y: top + height / 2 }); }));
  })`);
  const mouse = (type: string, place: { x: number; y: number }, more: Parameters = {}) => send('Input.dispatchMouseEvent', { type, ...place, ...more });
  return {
    said, requested, evaluate,
    hear(method, params) {
      if (method === 'Network.requestWillBeSent') requested.push((params['request'] as { url: string }).url);
      if (method === 'Runtime.consoleAPICalled' || method === 'Runtime.exceptionThrown' || method === 'Log.entryAdded') said.push(JSON.stringify(params));
    },
    async until(expression) {
      const end = Date.now() + 10_000;
      while (!(await evaluate<boolean>(expression))) {
        if (Date.now() > end) throw new Error(`still not so after ten seconds: ${expression}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async hover(selector) {
      await mouse('mouseMoved', { x: 1, y: 1 });
      await mouse('mouseMoved', await middle(selector));
    },
    async click(selector) {
      const place = await middle(selector);
      await mouse('mouseMoved', place);
      for (const type of ['mousePressed', 'mouseReleased']) await mouse(type, place, { button: 'left', clickCount: 1 });
    },
    async press(key) {
      const { code, text } = keys[key]!;
      const pressed = { key, code: key, windowsVirtualKeyCode: code };
      await send('Input.dispatchKeyEvent', { type: 'keyDown', ...pressed, ...(text !== undefined && { text }) });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', ...pressed });
    },
    async type(text) {
      await send('Input.insertText', { text });
    },
    async look({ width = 1280, height = 900, mobile = false, dark = false }) {
      await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: mobile ? 2 : 1, mobile });
      await send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }] });
    },
    async screenshot(path, whole = false) {
      const { cssContentSize } = await send<{ cssContentSize: { width: number; height: number } }>('Page.getLayoutMetrics');
      const clip = whole ? { clip: { x: 0, y: 0, ...cssContentSize, scale: 1 }, captureBeyondViewport: true } : {};
      const { data } = await send<{ data: string }>('Page.captureScreenshot', { format: 'png', ...clip });
      writeFileSync(path, Buffer.from(data, 'base64'));
    },
    async close() {
      await close();
    },
  };
}

/** A helper of the browser's that outlives it for a moment may still write: what it writes meanwhile is removed with the rest. */
async function removed(folder: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return rmSync(folder, { recursive: true, force: true });
    } catch (thrown) {
      if (tries === 50) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
