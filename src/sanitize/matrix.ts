import type { MatrixDot, NodeId } from '../model/index.ts';
import type { Operand } from './code.ts';
import { eachWarp, lanesOf } from './exchange.ts';
import { Fault } from './fault.ts';
import { WARP, type Step } from './lanes.ts';
import type { Machine } from './machine.ts';
import { noteRead, noteStore, type SharedAccess } from './shared.ts';
import { wholeWarp } from './shadow.ts';

/** Rows and columns of a tile. */
export const TILE = 16;
/** Bytes that CUDA wants a tile to begin at a multiple of (`load_matrix_sync`: 256 bits). */
const ALIGNMENT = 32;

export interface MatrixArrays {
  readonly target: SharedAccess;
  readonly left: SharedAccess;
  readonly right: SharedAccess;
}

/**
 * A warp's product of two tiles. Which lane reads and stores which element is the hardware's, so the warp touches them as
 * a whole: only a barrier orders that with what its own lanes do. Sums are f32, in the order of depth, or float64.
 */
export function matrixStep(machine: Machine, node: MatrixDot, arrays: MatrixArrays, indices: readonly Operand[], depth: () => number, exact: boolean): Step {
  const round = exact ? (x: number) => x : Math.fround;
  return (active) => eachWarp(machine, active, node.id, 'matrixDot', (warp, first) => {
    if (lanesOf(machine, warp) < WARP) throw new Fault('divergent-barrier', node.id, first, `matrixDot takes a whole warp; this one has ${lanesOf(machine, warp)} lanes`);
    const [row, column, leftRow, rightRow] = indices.map((index) => uniform(machine, index, first, node.id)) as [number, number, number, number];
    const thread = wholeWarp(warp);
    const reach = (access: SharedAccess, top: number, from: number, columns: number) => {
      const [rows, width] = access.array.shape as [number, number];
      const multiple = ALIGNMENT / access.array.bytes;
      if (top >= 0 && top + TILE <= rows && from >= 0 && from + columns <= width) {
        const place = top * width + from;
        if (place % multiple === 0) return width;
        throw new Fault('misaligned', node.id, first, `${access.name}[${top}][${from}] is element ${place} of the array; tiles begin at a multiple of ${multiple}`);
      }
      throw new Fault('out-of-bounds', node.id, first, `${access.name}[${top}][${from}], ${TILE} rows and ${columns} columns, of an array of ${rows} by ${width}`);
    };
    const deep = depth();
    const [targetWidth, leftWidth, rightWidth] = [reach(arrays.target, row, column, TILE), reach(arrays.left, leftRow, 0, deep), reach(arrays.right, rightRow, 0, deep)];
    const read = (access: SharedAccess, place: number) => {
      noteRead(machine, access, place, first, thread);
      return access.array.values[place]!;
    };
    const [left, right] = [[arrays.left, leftRow * leftWidth, leftWidth], [arrays.right, rightRow * rightWidth, rightWidth]].map((each) => {
      const [access, start, width] = each as [SharedAccess, number, number];
      return Array.from({ length: TILE }, (_, i) => Array.from({ length: deep }, (__, d) => read(access, start + i * width + d)));
    }) as [number[][], number[][]];
    for (let i = 0; i < TILE; i++) {
      for (let j = 0; j < TILE; j++) {
        let sum = 0;
        for (let d = 0; d < deep; d++) sum = round(sum + left[i]![d]! * right[j]![d]!);
        const place = (row + i) * targetWidth + column + j;
        noteStore(machine, arrays.target, place, first, thread);
        arrays.target.array.values[place] = sum;
      }
    }
  });
}

/** An index that all lanes of the warp must agree on. */
function uniform({ registers }: Machine, { at }: Operand, first: number, node: NodeId): number {
  for (let lane = 1; lane < WARP; lane++) {
    if (registers[at + first + lane] !== registers[at + first]) {
      throw new Fault('divergent-barrier', node, first + lane, `the lanes of a warp do not agree where the tiles of matrixDot are: ${registers[at + first]} and ${registers[at + first + lane]}`);
    }
  }
  return registers[at + first]!;
}
