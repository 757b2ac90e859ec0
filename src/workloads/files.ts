import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError, messageOf } from '../util/errors.ts';

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
};

/** The error of a file operation as one line; what is no trouble with a file comes back as it was thrown. */
export function fileProblem(thrown: unknown, action: 'read' | 'write', path: string): unknown {
  const code = (thrown as { code?: unknown }).code;
  if (thrown instanceof UserError || typeof code !== 'string') return thrown;
  const reason = reasons[code];
  return reason === undefined ? thrown : new UserError(`cannot ${action} ${path}: ${reason}`, { cause: messageOf(thrown) });
}

/** The name under which a file is written until it is whole. */
export function partialName(path: string): string {
  return `${path}.partial-${process.pid}`;
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

/** Makes a folder and those above it. Not by Node's own recursion, which never ends where a file system refuses (/proc). */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code !== 'EEXIST') throw fileProblem(thrown, 'write', path);
  }
}
