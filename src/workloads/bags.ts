import type { BagLengths, Random } from '../model/index.ts';
import { portableLog } from './portable-math.ts';

/** How long the bags are. Offsets are the running sum of the lengths (CSR): bag b is offsets[b] … offsets[b + 1] − 1. */
export function drawBagLengths(bagLengths: BagLengths, bags: number, random: Random): Int32Array {
  const draw = lengthSampler(bagLengths, random);
  return Int32Array.from({ length: bags }, (_, bag) => draw(bag));
}

/** Offsets of bags one after another: bags + 1 of them, from 0 to the number of lookups. */
export function offsetsOf(lengths: Int32Array): Int32Array {
  const offsets = new Int32Array(lengths.length + 1);
  lengths.forEach((length, bag) => { offsets[bag + 1] = offsets[bag]! + length; });
  return offsets;
}

/** The expected bag length. */
export function meanBagLength(bagLengths: BagLengths): number {
  switch (bagLengths.distribution) {
    case 'fixed': return bagLengths.length;
    case 'uniform': return (bagLengths.low + bagLengths.high) / 2;
    case 'geometric': return bagLengths.mean;
    case 'listed': return bagLengths.lengths.reduce((sum, length) => sum + length, 0) / bagLengths.lengths.length;
  }
}

function lengthSampler(bagLengths: BagLengths, random: Random): (bag: number) => number {
  switch (bagLengths.distribution) {
    case 'fixed': return () => bagLengths.length;
    case 'uniform': return () => bagLengths.low + random.below(bagLengths.high - bagLengths.low + 1);
    case 'listed': return (bag) => bagLengths.lengths[bag % bagLengths.lengths.length]!;
    case 'geometric': {
      if (bagLengths.mean === 0) return () => 0;
      // P(L ≥ k) = q^k with q = mean / (1 + mean), inverted.
      const logQ = portableLog(bagLengths.mean / (1 + bagLengths.mean));
      return () => Math.floor(portableLog(1 - random.unit()) / logQ);
    }
  }
}
