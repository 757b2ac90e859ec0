import type { Migration } from './migration.ts';

/** What was run: kernels, workloads, runs with their arms, and who is writing them. */
export const runs: Migration = {
  name: 'runs',
  sql: `
    CREATE TABLE kernel (
      -- A kernel file as it was when a run used it. 'content' tells two texts apart that are canonically one kernel.
      key INTEGER PRIMARY KEY,
      content TEXT NOT NULL UNIQUE,
      hash TEXT NOT NULL,             -- canonical: names and layout do not matter
      name TEXT NOT NULL,
      operation TEXT,                 -- NULL: the user's own computation
      file TEXT NOT NULL,
      text TEXT NOT NULL,
      signature TEXT NOT NULL,        -- JSON
      locations TEXT NOT NULL         -- JSON: node id -> {line, column} in text
    ) STRICT;

    CREATE TABLE workload (
      -- A workload's whole specification; the same specification makes the same bytes.
      key INTEGER PRIMARY KEY,
      content TEXT NOT NULL UNIQUE,   -- hash of spec
      name TEXT NOT NULL,
      spec TEXT NOT NULL              -- JSON
    ) STRICT;

    CREATE TABLE run (
      -- One start of the search, with all that is needed to start it again. Times are ISO 8601, UTC.
      id TEXT PRIMARY KEY,            -- r-7f3a9c
      created TEXT NOT NULL,
      finished TEXT,
      status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'interrupted', 'failed')),
      configuration TEXT NOT NULL,    -- JSON, defaults filled in
      kernel INTEGER NOT NULL REFERENCES kernel (key),
      workload INTEGER NOT NULL REFERENCES workload (key),
      device TEXT NOT NULL,           -- JSON
      toolchain TEXT NOT NULL,
      git TEXT NOT NULL,              -- JSON {commit, dirty} or null
      evoke_version TEXT NOT NULL,
      seed INTEGER NOT NULL,
      stop_reason TEXT,
      result TEXT                     -- JSON
    ) STRICT;
    CREATE INDEX run_by_created ON run (created);

    CREATE TABLE owner (
      -- The one process that may write a run. No row: nobody does. 'token' also tells a reused pid apart.
      run TEXT PRIMARY KEY REFERENCES run (id),
      token TEXT NOT NULL,
      pid INTEGER NOT NULL,
      host TEXT NOT NULL,
      started TEXT NOT NULL,          -- start stamp of the process, empty where the system tells none
      heartbeat TEXT NOT NULL
    ) STRICT;

    CREATE TABLE arm (
      -- One search of a run: evolution, or the random control. Everything a search records hangs from its arm.
      key INTEGER PRIMARY KEY,
      run TEXT NOT NULL REFERENCES run (id),
      name TEXT NOT NULL CHECK (name IN ('evolution', 'random')),
      UNIQUE (run, name)
    ) STRICT;
  `,
};
