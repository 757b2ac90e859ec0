import type { Migration } from './migration.ts';

/** Edits and who carried them. Foreign keys are deferred: a batch may name what it records later. */
export const lineage: Migration = {
  name: 'lineage',
  sql: `
    CREATE TABLE edit (
      -- A change to one base kernel, with every choice drawn when it was made. Its id is a hash of the other columns.
      key INTEGER PRIMARY KEY,
      kernel INTEGER NOT NULL REFERENCES kernel (key),
      id TEXT NOT NULL,
      operator TEXT NOT NULL,
      target TEXT NOT NULL,           -- node id
      choices TEXT NOT NULL,          -- JSON
      repairs TEXT NOT NULL,          -- JSON
      UNIQUE (kernel, id)
    ) STRICT;

    CREATE TABLE individual (
      -- A mutant: when and how it was made. Its genome is in individual_edit, its making in parent.
      arm INTEGER NOT NULL REFERENCES arm (key),
      number INTEGER NOT NULL,        -- from 0, the unmodified kernel
      generation INTEGER NOT NULL,    -- of birth
      island INTEGER NOT NULL,
      genome_hash TEXT NOT NULL,
      tree_hash TEXT,                 -- canonical; NULL: no tree came of the genome
      made TEXT NOT NULL,             -- seed, mutation, crossover, ...
      operators TEXT NOT NULL,        -- JSON list: operators that appended an edit
      PRIMARY KEY (arm, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX individual_by_tree ON individual (arm, tree_hash);

    CREATE TABLE individual_edit (
      -- Who carried which edit, in the order applied.
      arm INTEGER NOT NULL,
      individual INTEGER NOT NULL,
      position INTEGER NOT NULL,
      edit INTEGER NOT NULL REFERENCES edit (key),
      PRIMARY KEY (arm, individual, position),
      FOREIGN KEY (arm, individual) REFERENCES individual (arm, number) DEFERRABLE INITIALLY DEFERRED
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX individual_edit_by_edit ON individual_edit (edit, arm, individual);

    CREATE TABLE parent (
      -- From whom an individual was made; two after a crossover.
      arm INTEGER NOT NULL,
      child INTEGER NOT NULL,
      position INTEGER NOT NULL,
      parent INTEGER NOT NULL,
      PRIMARY KEY (arm, child, position),
      FOREIGN KEY (arm, child) REFERENCES individual (arm, number) DEFERRABLE INITIALLY DEFERRED,
      FOREIGN KEY (arm, parent) REFERENCES individual (arm, number) DEFERRABLE INITIALLY DEFERRED
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX parent_by_parent ON parent (arm, parent);
  `,
};
