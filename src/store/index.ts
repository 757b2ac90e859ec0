export { openStore, type Store, type StoreOptions } from './open.ts';
export { mergeDatabases, type Merged } from './merge.ts';
export { contentHash } from './encoding.ts';
export { benchmarkRecording } from './benchmark.ts';
export { STALE_AFTER_MS } from './ownership.ts';
export type * from './records.ts';
