import type { FunctionName, Hint, VectorType, VectorWidth } from '../model/index.ts';

/** The functions of the language that are not `Math`'s, by what they become in the tree. */

/** Least and most arguments. */
export const valueFunctions: Readonly<Record<FunctionName, { readonly least: number; readonly most: number; readonly grid: boolean }>> = {
  dot: { least: 2, most: 2, grid: false },
  shuffle: { least: 2, most: 2, grid: true },
  shuffleXor: { least: 2, most: 2, grid: true },
  shuffleDown: { least: 2, most: 2, grid: true },
  reduceAdd: { least: 1, most: 2, grid: true },
};

export const hints: readonly Hint[] = ['stream', 'keep', 'readOnly'];

export function isValueFunction(name: string): name is FunctionName {
  return Object.hasOwn(valueFunctions, name);
}

/** `f32x4`, and the scalar conversions `f16`, `f32`. */
export function constructed(name: string): VectorType | 'f16' | 'f32' | undefined {
  return /^(?:(?:f32|f16|i32)x[248]|f16|f32)$/.test(name) ? (name as VectorType) : undefined;
}

/** `load`, `load4`, `store2`, `copyAsync8`: the stem and the width, 1 where there is none. */
export function accessFunction(name: string): { readonly stem: 'load' | 'store' | 'copyAsync'; readonly width: 1 | VectorWidth } | undefined {
  const match = /^(load|store|copyAsync)([248]?)$/.exec(name);
  return match ? { stem: match[1] as 'load', width: match[2] === '' ? 1 : (Number(match[2]) as VectorWidth) } : undefined;
}

const statements = new Set(['barrier', 'warpBarrier', 'atomicAdd', 'copyCommit', 'copyWait', 'matrixDot', 'shared']);

/** True for what does something rather than give a value. */
export function isStatementFunction(name: string): boolean {
  return statements.has(name) || (accessFunction(name)?.stem ?? 'load') !== 'load';
}

/** Why something of grid kernels does not stand in a map kernel. */
export function onlyInGrid(what: string): string {
  return `${what} belongs to grid kernels; give the kernel a @launch tag and an out parameter, or write a map kernel that returns one element`;
}

/** Why something of map kernels does not stand in a grid kernel. */
export function onlyInMap(what: string): string {
  return `${what} belongs to map kernels; this one has @launch: work out the place from this.block and this.local, and store into the out parameter`;
}
