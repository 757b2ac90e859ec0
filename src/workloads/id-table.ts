/**
 * Numbers ids 0, 1, 2, … in order of first appearance. An open-addressing table of typed arrays: a JavaScript Map ends
 * at 2^24 entries, and logs have more ids. Ids are whole numbers between −2^53 and 2^53.
 */
/** No id: where the table is empty. */
const NONE = -Infinity;

export class IdTable {
  #ids = new Float64Array(1024).fill(NONE);
  #numbers = new Int32Array(1024);
  #size = 0;

  /** How many different ids there were. */
  get size(): number {
    return this.#size;
  }

  /** The number of an id, a new one where it is new. */
  number(id: number): number {
    const slot = this.#slotOf(id);
    if (this.#ids[slot] === id) return this.#numbers[slot]!;
    this.#ids[slot] = id;
    this.#numbers[slot] = this.#size;
    if (++this.#size * 2 > this.#ids.length) this.#grow();
    return this.#size - 1;
  }

  /** The number of an id that was numbered; undefined for another. */
  find(id: number): number | undefined {
    const slot = this.#slotOf(id);
    return this.#ids[slot] === id ? this.#numbers[slot]! : undefined;
  }

  #slotOf(id: number): number {
    const mask = this.#ids.length - 1;
    const low = id | 0;
    let hash = Math.imul(low ^ Math.imul(Math.floor(id / 0x100000000), 0x27d4eb2f), 0x9e3779b1 | 0);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    while (this.#ids[slot] !== NONE && this.#ids[slot] !== id) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [ids, numbers] = [this.#ids, this.#numbers];
    this.#ids = new Float64Array(ids.length * 2).fill(NONE);
    this.#numbers = new Int32Array(ids.length * 2);
    ids.forEach((id, at) => {
      if (id === NONE) return;
      const slot = this.#slotOf(id);
      this.#ids[slot] = id;
      this.#numbers[slot] = numbers[at]!;
    });
  }
}
