export { count, counter, sampleWarps, SAMPLED_WARPS } from './count.ts';
export type { FoundFault } from './fault.ts';
export { createInterpreter } from './interpreter.ts';
export { launchProblem, madeFor } from './launch-problem.ts';
export { reference } from './reference.ts';
export { sanitize, stepsOf, type Sane, type SanitizeCase, type SanitizeFault, type SanitizeOptions } from './sanitize.ts';
