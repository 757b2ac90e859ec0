import { accessSync, constants, mkdirSync, readFileSync, readdirSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { messageOf, UserError } from '../util/errors.ts';
import { makeFolders } from '../util/files.ts';
import { removeLeftovers, temporaryFolder } from '../util/temporary.ts';

/**
 * A package appears in its folder whole or not at all: it is written into a folder beside, which then takes the name.
 * `evoke.json` in it says what it is and which files are ours, so that a later export may replace those and nothing else.
 */
const markerName = 'evoke.json';

export interface Marker {
  readonly format: string;
  readonly files: readonly string[];
}

/** What a folder says of itself; null if it is no export. */
export function readMarker(folder: string): Marker | null {
  try {
    const marker = JSON.parse(readFileSync(join(folder, markerName), 'utf8')) as Partial<Marker>;
    return typeof marker.format === 'string' && Array.isArray(marker.files) ? (marker as Marker) : null;
  } catch {
    return null;
  }
}

/** UserError where `folder` could not be written: something else is in it or in its way, or its place is not writable. */
export function refuseUnusable(folder: string): void {
  if (folder.trim() === '') throw new UserError('the folder to export to has no name; give --out a folder');
  const existing = statusOf(folder);
  if (existing === 'file') throw new UserError(`${folder} is a file; give --out a new folder, an empty one or an earlier export`);
  if (existing === 'folder') {
    const foreign = foreignFile(folder);
    if (foreign !== undefined) throw new UserError(`${folder} holds ${foreign}, which is not of an earlier export; give --out a new folder, an empty one or an earlier export`);
  }
  let parent = dirname(resolve(folder));
  while (statusOf(parent) === 'nothing' && parent !== dirname(parent)) parent = dirname(parent);
  if (statusOf(parent) === 'file') throw new UserError(`cannot write ${folder}: ${parent} is a file; give --out another folder`);
  attempt(folder, () => accessSync(parent, constants.W_OK | constants.X_OK));
}

/** Writes a package with its marker. UserError, and nothing left behind, where that cannot be done. */
export function writePackage(
  out: string, texts: Readonly<Record<string, string>>, about: Readonly<Record<string, unknown>>,
): { folder: string; files: string[] } {
  removeLeftovers(dirname(resolve(out)));
  refuseUnusable(out);
  const files = [...Object.keys(texts), markerName];
  const marker = `${JSON.stringify({ ...about, files }, null, 2)}\n`;
  return attempt(out, () => {
    makeFolders(dirname(resolve(out)));
    const replaced = statusOf(out) === 'folder';
    const folder = replaced ? realpathSync(out) : resolve(out);
    const { path: workshop, remove } = temporaryFolder('export', dirname(folder));
    try {
      const made = join(workshop, 'new');
      mkdirSync(made);
      for (const [name, text] of [...Object.entries(texts), [markerName, marker] as const]) {
        mkdirSync(dirname(join(made, name)), { recursive: true });
        writeFileSync(join(made, name), text);
      }
      const earlier = join(workshop, 'aside', basename(folder));
      if (replaced) {
        mkdirSync(dirname(earlier));
        renameSync(folder, earlier);
      }
      try {
        renameSync(made, folder);
      } catch (thrown) {
        if (replaced) renameSync(earlier, folder);
        throw thrown;
      }
    } finally {
      remove();
    }
    return { folder, files };
  });
}

/** A file that Evoke did not write and so must not take away. */
function foreignFile(folder: string): string | undefined {
  const ours = new Set(readMarker(folder)?.files ?? []);
  return attempt(folder, () => filesIn(folder)).find((name) => !ours.has(name) && !isMade(name));
}

/** Paths of all files, relative to the folder; an empty folder by its own name. */
function filesIn(folder: string, within = ''): string[] {
  return readdirSync(join(folder, within), { withFileTypes: true }).flatMap((entry) => {
    const path = join(within, entry.name);
    if (!entry.isDirectory()) return [path];
    const inside = filesIn(folder, path);
    return inside.length === 0 ? [path] : inside;
  });
}

/** What Python, pip, CMake and npm leave in a package that they run, install or build as its README says. */
function isMade(path: string): boolean {
  const parts = path.split('/');
  return parts.includes('__pycache__') || parts[0] === 'build' || parts[0]!.endsWith('.egg-info') || parts[0] === 'node_modules' || path === 'package-lock.json';
}

function statusOf(path: string): 'nothing' | 'file' | 'folder' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'nothing';
  }
}

function attempt<T>(folder: string, action: () => T): T {
  try {
    return action();
  } catch (thrown) {
    if (!(thrown instanceof Error && 'syscall' in thrown)) throw thrown;
    throw new UserError(`cannot write ${folder}: ${messageOf(thrown)}; give --out a folder that can be written`, { cause: thrown });
  }
}
