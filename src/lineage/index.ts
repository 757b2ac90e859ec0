export { isDead, type Effect, type Evaluate } from './effect.ts';
export { minimise, type Minimised } from './minimise.ts';
export { findInteractions, type EditEffect, type Group, type Interactions, type PairInteraction } from './interactions.ts';
export type { Dependency } from './dependencies.ts';
export type * from './reports.ts';
