import type { ArrayData, SizeExpression } from '../model/index.ts';
import { bytesOf } from './narrow.ts';

/** An array during a launch. The object stays, what it holds changes, so that steps can keep hold of it. */
export interface BoundArray {
  values: ArrayLike<number>;
  shape: readonly number[];
  /** 32-byte sector where it begins (shared arrays: 4-byte word), and bytes an element. */
  sector: number;
  bytes: number;
}

export function noArray(): BoundArray {
  return { values: [], shape: [], sector: 0, bytes: 4 };
}

/** An array as an access names it. */
export interface NamedArray {
  readonly name: string;
  readonly dims: readonly SizeExpression[];
  readonly array: BoundArray;
}

/** Puts an argument in its place; returns the sector after it. Arrays are 128-byte aligned. */
export function bindArray(bound: BoundArray, array: ArrayData, sector: number): number {
  bound.values = numbersOf(array);
  bound.shape = array.shape;
  bound.sector = sector;
  bound.bytes = bytesOf[array.scalar];
  return sector + 4 * Math.ceil((array.values.length * bound.bytes) / 128);
}

function numbersOf({ scalar, values }: ArrayData): ArrayLike<number> {
  if (values instanceof BigInt64Array) return Float64Array.from(values, Number);
  return values instanceof Float64Array && scalar === 'f32' ? Float32Array.from(values) : values;
}
