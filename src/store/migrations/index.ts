/**
 * All migrations in order: version n of the database is what the first n of them made. A migration that was ever
 * released is never edited; a change of the schema is a new file at the end of this list.
 */
import { runs } from './001-runs.ts';
import { lineage } from './002-lineage.ts';
import { evaluations } from './003-evaluations.ts';
import { progress } from './004-progress.ts';
import type { Migration } from './migration.ts';

export type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [runs, lineage, evaluations, progress];
