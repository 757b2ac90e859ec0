import { IdTable } from '../id-table.ts';

/**
 * Numbers ids 0, 1, 2, … in order of first appearance, as IdTable does, but without hashing where ids lie close together,
 * as the row numbers of a table do: pages of numbers are looked up directly, one access to memory instead of two or three.
 * As soon as pages would stay mostly empty (hashes for ids), further ids go to the hash table.
 */
const PAGE_BITS = 14;
const PAGE = 1 << PAGE_BITS;
/** Places that may lie empty, 256 MB of them, before it is asked whether pages pay. */
const SPARED = 2 ** 26;
/** Ids above have no page. */
const PAGED = 2 ** 31;

export class RowNumbers {
  readonly #pages: (Int32Array | undefined)[] = [];
  readonly #others = new IdTable();
  #otherNumbers = new Int32Array(1024);
  #paged = 0;
  #sparse = false;
  #size = 0;

  /** How many different ids there were. */
  get size(): number {
    return this.#size;
  }

  /** The number of an id (a whole number from 0 to 2^53 − 1), a new one where it is new. */
  number(id: number): number {
    const page = id < PAGED ? this.#pages[id >>> PAGE_BITS] ?? this.#newPage(id >>> PAGE_BITS) : undefined;
    if (page === undefined) return this.#unpaged(id);
    const known = page[id & (PAGE - 1)]!;
    return known >= 0 ? known : (page[id & (PAGE - 1)] = this.#size++);
  }

  /** None once there are over eight places to a row: an id that was hashed must stay hashed, so that is for good. */
  #newPage(at: number): Int32Array | undefined {
    if (this.#sparse || (this.#paged * PAGE > SPARED && this.#paged * PAGE > 8 * this.#size)) {
      this.#sparse = true;
      return undefined;
    }
    this.#paged++;
    // an array with holes would become a dictionary, which is slow
    while (this.#pages.length < at) this.#pages.push(undefined);
    return this.#pages[at] = new Int32Array(PAGE).fill(-1);
  }

  #unpaged(id: number): number {
    const before = this.#others.size;
    const at = this.#others.number(id);
    if (at < before) return this.#otherNumbers[at]!;
    if (at === this.#otherNumbers.length) this.#otherNumbers = lengthened(this.#otherNumbers);
    return this.#otherNumbers[at] = this.#size++;
  }
}

/** The same numbers in an array twice as long, zeros behind them. */
export function lengthened(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(values.length * 2);
  longer.set(values);
  return longer;
}
