/** What other rooms call. */
export { OPERATIONS, lacking } from './operations.ts';
export { parseSpec, readSpec } from './spec.ts';
export { defaultWorkload, findWorkload, listWorkloads } from './catalogue.ts';
export type { WorkloadEntry } from './catalogue.ts';
export { generateArguments } from './generate.ts';
export type { GenerateOptions, Inputs } from './generate.ts';
export { validateArguments } from './validate.ts';
export { goldenCase } from './golden-case.ts';
export type { GoldenCase } from './golden-case.ts';
export { readNpz, writeNpz } from './npz.ts';
export { importWorkload } from './import.ts';
export type { Imported, ImportOptions } from './import.ts';
export { LOG_FORMATS } from './log.ts';
export type { LogFormat, LogOptions } from './log.ts';
export { profileIndices, profileLog, profileWorkload } from './profile.ts';
export { synthesise } from './synthesise.ts';
export type { Synthesised, SynthesiseOptions } from './synthesise.ts';
