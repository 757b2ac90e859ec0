/**
 * A run as rows that mean the same in every database. Keys are numbers that each file gives for itself, so a kernel and a
 * workload are named by their content, an arm by its name and an edit by its id, which is a hash of all it says.
 */
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { toJson } from './encoding.ts';

/** Tables whose rows hang from an arm. */
export const ARM_TABLES = [
  'individual', 'individual_edit', 'parent', 'evaluation', 'sample', 'generation', 'operator_credit', 'promotion',
] as const;

export type ArmTable = (typeof ARM_TABLES)[number];

export type Value = string | number | Buffer | null;
export type Row = Readonly<Record<string, Value>>;

/** The run with `kernel` and `workload` as their content; everything an arm recorded, a table at a time. */
export interface PortableRun {
  readonly run: Row;
  readonly arms: readonly string[];
  /** All that its individuals carry, `kernel` left out. */
  edits(): IterableIterator<Row>;
  /** In the order of the primary key, `arm` left out, `edit` by its id. */
  rows(arm: string, table: ArmTable): IterableIterator<Row>;
}

export function portableRun(database: Database, id: string): PortableRun {
  const run = database.prepare<[string], Row>(`
    SELECT run.*, kernel.content AS kernel, workload.content AS workload
    FROM run JOIN kernel ON kernel.key = run.kernel JOIN workload ON workload.key = run.workload WHERE run.id = ?`).get(id)!;
  const arms = database.prepare<[string], { key: number; name: string }>('SELECT key, name FROM arm WHERE run = ? ORDER BY name').all(id);
  return {
    run,
    arms: arms.map(({ name }) => name),
    edits: () => database.prepare<[string], Row>(`
      SELECT id, operator, target, choices, repairs FROM edit
      WHERE key IN (SELECT edit FROM individual_edit JOIN arm ON arm.key = arm WHERE arm.run = ?) ORDER BY key`).iterate(id),
    rows(arm, table) {
      const { key } = arms.find(({ name }) => name === arm)!;
      const columns = columnsOf(database, table);
      const told = columns.filter(({ name }) => name !== 'arm').map(({ name }) => (name === 'edit' ? 'edit.id AS edit' : `${table}.${name}`));
      const order = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk).map(({ name }) => `${table}.${name}`);
      const edits = columns.some(({ name }) => name === 'edit') ? `JOIN edit ON edit.key = ${table}.edit` : '';
      return database.prepare<[number], Row>(`SELECT ${told.join(', ')} FROM ${table} ${edits} WHERE ${table}.arm = ? ORDER BY ${order.join(', ')}`).iterate(key);
    },
  };
}

export function columnsOf(database: Database, table: string): { readonly name: string; readonly pk: number }[] {
  return database.pragma(`table_info(${table})`) as { name: string; pk: number }[];
}

/** A hash of each table's share of the run: two runs are the same if all of them are. */
export function digestsOf({ run, arms, rows }: PortableRun): Map<string, string> {
  const digest = (portions: Iterable<Row>) => {
    const hash = createHash('sha256');
    for (const row of portions) hash.update(`${toJson(Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('base64') : value)))}\n`);
    return hash.digest('hex');
  };
  return new Map([
    ['run', digest([run])],
    ...ARM_TABLES.map((table) => [table, arms.map((arm) => `${arm} ${digest(rows(arm, table))}`).join()] as const),
  ]);
}
