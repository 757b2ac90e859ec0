import { SIZES, sizeAt, sizeOf } from './cache-sizes.ts';
import { lengthened } from './row-numbers.ts';

/** Accesses that a cache of each size would have hit. */
export interface HitCurve {
  /** Hits of a cache of sizeOf(place) rows. */
  hits(place: number): number;
}

/** The least recently used row leaves: an access hits every cache larger than its stack distance. */
export class LeastRecentlyUsed implements HitCurve {
  readonly #at = new Float64Array(SIZES);

  /** An access with a stack distance, −1 for the first use of a row. */
  access(distance: number): void {
    if (distance >= 0) this.#at[sizeAt(distance + 1)]! += 1;
  }

  hits(place: number): number {
    return this.#at.subarray(0, place + 1).reduce((sum, count) => sum + count, 0);
  }
}

/**
 * The cache holds the rows used most often so far; every row's uses are counted, also while it is not held, and a row that
 * is used less than all that are held does not displace them. Rows used equally often are chosen among by chance: of w rows
 * that share the next f free places each is held with f / w, and the expected number of hits is what is told, exactly.
 */
export class LeastFrequentlyUsed implements HitCurve {
  /** Rows used more than c times. */
  #rowsAbove = new Int32Array(1024);
  /** An access adds, from the rows a above its class to a + w, a line that climbs from 0 to 1: slopes and intercepts where lines begin and end. */
  readonly #slope = new Float64Array(SIZES);
  readonly #intercept = new Float64Array(SIZES);

  /** An access to a row that was used so many times before. */
  access(uses: number): void {
    if (uses === this.#rowsAbove.length) this.#rowsAbove = lengthened(this.#rowsAbove);
    const above = this.#rowsAbove[uses]!++;
    if (uses === 0) return;
    const alike = this.#rowsAbove[uses - 1]! - above;
    this.#bend(above, 1 / alike);
    this.#bend(above + alike, -1 / alike);
  }

  #bend(rows: number, slope: number): void {
    const place = sizeAt(Math.max(1, rows));
    this.#slope[place]! += slope;
    this.#intercept[place]! += slope * rows;
  }

  hits(place: number): number {
    let hits = 0;
    for (let at = 0; at <= place; at++) hits += this.#slope[at]! * sizeOf(place) - this.#intercept[at]!;
    return hits;
  }
}
