import type { Fresh } from '../operator.ts';

/** Ids and names for a change that is only tried, to see whether it fits: nothing of it is kept. */
export const tried: Fresh = Object.assign(() => '~', { local: (stem: string) => stem });
