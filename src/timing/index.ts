export * from './compare.ts';
export * from './exact.ts';
export * from './honesty.ts';
export * from './noise-floor.ts';
export * from './plans.ts';
export * from './plausible.ts';
export * from './replicate.ts';
export { slowedBy } from './sampler.ts';
export type { Sampler } from './sampler.ts';
