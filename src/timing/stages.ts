import type { Measurement, Random } from '../model/index.ts';
import { comparePaired } from './compare.ts';
import type { Surroundings } from './compare.ts';
import { confirm, screen } from './plans.ts';
import type { Plan } from './plans.ts';
import { compareReplicated } from './replicate.ts';
import type { Sampler } from './sampler.ts';

/** Both steps of a candidate's timing; `confirmed` is absent where the screen ended it. */
export interface StagedMeasurement {
  readonly screened: Measurement;
  readonly confirmed?: Measurement;
  /** What the candidate is judged by: the later of the two. Never FAST without `confirmed`. */
  readonly measurement: Measurement;
}

/**
 * Screens a candidate and gives the full plan to a promising one. The confirmation starts from nothing: a candidate
 * chosen because its first samples were lucky must not take that luck along (the winner's curse), nor the memory its
 * arrays lay in, where the sampler can rebind. The error rates of the two add up. FAST on the screen is not yet FAST, so
 * it is always confirmed.
 */
export async function compareInStages(
  sampler: Sampler,
  random: Random,
  surroundings: Surroundings,
  plans: { readonly screen: Plan; readonly confirm: Plan } = { screen, confirm },
): Promise<StagedMeasurement> {
  const screened = await comparePaired(sampler, plans.screen, random.split('screen'), surroundings);
  if (!isPromising(screened)) return { screened, measurement: screened };
  await sampler.rebind?.();
  const confirmed = await compareReplicated(sampler, plans.confirm, random.split('confirm'), surroundings);
  return { screened, confirmed, measurement: confirmed };
}

/** Worth a full measurement: shown to be faster, or seemingly faster by more than the floor and not shown otherwise. */
export function isPromising({ verdict, speedup, noiseFloor = 0 }: Measurement): boolean {
  return verdict === 'FAST' || (verdict === 'AMBIGUOUS' && speedup.estimate > 1 + noiseFloor);
}
