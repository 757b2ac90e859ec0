export { type BanditState } from './bandit.ts';
export { type Candidate, type Fitness, type Individual, type Judged, type Making } from './candidate.ts';
export { createSearch } from './evolution.ts';
export { createRandomSearch } from './random-arm.ts';
export { type Search, type Variation } from './search.ts';
export { searchSettings, type SearchSettings } from './settings.ts';
export { advanced, START, stopReason, type Progress, type StopRules } from './stop-rules.ts';
