import { accessSync, constants, existsSync, mkdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError, messageOf } from './errors.ts';
import { partialName } from './temporary.ts';

/** Reading and writing files so that a user sees one line and never half a file. */

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many open files',
  EFBIG: 'the file grew too large',
  EIO: 'the disk reports an error',
  ELOOP: 'its symbolic links go round in a circle',
  ENAMETOOLONG: 'the name is too long',
};

/** The error of a file operation as one line; what is no trouble with a file comes back as it was thrown. */
export function fileProblem(thrown: unknown, action: 'read' | 'write', path: string, advice?: string): unknown {
  const code = (thrown as { code?: unknown }).code;
  if (thrown instanceof UserError || typeof code !== 'string') return thrown;
  const reason = reasons[code];
  return reason === undefined ? thrown : new UserError(`cannot ${action} ${path}: ${reason}${advice === undefined ? '' : `; ${advice}`}`, { cause: messageOf(thrown) });
}

/** Writes a whole file or none. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const partial = partialName(path);
  try {
    writeFileSync(partial, content);
    renameSync(partial, path);
  } catch (thrown) {
    rmSync(partial, { force: true });
    throw fileProblem(thrown, 'write', path);
  }
}

/** UserError where a file cannot be written, or would take the place of one that is still needed. Writes nothing. */
export function refuseUnwritable(path: string, needed: readonly string[]): void {
  if (needed.some((each) => resolve(each) === resolve(path))) throw new UserError(`${path} is what is read; name another file to write`);
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new UserError(`cannot write ${path}: it is a directory; name a file in it`);
    accessSync(dirname(resolve(path)), constants.W_OK);
  } catch (thrown) {
    throw fileProblem(thrown, 'write', path, 'name a file in a folder that you may write');
  }
}

/** Makes a folder and those above it; says which it made, the topmost first. */
export function makeFolder(path: string): string[] {
  try {
    return makeFolders(path);
  } catch (thrown) {
    throw fileProblem(thrown, 'write', (thrown as { path?: string }).path ?? path);
  }
}

/**
 * The same, but throws the error of the file system. Not by Node's own recursion, which never ends where a file system
 * refuses (/proc) and calls a read-only one a missing folder.
 */
export function makeFolders(path: string): string[] {
  if (existsSync(path)) return [];
  const above = dirname(path) === path ? [] : makeFolders(dirname(path));
  try {
    mkdirSync(path);
    return [...above, path];
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === 'EEXIST') return above; // another made it meanwhile
    removeEmpty(above);
    throw thrown;
  }
}

/** Takes back folders that `makeFolder` made; one that somebody has used since stays. */
export function removeEmpty(folders: readonly string[]): void {
  for (const folder of folders.toReversed()) {
    try {
      rmdirSync(folder);
    } catch {
      return;
    }
  }
}
