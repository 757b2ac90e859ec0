import type { ArrayType } from '../model/index.ts';

/** What can be indexed: an input, a grid kernel's output, or a shared array. */
export interface TypedArray {
  readonly space: 'input' | 'output' | 'shared';
  readonly type: ArrayType;
}
