import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readlinkSync, renameSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isAlive, thisProcess } from './process.ts';

/**
 * What exists for a while: a folder to work in, a file until it is whole. It goes when its work is done, and when its process
 * is asked to end. Nobody can do that for a process that is killed, so its name tells whose it is, and the next process that
 * works in the same place takes it away.
 */

/** A folder of this process's own. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

/** Makes a folder in `parent`, called `evoke-PURPOSE-…`, hidden where it lies among a user's files. */
export function temporaryFolder(purpose: string, parent?: string): TemporaryFolder {
  const place = parent ?? tmpdir();
  removeLeftovers(place);
  const path = mkdtempSync(join(place, `${parent === undefined ? '' : '.'}evoke-${purpose}-${owner()}-`));
  const letGo = hold(path);
  return {
    path,
    remove() {
      rmSync(path, { recursive: true, force: true });
      letGo();
    },
  };
}

let partials = 0;

/** A name beside `path`, under which that file is written until it is whole. */
export function partialName(path: string): string {
  removeLeftovers(dirname(path));
  return join(dirname(path), `.evoke-partial-${owner()}-${(partials += 1)}`);
}

/** Until it is let go, `path` is taken away with all in it, and what SQLite keeps beside a database, if this process is asked to end. */
export function hold(path: string): () => void {
  return atEnd(() => {
    rmSync(path, { recursive: true, force: true });
    for (const beside of ['-wal', '-shm']) rmSync(`${path}${beside}`, { force: true });
  });
}

/** Does what is left to do if this process is asked to end, unless that is called off before. */
export function atEnd(act: () => void): () => void {
  listen();
  const own = () => act();
  left.add(own);
  return () => {
    left.delete(own);
    // a signal that came while the work was done in one go is still on its way
    if (left.size === 0) setTimeout(() => { if (left.size === 0) stopListening(); }, 100).unref();
  };
}

/** Two machines, or two containers, may share a folder: a pid says nothing to the other. */
const machine = (() => {
  let space = '';
  try {
    space = readlinkSync('/proc/self/ns/pid');
  } catch {
    // where there is none, the machine's name has to do
  }
  return createHash('sha256').update(`${hostname()} ${space}`).digest('hex').slice(0, 8);
})();

function owner(): string {
  const { pid, started } = thisProcess();
  return `${pid}-${started || '0'}-${machine}`;
}

const seen = new Set<string>();

/** Names that are given here, with process, its start and machine. */
const owned = /^\.?evoke-[a-z]+-(\d+)-(\d+)-([0-9a-f]{8})-/;

/** Whether a file or folder of this name is somebody's who has not done with it, or was killed over it. */
export function isTemporary(name: string): boolean {
  return owned.test(name);
}

/** Takes away what dead processes left in a folder. Looks there once: what a process is killed over later, the next one finds. */
export function removeLeftovers(folder: string): void {
  if (seen.has(resolve(folder))) return;
  seen.add(resolve(folder));
  for (const name of namesIn(folder)) {
    const [, pid, started, theirs] = owned.exec(name) ?? [];
    if (theirs !== machine || isAlive({ pid: Number(pid), host: hostname(), started: started === '0' ? '' : started! })) continue;
    const path = join(folder, name);
    try {
      if (lstatSync(path).uid !== process.getuid?.()) continue;
      putBack(path, folder);
      rmSync(path, { recursive: true, force: true });
    } catch {
      // somebody else took it away, or it cannot be: no harm to us
    }
  }
}

/** What a process was about to replace it first lays into a folder `aside` of its own: if nothing took the place, it is the user's. */
function putBack(path: string, folder: string): void {
  for (const name of namesIn(join(path, 'aside'))) {
    if (!existsSync(join(folder, name))) renameSync(join(path, 'aside', name), join(folder, name));
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // a folder that can be written but not read, or none
  }
}

const left = new Set<() => void>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function listen(): void {
  if (process.listeners('exit').includes(tidy)) return;
  process.on('exit', tidy);
  for (const signal of signals) process.on(signal, leave);
}

function stopListening(): void {
  process.off('exit', tidy);
  for (const signal of signals) process.off(signal, leave);
}

/** Does what the signal does where nobody listens, once all is tidy. Where somebody else listens, it is theirs to say what it means. */
function leave(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  tidy();
  stopListening();
  process.kill(process.pid, signal);
}

function tidy(): void {
  for (const act of left) act();
}
