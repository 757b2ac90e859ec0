import { lengthened } from './row-numbers.ts';

/**
 * Rows in order of their last use: the LRU stack, whose depths are stack distances (Mattson et al. 1970). A cache of C rows
 * that drops the least recently used hits exactly the accesses with a distance below C.
 *
 * Each row stands at the slot of its last use, one bit a slot. Its distance is the number of bits behind it: a Fenwick tree
 * counts them by blocks, single words do the rest, so that even for ten million rows all of it lies in a level-2 cache.
 * When the slots are used up, rows are moved together in order; memory grows with the rows, not with the accesses. Exact.
 *
 * Read the other way, from a distance to the row that stands there, it makes accesses that have given distances.
 */
const BLOCK_BITS = 9;
const WORDS_A_BLOCK = 1 << (BLOCK_BITS - 5);

export class Recency {
  #slotOf = new Int32Array(1024);
  #words = new Int32Array(1 << 11);
  #blocks = new Int32Array(1 << 7);
  /** Which row stands at a slot; kept only for `rowAt`. */
  #rowOf: Int32Array | undefined;
  #next = 0;
  #rows = 0;

  constructor({ findRows = false } = {}) {
    if (findRows) this.#rowOf = new Int32Array(this.#words.length * 32);
  }

  /** Rows used so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Uses a row (a number that grows by one with each new row); how many others were used since its last use, −1 at the first. */
  use(row: number): number {
    if (this.#next === this.#words.length * 32) this.#closeUp();
    let distance = -1;
    if (row === this.#rows) {
      if (row === this.#slotOf.length) this.#slotOf = lengthened(this.#slotOf);
      this.#rows++;
    } else {
      const slot = this.#slotOf[row]!;
      distance = this.#rows - this.#upTo(slot);
      this.#words[slot >>> 5]! ^= 1 << (slot & 31);
      this.#add(slot >>> BLOCK_BITS, -1);
    }
    const slot = this.#next++;
    this.#slotOf[row] = slot;
    if (this.#rowOf !== undefined) this.#rowOf[slot] = row;
    this.#words[slot >>> 5]! |= 1 << (slot & 31);
    this.#add(slot >>> BLOCK_BITS, 1);
    return distance;
  }

  /** The row at a distance, 0 the one used last; only of a list made with `findRows`. */
  rowAt(distance: number): number {
    let left = this.#rows - distance; // it is the left-th of those that are, counted from the oldest
    let block = 0;
    for (let step = this.#blocks.length; step > 0; step >>>= 1) {
      const count = this.#blocks[block + step - 1];
      if (count === undefined || count >= left) continue;
      block += step;
      left -= count;
    }
    let word = block * WORDS_A_BLOCK;
    for (let count = bitsIn(this.#words[word]!); count < left; count = bitsIn(this.#words[++word]!)) left -= count;
    let bits = this.#words[word]!;
    while (--left > 0) bits &= bits - 1;
    return this.#rowOf![word * 32 + 31 - Math.clz32(bits & -bits)]!;
  }

  /** Rows whose last use was at this slot or before. */
  #upTo(slot: number): number {
    let count = 0;
    for (let block = slot >>> BLOCK_BITS; block > 0; block &= block - 1) count += this.#blocks[block - 1]!;
    const word = slot >>> 5;
    for (let before = word & -WORDS_A_BLOCK; before < word; before++) count += bitsIn(this.#words[before]!);
    return count + bitsIn(this.#words[word]! & (-1 >>> (31 - (slot & 31))));
  }

  #add(block: number, change: number): void {
    for (let at = block; at < this.#blocks.length; at |= at + 1) this.#blocks[at]! += change;
  }

  /** Renumbers the slots without gaps, and doubles them where more than half are in use. */
  #closeUp(): void {
    const before = new Int32Array(this.#words.length);
    for (let word = 1; word < before.length; word++) before[word] = before[word - 1]! + bitsIn(this.#words[word - 1]!);
    for (let row = 0; row < this.#rows; row++) {
      const slot = this.#slotOf[row]!;
      const below = (1 << (slot & 31)) - 1;
      this.#slotOf[row] = before[slot >>> 5]! + bitsIn(this.#words[slot >>> 5]! & below);
    }
    const words = this.#rows * 2 > before.length * 32 ? before.length * 2 : before.length;
    this.#words = new Int32Array(words).fill(-1, 0, this.#rows >>> 5);
    if ((this.#rows & 31) !== 0) this.#words[this.#rows >>> 5] = (1 << (this.#rows & 31)) - 1;
    this.#blocks = new Int32Array(words / WORDS_A_BLOCK);
    // A Fenwick tree over blocks that are full up to the last: entry b counts those from (b & (b + 1)) to b.
    const rowsIn = (blocks: number) => Math.min(this.#rows, blocks << BLOCK_BITS);
    for (let block = 0; block < this.#blocks.length; block++) this.#blocks[block] = rowsIn(block + 1) - rowsIn(block & (block + 1));
    this.#next = this.#rows;
    if (this.#rowOf === undefined) return;
    this.#rowOf = new Int32Array(words * 32);
    for (let row = 0; row < this.#rows; row++) this.#rowOf[this.#slotOf[row]!] = row;
  }
}

function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
