import type { Migration } from './migration.ts';

/** What became of the mutants. The columns beside `outcome` repeat what reports sort by. */
export const evaluations: Migration = {
  name: 'evaluations',
  sql: `
    CREATE TABLE evaluation (
      -- One finished evaluation, failures included. Replay answers a search from here, by kind and key.
      arm INTEGER NOT NULL REFERENCES arm (key),
      number INTEGER NOT NULL,
      kind TEXT NOT NULL,             -- screen, confirm, promotion, noise-floor, ...
      key TEXT NOT NULL,              -- what was evaluated in what context
      individual INTEGER,             -- NULL: no mutant is meant
      against INTEGER,                -- individual it was timed beside; NULL: the unmodified kernel
      outcome_kind TEXT NOT NULL,
      outcome TEXT NOT NULL,          -- JSON, without samples
      speedup REAL, speedup_low REAL, speedup_high REAL, error REAL, -- NULL unless measured
      device_time REAL NOT NULL,      -- in the device's unit
      elapsed_ms REAL NOT NULL,       -- wall time of the run so far
      PRIMARY KEY (arm, number),
      FOREIGN KEY (arm, individual) REFERENCES individual (arm, number) DEFERRABLE INITIALLY DEFERRED,
      FOREIGN KEY (arm, against) REFERENCES individual (arm, number) DEFERRABLE INITIALLY DEFERRED
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX evaluation_by_key ON evaluation (arm, kind, key);
    CREATE INDEX evaluation_by_individual ON evaluation (arm, individual);

    CREATE TABLE sample (
      -- Raw times behind a measurement in the order taken: little-endian float64, in the device's unit.
      arm INTEGER NOT NULL,
      evaluation INTEGER NOT NULL,
      candidate BLOB NOT NULL,
      baseline BLOB NOT NULL,
      PRIMARY KEY (arm, evaluation),
      FOREIGN KEY (arm, evaluation) REFERENCES evaluation (arm, number) DEFERRABLE INITIALLY DEFERRED
    ) STRICT;

    CREATE TABLE known_outcome (
      -- Programs that hung, crashed or ate the memory, over all runs: never to be run again on that device.
      text TEXT NOT NULL,             -- hash of the program's text and sizes
      device TEXT NOT NULL,
      toolchain TEXT NOT NULL,
      outcome TEXT NOT NULL,          -- JSON
      run TEXT NOT NULL REFERENCES run (id),
      recorded TEXT NOT NULL,
      PRIMARY KEY (text, device, toolchain)
    ) STRICT, WITHOUT ROWID;
  `,
};
