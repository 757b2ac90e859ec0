import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeDatabases, openStore, STALE_AFTER_MS, type Store } from '../../src/store/index.ts';
import { ARM_TABLES } from '../../src/store/portable-run.ts';
import { migrate } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { buildStore, type BuiltStore } from './fixtures/build.ts';
import { edit, individual, LATER, newRun, NOON, temporaryFolder, temporaryStore } from './fixtures/records.ts';
import { genomes, tellStory } from './fixtures/story.ts';

const options = { now: LATER, waitMs: 1000 };

/** A database with the story's run, ended unless told otherwise. */
function database(path: string, { ended = true, others = 0 } = {}): string {
  const store = openStore(path);
  for (let at = 0; at < others; at++) store.runs.create(newRun({ seed: 1000 + at })); // keys of the two databases differ
  const run = tellStory(store, { seed: others });
  if (ended) store.runs.finish(run, { status: 'finished', finished: LATER, stopReason: 'evaluations', result: { speedup: 2, odd: Number.NaN } });
  store.close();
  return run;
}

/** All that a store can say about a run. */
function told(store: Store, run: string) {
  return {
    summary: store.reports.runSummary(run),
    individuals: genomes.map((_, number) => store.reports.individual(run, number)),
    survivors: store.reports.survivingEdits(run),
    generations: store.progress.generations(run, 'evolution'),
    promotions: store.progress.promotions(run, 'evolution'),
    others: store.evaluations.find(run, 'random', 'screen', 'key-0'),
  };
}

/** What a database was, byte for byte; without what SQLite keeps beside it. */
const bytes = (path: string) => readFileSync(path).toString('base64');

let built: BuiltStore;
beforeAll(() => {
  built = buildStore();
});
afterAll(() => built.dispose());

describe('merging databases', () => {
  it('takes every run with all that is known of it, under keys of the new file, and leaves the sources as they are', async () => {
    const folder = temporaryFolder();
    const [one, other, into] = ['one.db', 'other.db', 'made/all.db'].map((name) => join(folder, name)) as [string, string, string];
    const runs = [database(one), database(other, { others: 2 })] as const;
    const before = [one, other].map(bytes);
    const merged = await mergeDatabases([one, other], into, options);
    expect([one, other].map(bytes)).toEqual(before);
    expect(merged).toMatchObject({ into, runs: 4, sources: [{ path: one, taken: [runs[0]], held: [], interrupted: [] }, { path: other, held: [] }] });
    expect(merged.sources[1]!.taken).toHaveLength(3);
    expect(merged.sources[1]!.interrupted).toHaveLength(2); // begun, and never ended
    expect(readdirSync(join(folder, 'made'))).toEqual(['all.db']);
    const all = temporaryStore({ readonly: true }, into);
    for (const [at, run] of runs.entries()) {
      const source = temporaryStore({ readonly: true }, [one, other][at]);
      expect(told(all, run)).toEqual(told(source, run));
    }
    const file = new SQLite(into, { readonly: true });
    expect(file.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(file.pragma('foreign_key_check')).toEqual([]);
    expect(file.prepare('SELECT count(*) FROM kernel').pluck().get()).toBe(1); // one text, kept once
    file.close();
  });

  it('can go on in the new database', async () => {
    const folder = temporaryFolder();
    const run = database(join(folder, 'one.db'), { ended: false });
    await mergeDatabases([join(folder, 'one.db')], join(folder, 'all.db'), options);
    const store = temporaryStore({}, join(folder, 'all.db'));
    expect(store.runs.get(run).status).toBe('interrupted');
    store.runs.claim(run, LATER);
    expect(store.lineage.add(run, 'evolution', { ...individual(0), genome: [edit('new')] })).toBe(genomes.length);
  });

  it('takes a run once that two databases hold alike, even if one of them is a merged one', async () => {
    const folder = temporaryFolder();
    const [one, all, again] = ['one.db', 'all.db', 'again.db'].map((name) => join(folder, name)) as [string, string, string];
    const run = database(one, { ended: false });
    await mergeDatabases([one], all, options);
    expect(await mergeDatabases([all, one], again, options)).toMatchObject({ runs: 1, sources: [{ taken: [run], held: [] }, { taken: [], held: [run] }] });
  });

  it('refuses a run that two databases hold with different content, and says in what', async () => {
    const folder = temporaryFolder();
    const [one, other] = ['one.db', 'other.db'].map((name) => join(folder, name)) as [string, string];
    const run = database(one);
    await mergeDatabases([one], other, options);
    const store = openStore(other);
    store.lineage.add(run, 'evolution', { ...individual(0), genome: [edit('late')] });
    store.close();
    await expect(mergeDatabases([one, other], join(folder, 'all.db'), options)).rejects.toThrow(
      `run ${run} is in ${one} and in ${other} with different content (individual, individual_edit); leave one of the two out`,
    );
    expect(readdirSync(folder).filter((name) => name.startsWith('all'))).toEqual([]);
  });

  it('refuses a run that still goes on; one of another machine counts as gone after its silence', async () => {
    const path = join(temporaryFolder(), 'one.db');
    const here = temporaryStore({}, path);
    const run = here.runs.create(newRun());
    await expect(mergeDatabases([path], `${path}.all`, options)).rejects.toThrow(`run ${run} in ${path} is still running (process ${process.pid} on `);
    here.close();
    const there = temporaryStore({ self: { pid: 42, host: 'another-machine', started: '1' } }, path);
    there.runs.claim(run, NOON);
    await expect(mergeDatabases([path], `${path}.all`, options)).rejects.toThrow(`run ${run} in ${path} is still running (process 42 on another-machine)`);
    const now = new Date(Date.parse(NOON) + STALE_AFTER_MS).toISOString();
    expect((await mergeDatabases([path], `${path}.all`, { now })).sources[0]).toMatchObject({ interrupted: [run] });
  });

  it('keeps the first finding of a program that died', async () => {
    const folder = temporaryFolder();
    const paths = ['one.db', 'other.db'].map((name, at) => {
      const path = join(folder, name);
      const store = openStore(path);
      const run = store.runs.create(newRun({ seed: at }));
      store.knownOutcomes.record({ text: 'both', device: 'd', toolchain: 't' }, { kind: 'crashed', detail: name }, run, NOON);
      store.knownOutcomes.record({ text: name, device: 'd', toolchain: 't' }, { kind: 'crashed', detail: name }, run, NOON);
      store.close();
      return path;
    });
    await mergeDatabases(paths, join(folder, 'all.db'), options);
    const { knownOutcomes } = temporaryStore({ readonly: true }, join(folder, 'all.db'));
    expect(['both', 'one.db', 'other.db'].map((text) => knownOutcomes.find({ text, device: 'd', toolchain: 't' }))).toMatchObject([{ detail: 'one.db' }, { detail: 'one.db' }, { detail: 'other.db' }]);
  });

  it('ends on Ctrl-C in the midst of it, and leaves nothing', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'one.db');
    database(path);
    const { signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', `
      import { existsSync, readdirSync } from 'node:fs';
      import { mergeDatabases } from ${JSON.stringify(built.module)};
      setImmediate(() => {
        if (readdirSync(${JSON.stringify(folder)}).some((name) => name.includes('partial'))) process.kill(process.pid, 'SIGINT');
      });
      await mergeDatabases([${JSON.stringify(path)}], ${JSON.stringify(join(folder, 'all.db'))}, ${JSON.stringify(options)});
    `], { encoding: 'utf8' });
    expect({ signal, stderr }).toEqual({ signal: 'SIGINT', stderr: '' });
    expect(readdirSync(folder).filter((name) => !name.startsWith('one.db'))).toEqual([]);
  });

  it.each([4, 24, 64])('says in one line that there is no room, names the new file and leaves nothing, where a file may have %i KiB', (limit) => {
    const folder = temporaryFolder();
    const [path, into] = ['one.db', 'all.db'].map((name) => join(folder, name)) as [string, string];
    database(path);
    const text = `
      import { mergeDatabases } from ${JSON.stringify(built.module)};
      await mergeDatabases([${JSON.stringify(path)}], ${JSON.stringify(into)}, ${JSON.stringify(options)}).catch(({ name, message }) => console.log(name + ': ' + message));
    `;
    // The signal that a file has grown too large is ignored, so that the write fails instead.
    const { stdout } = spawnSync('bash', ['-c', `trap '' XFSZ; ulimit -f ${limit}; exec "$@"`, 'bash', process.execPath, '--input-type=module', '-e', text], { encoding: 'utf8' });
    expect(stdout).toBe(`UserError: the disk under ${into} is full or failed, nothing was written; free some space and merge again\n`);
    expect(readdirSync(folder).filter((name) => !name.startsWith('one.db'))).toEqual([]);
  });

  it('knows every table of the schema', () => {
    const file = new SQLite(':memory:');
    migrate(file, 'memory');
    const tables = file.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    file.close();
    const others = ['kernel', 'workload', 'run', 'owner', 'arm', 'edit', 'known_outcome'];
    expect(tables.toSorted()).toEqual([...ARM_TABLES, ...others].sort()); // a new table must be merged too
  });
});

describe('is refused, and leaves nothing behind', () => {
  const folder = () => {
    const path = temporaryFolder();
    database(join(path, 'one.db'));
    return (name: string) => join(path, name);
  };

  it('a target that is there', async () => {
    const at = folder();
    await expect(mergeDatabases([at('one.db')], at('one.db'), options)).rejects.toThrow(`${at('one.db')} is there already; name a new file with --into`);
  });

  it.each([
    ['that is missing', () => {}, /^there is no database at .*bad\.db/],
    ['of another program', (path: string) => new SQLite(path).exec('CREATE TABLE other (a)').close(), /bad\.db is a SQLite database of another program/],
    ['that is none', (path: string) => writeFileSync(path, 'no database, but long enough to look like one'.repeat(100)), /bad\.db is not a database/],
    ['of an older version', (path: string) => {
      const old = new SQLite(path);
      migrate(old, path, migrations.slice(0, 2));
      old.close();
    }, /^.*bad\.db is a database of version 2, this program merges version \d+; bring it there with 'evoke runs --db .*bad\.db'$/],
    ['of a newer version', (path: string) => {
      database(path);
      const newer = new SQLite(path);
      newer.pragma('user_version = 99');
      newer.close();
    }, /bad\.db is a database of version 99, this program knows versions up to/],
  ])('a database %s', async (_name, make, message) => {
    const at = folder();
    make(at('bad.db'));
    await expect(mergeDatabases([at('one.db'), at('bad.db')], at('made/all.db'), options)).rejects.toThrow(message);
    expect(existsSync(at('made'))).toBe(false);
  });

  it('a folder that cannot be made', async () => {
    const at = folder();
    await expect(mergeDatabases([at('one.db')], at('one.db/all.db'), options)).rejects.toThrow(/^cannot write .*all\.db: .* is a file, not a directory$/);
    await expect(mergeDatabases([at('one.db')], '/proc/evoke/all.db', options)).rejects.toThrow(/^cannot write \/proc\/evoke: /);
  });
});
