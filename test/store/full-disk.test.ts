import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Store, StoreOptions } from '../../src/store/index.ts';
import { UserError } from '../../src/util/errors.ts';
import { atEnd, evaluation, newRun, NOON, temporaryFolder, temporaryStore } from './fixtures/records.ts';

const size = 50;

/** Writes batches until one does not fit; how many did, and what was said. */
function fill(store: Store, run: string): { batches: number; message: string } {
  for (let batch = 0; ; batch++) {
    try {
      store.transaction(() => {
        for (let at = 0; at < size; at++) {
          const number = store.evaluations.count(run, 'evolution');
          store.evaluations.record(
            run,
            'evolution',
            evaluation(number, { outcome: { kind: 'crashed', detail: 'x'.repeat(1000) } }),
          );
        }
      });
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(UserError);
      return { batches: batch, message: (thrown as UserError).message };
    }
  }
}

function expectWhole(store: Store, path: string, run: string, batches: number, more = 0): void {
  expect(store.evaluations.count(run, 'evolution')).toBe(batches * size + more);
  const file = new SQLite(path, { readonly: true });
  expect(file.pragma('integrity_check', { simple: true })).toBe('ok');
  file.close();
}

/** A place with room for about 1 MB, and a way to make more. */
interface Disk {
  readonly path: string;
  readonly options: StoreOptions;
  enlarge(): void;
}

function limitedFile(): Disk {
  return { path: join(temporaryFolder(), 'evoke.db'), options: { maxPages: 256 }, enlarge: () => {} };
}

/** A file system of 1 MB; where this user may not mount one, a file that SQLite keeps to that size. */
function smallFileSystem(): Disk {
  const folder = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return limitedFile();
  }
  atEnd(() => execFileSync('umount', ['-l', folder]));
  return {
    path: join(folder, 'evoke.db'),
    options: {},
    enlarge: () => execFileSync('mount', ['-o', 'remount,size=8m', folder]),
  };
}

describe.each([
  ['a file that may not grow', limitedFile],
  ['a full file system', smallFileSystem],
])('%s', (_name, makeDisk) => {
  it('ends in one line, keeps all batches before, and the run goes on once there is room', () => {
    const { path, options, enlarge } = makeDisk();
    const store = temporaryStore(options, path);
    const run = store.runs.create(newRun());
    const { batches, message } = fill(store, run);
    expect(batches).toBeGreaterThan(0);
    expect(message).toBe(
      `the disk is full: the last batch did not fit into ${path}; all batches before it are kept, free some space and go on with \`evoke resume\``,
    );
    expectWhole(store, path, run, batches);
    store.close();

    enlarge();
    const again = temporaryStore({}, path);
    again.runs.claim(run, NOON);
    again.evaluations.record(run, 'evolution', evaluation(batches * size));
    expectWhole(again, path, run, batches, 1);
  });
});

describe('no room at all', () => {
  it('says so when the database is made', () => {
    const path = join(temporaryFolder(), 'evoke.db');
    expect(() => temporaryStore({ maxPages: 4 }, path)).toThrow('the disk is full');
    expect(temporaryStore({}, path).reports.listRuns()).toEqual([]);
  });
});
