import type { ArrayData, Scalar } from '../model/index.ts';

/** A parameter's array during a launch. The object stays, what it holds changes, so that steps can keep hold of it. */
export interface BoundArray {
  values: ArrayLike<number>;
  shape: readonly number[];
  /** 32-byte sector where it begins, and bytes an element. */
  sector: number;
  bytes: number;
}

export function noArray(): BoundArray {
  return { values: [], shape: [], sector: 0, bytes: 4 };
}

const widths: Partial<Record<Scalar, number>> = { i8: 1, u8: 1, f16: 2, bf16: 2, i64: 8 };

/** Puts an argument in its place; returns the sector after it. Arrays are 128-byte aligned. */
export function bindArray(bound: BoundArray, array: ArrayData, sector: number): number {
  bound.values = numbersOf(array);
  bound.shape = array.shape;
  bound.sector = sector;
  bound.bytes = widths[array.scalar] ?? 4;
  return sector + 4 * Math.ceil((array.values.length * bound.bytes) / 128);
}

function numbersOf({ scalar, values }: ArrayData): ArrayLike<number> {
  if (values instanceof BigInt64Array) return Float64Array.from(values, Number);
  return values instanceof Float64Array && scalar === 'f32' ? Float32Array.from(values) : values;
}
