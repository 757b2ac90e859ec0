import { faster, type Individual } from './candidate.ts';
import { crowdingDistances } from './crowding.ts';
import { objectivesOf } from './objectives.ts';
import { nonDominatedFronts } from './sort.ts';

export interface SurvivalSettings {
  /** The fastest so many stay whatever the rest says. */
  readonly elites: number;
  readonly errorFloor: number;
  /** Times that differ by less than this share are one and the same: 0.002 is 0.2 %. */
  readonly timeGrain: number;
}

/**
 * Who lives on, at most `size`, in NSGA-II's crowded order (best first), out of parents and children together.
 *
 * Two rules keep a population from filling with copies of its best. Clones (one program) count once. And of twins
 * (different programs of equal time and error level) only the newest stays: a neutral child takes its parent's place,
 * so the population drifts over plateaus, where steps wait that pay only together, instead of standing on one spot.
 * On the landscape of the tests this rule is worth more than all rates together.
 */
export function survivors(individuals: readonly Individual[], size: number, settings: SurvivalSettings): Individual[] {
  const programs = withoutClones(individuals).sort(faster);
  const elites = programs.slice(0, settings.elites);
  const others = withoutTwins(programs.slice(settings.elites), settings);
  const order = ranked([...elites, ...others], settings.errorFloor);
  let room = size - elites.length;
  return order.filter((individual) => elites.includes(individual) || room-- > 0);
}

/** NSGA-II's crowded order, best first: by front, then by room, then newer. */
export function ranked(individuals: readonly Individual[], errorFloor: number): Individual[] {
  const points = individuals.map((individual) => objectivesOf(individual.fitness, errorFloor));
  return nonDominatedFronts(points).flatMap((front) => {
    const room = crowdingDistances(front.map((index) => points[index]!));
    return front
      .map((index, position) => ({ individual: individuals[index]!, room: room[position]! }))
      .sort((a, b) => (a.room === b.room ? b.individual.candidate.number - a.individual.candidate.number : b.room - a.room))
      .map(({ individual }) => individual);
  });
}

/** One individual for each program: of clones the one with the fewest edits stays, then the oldest. */
export function withoutClones(individuals: readonly Individual[]): Individual[] {
  return firstOfEach(individuals, (one) => one.hash, (a, b) =>
    a.candidate.genome.length - b.candidate.genome.length || a.candidate.number - b.candidate.number);
}

/** One individual for each time, error level and energy: the newest. */
export function withoutTwins(individuals: readonly Individual[], settings: SurvivalSettings): Individual[] {
  const step = Math.log1p(settings.timeGrain);
  return firstOfEach(individuals, ({ fitness }) => {
    const [time, level, energy] = objectivesOf(fitness, settings.errorFloor) as [number, number, number?];
    const grain = (value: number) => (step === 0 ? value : Math.round(Math.log(value) / step));
    return `${grain(time)} ${level}${energy === undefined ? '' : ` ${grain(energy)}`}`;
  }, (a, b) => b.candidate.number - a.candidate.number);
}

function firstOfEach(
  individuals: readonly Individual[], keyOf: (one: Individual) => string, order: (a: Individual, b: Individual) => number,
): Individual[] {
  const chosen = new Map<string, Individual>();
  for (const one of individuals) {
    const key = keyOf(one);
    const rival = chosen.get(key);
    if (rival === undefined || order(one, rival) < 0) chosen.set(key, one);
  }
  return [...chosen.values()];
}
