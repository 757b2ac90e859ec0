export { createWorkerPool } from './pool.ts';
export type { PoolOptions, WorkerPool } from './pool.ts';
export { serve } from './serve.ts';
export type { Report } from './serve.ts';
export type { Death, Limits, Reply } from './worker.ts';
