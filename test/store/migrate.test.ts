import { join } from 'node:path';
import SQLite, { type Database } from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate, VERSION, versionOf } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { atEnd, evaluation, individual, newRun, temporaryFolder, temporaryStore } from './fixtures/records.ts';

function database(path = ':memory:'): Database {
  const opened = new SQLite(path);
  atEnd(() => opened.close());
  return opened;
}

/** Everything a schema says, in any order, without the layout of its SQL. */
function schemaOf(one: Database): string[] {
  return (one.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name').pluck().all() as string[]).map(
    (sql) => sql.replace(/\s+/g, ' '),
  );
}

const versions = Array.from({ length: VERSION + 1 }, (_, version) => version);

describe('migrate', () => {
  it.each(versions)('brings version %i to the present schema', (version) => {
    const fresh = database();
    migrate(fresh, 'fresh');
    const old = database();
    migrate(old, 'old', migrations.slice(0, version));
    expect(versionOf(old, 'old')).toBe(version);
    migrate(old, 'old');
    expect(versionOf(old, 'old')).toBe(VERSION);
    expect(schemaOf(old)).toEqual(schemaOf(fresh));
    expect(old.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  it.each(versions.slice(1))('keeps what version %i held, and opening migrates', (version) => {
    const path = join(temporaryFolder(), 'old.db');
    const old = database(path);
    migrate(old, path, migrations.slice(0, version));
    old.exec(`
      INSERT INTO kernel (content, hash, name, file, text, signature, locations) VALUES ('c', 'h', 'k', 'f', 't', '{}', '{}');
      INSERT INTO workload (content, name, spec) VALUES ('c', 'w', '{"name":"w"}');
      INSERT INTO run (id, created, status, configuration, kernel, workload, device, toolchain, git, evoke_version, seed)
      VALUES ('r-000001', '2026-01-01T00:00:00Z', 'finished', '{}', 1, 1, '{"name":"model"}', 't', 'null', '0', 3);`);
    old.close();
    const store = temporaryStore({}, path);
    expect(store.runs.get('r-000001')).toMatchObject({ status: 'finished', seed: 3, kernel: { name: 'k' } });
    const run = store.runs.create(newRun());
    store.lineage.record(run, 'evolution', individual(0));
    store.evaluations.record(run, 'evolution', evaluation(0, { individual: 0 }));
    expect(store.evaluations.count(run, 'evolution')).toBe(1);
  });

  it('does it wholly or not at all', () => {
    const one = database();
    const broken = [
      ...migrations.slice(0, 1),
      { name: 'broken', sql: 'CREATE TABLE half (a INTEGER); CREATE TABLE half (a INTEGER);' },
    ];
    expect(() => migrate(one, 'x', broken)).toThrow(/already exists/);
    expect(schemaOf(one)).toEqual([]);
    expect(versionOf(one, 'x')).toBe(0);
  });

  it('refuses to leave dangling references', () => {
    const one = database();
    const careless = [...migrations, { name: 'careless', sql: `INSERT INTO arm (run, name) VALUES ('nobody', 'random');` }];
    expect(() => migrate(one, 'x', careless)).toThrow('left 1 dangling references');
    expect(schemaOf(one)).toEqual([]);
  });

  it('explains every table in the schema itself', () => {
    const one = database();
    migrate(one, 'x');
    const tables = one.prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'table'`).all() as {
      name: string;
      sql: string;
    }[];
    expect(tables.filter(({ sql }) => !/^CREATE TABLE \w+ \(\s*-- \w/.test(sql)).map(({ name }) => name)).toEqual([]);
  });
});
