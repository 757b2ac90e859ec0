export { isDead, type Effect, type Evaluate } from './effect.ts';
export { minimise, type Minimised } from './minimise.ts';
export { findInteractions, type EditEffect, type Group, type Interactions, type PairInteraction } from './interactions.ts';
export type { Dependency } from './dependencies.ts';
export type * from './reports.ts';
export { summarise, worstFirst, type Transferred, type TransferSummary } from './transfer.ts';
export { fitPowerLaw, type Point, type PowerLaw } from './power-law.ts';
export { plain, searchScaling, type FittedLaw, type SearchScaling } from './scaling.ts';
export { compareRuns, grounds, type ComparedEdit, type ComparedRun, type Comparison, type Ground } from './compare.ts';
