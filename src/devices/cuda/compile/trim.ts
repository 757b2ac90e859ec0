import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isTemporary } from '../../../util/temporary.ts';

/** Bytes that a file takes of the disk: whole blocks, on most file systems. */
export function onDisk(bytes: number): number {
  return 4096 * Math.ceil(bytes / 4096);
}

/**
 * Removes files of these folders, those used longest ago first (by the time that they bear), until the rest takes at most so
 * many bytes of the disk. Several processes may do so at once: each takes a file that another has taken first for gone, and
 * one that must not be removed for somebody else's. What another is writing now stays.
 */
export function trim(folders: readonly string[], mostBytes: number): void {
  const all = folders.flatMap(filesIn);
  const newest = all.reduce((time, { used }) => Math.max(time, used), 0);
  const files = all.filter(({ path, used }) => !isTemporary(basename(path)) || used < newest - abandonedAfterMs);
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes <= mostBytes) return;
  for (const file of files.sort((a, b) => a.used - b.used)) {
    if (bytes <= mostBytes) return;
    if (!heeded(() => rmSync(file.path, { force: true }))) continue;
    bytes -= file.bytes;
  }
}

/** Writing takes milliseconds; a process that was ended over it leaves its file for good. */
const abandonedAfterMs = 3_600_000;

function filesIn(folder: string): { readonly path: string; readonly bytes: number; readonly used: number }[] {
  let names: string[] = [];
  heeded(() => (names = readdirSync(folder)));
  return names.flatMap((name) => {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() === true ? [{ path, bytes: onDisk(stat.size), used: stat.mtimeMs }] : [];
  });
}

/** Whether the file system did it. */
function heeded(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (thrown) {
    if (typeof (thrown as { code?: unknown }).code !== 'string') throw thrown;
    return false;
  }
}
