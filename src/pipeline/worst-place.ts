import type { Genome, Outcome } from '../model/index.ts';
import type { StoredRun } from '../store/index.ts';
import type { RunConfiguration } from './configuration.ts';
import { openPlace, type CompareOptions, type Place, type PlaceParts } from './place.ts';
import { nameOfWorkloads, workloadsOf } from './run-workloads.ts';
import { worstOf, type GroupLook } from './worst-of.ts';

/**
 * Where a run searched, to compare genomes there again: its workload, or all those whose worst ratio counted, as one
 * place. UserError as of `openPlace`.
 */
export async function openRunPlace(run: Pick<StoredRun, 'workload'>, configuration: RunConfiguration, parts: Pick<PlaceParts, 'source' | 'device' | 'seed' | 'open'>): Promise<Place> {
  const { workers, memoryCapMiB } = configuration;
  const places: Place[] = [];
  try {
    for (const workload of workloadsOf(run, configuration)) places.push(await openPlace({ ...parts, workload, workers, memoryCapMiB }));
  } catch (thrown) {
    for (const place of places) await place.close();
    throw thrown;
  }
  return places.length === 1 ? places[0]! : together(places);
}

/**
 * Several workloads as one place: a genome is alive where it lives on all of them, and a comparison comes to the least of
 * their ratios, whatever the rival, so that no workload pays for what another keeps. One workload after another, so that
 * no timing runs beside a timing.
 */
function together(places: readonly Place[]): Place {
  const [first] = places as readonly [Place, ...Place[]];
  const floor = Math.max(...places.map(({ calibration }) => calibration.floor));

  async function compare(genome: Genome, options?: CompareOptions): Promise<Outcome> {
    const looks: GroupLook[] = [];
    let error = 0;
    for (const place of places) {
      const outcome = await place.compare(genome, options);
      if (outcome.kind !== 'measured') return outcome;
      looks.push({ workload: place.workload, base: outcome.measurement });
      error = Math.max(error, outcome.error);
    }
    return { kind: 'measured', error, measurement: worstOf(looks, floor) };
  }

  return {
    device: first.device, workload: nameOfWorkloads(places.map(({ workload }) => workload)), compare,
    calibration: { task: 'noise-floor', floor, baseline: first.calibration.baseline, physicalFloor: 0 },
    hashOf: first.hashOf,
    heldOut(genome) {
      for (const place of places) {
        const late = place.heldOut(genome);
        if (late) return late;
      }
      return undefined;
    },
    evaluations: () => places.reduce((sum, place) => sum + place.evaluations(), 0),
    async close() {
      for (const place of places) await place.close();
    },
  };
}
