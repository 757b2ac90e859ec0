import { lengthened } from './analysis/row-numbers.ts';

/** Whole numbers of unknown number, without an object each. */
export class IntegerList {
  #values = new Int32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) this.#values = lengthened(this.#values);
    this.#values[this.length++] = value;
  }

  values(): Int32Array {
    return this.#values.subarray(0, this.length);
  }
}
