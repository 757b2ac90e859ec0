import type { Migration } from './migration.ts';

/** How the search went: generation by generation, and who became the incumbent when. */
export const progress: Migration = {
  name: 'progress',
  sql: `
    CREATE TABLE generation (
      -- The state of a search at the end of a generation.
      arm INTEGER NOT NULL REFERENCES arm (key),
      number INTEGER NOT NULL,
      best INTEGER,                   -- individual; NULL: nobody lives yet
      best_speedup REAL,
      population TEXT NOT NULL,       -- JSON: individuals, island after island
      evaluations INTEGER NOT NULL,   -- so far
      elapsed_ms REAL NOT NULL,
      PRIMARY KEY (arm, number),
      FOREIGN KEY (arm, best) REFERENCES individual (arm, number) DEFERRABLE INITIALLY DEFERRED
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE operator_credit (
      -- What the operator bandit knew at the end of a generation.
      arm INTEGER NOT NULL,
      generation INTEGER NOT NULL,
      operator TEXT NOT NULL,
      tried INTEGER NOT NULL,         -- so far
      credit REAL NOT NULL,           -- sum of rewards so far
      PRIMARY KEY (arm, generation, operator),
      FOREIGN KEY (arm, generation) REFERENCES generation (arm, number) DEFERRABLE INITIALLY DEFERRED
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE promotion (
      -- An attempt to become the incumbent: measured against it, judged on the held-out set.
      arm INTEGER NOT NULL REFERENCES arm (key),
      evaluation INTEGER NOT NULL,    -- the one that decided
      individual INTEGER NOT NULL,
      incumbent INTEGER,              -- NULL: the unmodified kernel
      accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)),
      measurement TEXT NOT NULL,      -- JSON, without samples
      candidate BLOB NOT NULL,        -- samples, as in table sample
      baseline BLOB NOT NULL,
      held_out TEXT NOT NULL,         -- JSON
      PRIMARY KEY (arm, evaluation, individual),
      FOREIGN KEY (arm, evaluation) REFERENCES evaluation (arm, number) DEFERRABLE INITIALLY DEFERRED,
      FOREIGN KEY (arm, individual) REFERENCES individual (arm, number) DEFERRABLE INITIALLY DEFERRED,
      FOREIGN KEY (arm, incumbent) REFERENCES individual (arm, number) DEFERRABLE INITIALLY DEFERRED
    ) STRICT;
  `,
};
