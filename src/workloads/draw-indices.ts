import { resolve } from 'node:path';
import type { IndexDistribution, Random } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { drawStack } from './draw-stack.ts';
import { drawReuse } from './reuse.ts';
import { scatter } from './scatter.ts';
import { readTraceWindow } from './trace.ts';
import { zipf } from './zipf.ts';

export interface IndexRequest {
  /** Size of the indexed dimension: indices are in [0, rows). */
  readonly rows: number;
  readonly lookups: number;
  /** CSR bounds within which indices must differ; absent where they may repeat. */
  readonly distinctWithin?: Int32Array;
  readonly random: Random;
  /** What the file of a trace is relative to. */
  readonly directory: string;
}

/**
 * Row numbers that follow a distribution.
 * @throws UserError where the distribution cannot be met: no rows, a bag longer than the table, a trace beyond it
 */
export function drawIndices(distribution: IndexDistribution, request: IndexRequest): Int32Array {
  const { rows, lookups, random } = request;
  if (lookups === 0) return new Int32Array(0);
  if (rows === 0) throw new UserError(`${lookups} lookups into a table of 0 rows; give the table rows or take the lookups away`);
  switch (distribution.distribution) {
    case 'trace': return readTraceWindow(resolve(request.directory, distribution.file), { rows, lookups, random });
    case 'reuse': {
      const ranks = drawReuse(distribution.shareOfAccesses, lookups, rows, random.split('reuse'));
      return ranks.map(scatter(rows, random.split('scatter')));
    }
    case 'stack': {
      const ranks = drawStack(distribution.shareOfAccesses, lookups, rows, random.split('stack'));
      return ranks.map(scatter(rows, random.split('scatter')));
    }
    case 'uniform': {
      const stream = random.split('uniform');
      return fill(() => stream.below(rows), request);
    }
    case 'zipf': {
      const rank = zipf(rows, distribution.alpha, distribution.shift ?? 0, random.split('zipf'));
      return fill(() => rank() - 1, request).map(scatter(rows, random.split('scatter')));
    }
  }
}

function fill(draw: () => number, { lookups, rows, distinctWithin }: IndexRequest): Int32Array {
  const ranks = new Int32Array(lookups);
  if (distinctWithin === undefined) {
    for (let at = 0; at < lookups; at++) ranks[at] = draw();
    return ranks;
  }
  for (let bag = 0; bag + 1 < distinctWithin.length; bag++) {
    const [start, end] = [distinctWithin[bag]!, distinctWithin[bag + 1]!];
    if (end - start > rows) {
      throw new UserError(`distinctInBag: bag ${bag} has ${end - start} lookups, the table only ${rows} rows; allowed: bags no longer than the table`);
    }
    const used = new Set<number>();
    while (used.size < end - start) {
      const rank = unused(draw, used, rows);
      ranks[start + used.size] = rank;
      used.add(rank);
    }
  }
  return ranks;
}

/** Drawing again until a rank is new is exact; where the bag holds nearly all that is ever drawn, the next free rank ends it. */
function unused(draw: () => number, used: ReadonlySet<number>, rows: number): number {
  let rank = draw();
  for (let attempt = 0; used.has(rank) && attempt < 1000; attempt++) rank = draw();
  while (used.has(rank)) rank = (rank + 1) % rows;
  return rank;
}
