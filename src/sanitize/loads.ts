import { showSize } from '../util/size-expression.ts';
import type { NodeId } from '../model/index.ts';
import { Fault, notAnInteger } from './fault.ts';
import type { Step } from './lanes.ts';
import type { BoundArray, NamedArray } from './bound-array.ts';
import type { Machine } from './machine.ts';
import { touch, type Tally } from './tally.ts';

/**
 * Steps that reach into arrays: first the element's place, with every index held against its own dimension (an index that
 * leaves its row is a fault even where the place lies inside the array), then the value.
 */

/** What to say about an access that is out of bounds. */
export interface Access extends NamedArray {
  readonly at: NodeId;
}

/** Checks the only index of an array; the index is the place. */
export function boundsStep(machine: Machine, access: Access, index: number): Step {
  const { array } = access;
  return ({ count, list }) => {
    const r = machine.registers;
    const size = array.shape[0]!;
    for (let k = 0; k < count; k++) {
      const place = r[index + list[k]!]!;
      if (place < 0 || place >= size) outOfBounds(machine, access, [index], list[k]!);
    }
  };
}

/** Row-major place from several indices, outermost first. */
export function placeStep(machine: Machine, access: Access, indices: readonly number[], to: number): Step {
  const { array } = access;
  const [first, second] = indices;
  if (indices.length === 2) {
    return ({ count, list }) => {
      const r = machine.registers;
      const rows = array.shape[0]!;
      const columns = array.shape[1]!;
      for (let k = 0; k < count; k++) {
        const lane = list[k]!;
        const row = r[first! + lane]!;
        const column = r[second! + lane]!;
        if (row < 0 || row >= rows || column < 0 || column >= columns) outOfBounds(machine, access, indices, lane);
        r[to + lane] = row * columns + column;
      }
    };
  }
  if (indices.length === 3) {
    const third = indices[2]!;
    return ({ count, list }) => {
      const r = machine.registers;
      const { shape } = array;
      const [planes, rows, columns] = [shape[0]!, shape[1]!, shape[2]!];
      for (let k = 0; k < count; k++) {
        const lane = list[k]!;
        const plane = r[first! + lane]!;
        const row = r[second! + lane]!;
        const column = r[third + lane]!;
        if (plane < 0 || plane >= planes || row < 0 || row >= rows || column < 0 || column >= columns) outOfBounds(machine, access, indices, lane);
        r[to + lane] = (plane * rows + row) * columns + column;
      }
    };
  }
  return ({ count, list }) => {
    const r = machine.registers;
    const { shape } = array;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      let place = 0;
      for (let each = 0; each < indices.length; each++) {
        const index = r[indices[each]! + lane]!;
        if (index < 0 || index >= shape[each]!) outOfBounds(machine, access, indices, lane);
        place = place * shape[each]! + index;
      }
      r[to + lane] = place;
    }
  };
}

/** Vectors: the first of `width` neighbours in a row, at a multiple of `width` in the array. */
export function alignedStep(machine: Machine, access: Access, indices: readonly number[], place: number, width: number): Step {
  const { array } = access;
  const column = indices.at(-1)!;
  return ({ count, list }) => {
    const r = machine.registers;
    const columns = array.shape.at(-1)!;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      if (r[column + lane]! + width > columns) outOfBounds(machine, access, indices, lane, width);
      if (r[place + lane]! % width !== 0) {
        throw new Fault('misaligned', access.at, lane, `${written(machine, access, indices, lane)} is element ${r[place + lane]} of the array; ${width} at once begin at a multiple of ${width}`);
      }
    }
  };
}

export function fetchVectorStep(machine: Machine, array: BoundArray, place: number, to: number, components: number): Step {
  return ({ count, list }) => {
    const r = machine.registers;
    const { values } = array;
    const { width } = machine;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      const first = r[place + lane]!;
      for (let each = 0; each < components; each++) r[to + each * width + lane] = values[first + each]!;
    }
  };
}

export function fetchStep(machine: Machine, array: BoundArray, place: number, to: number): Step {
  return ({ count, list }) => {
    const r = machine.registers;
    const { values } = array;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      r[to + lane] = values[r[place + lane]!]!;
    }
  };
}

/** A value of a wider storage type (u32, i64) must fit i32 to be computed with. */
export function fitsStep(machine: Machine, value: number, at: NodeId): Step {
  return ({ count, list }) => {
    const r = machine.registers;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      if ((r[value + lane]! | 0) !== r[value + lane]) notAnInteger(at, lane, r[value + lane]!);
    }
  };
}

export function touchStep(machine: Machine, tally: Tally, array: BoundArray, place: number, width = 1): Step {
  return (active) => touch(tally, array, machine.registers, place, active, width);
}

/** `table[7][3]` as a lane reaches it. */
export function written(machine: Machine, { name }: NamedArray, indices: readonly number[], lane: number): string {
  return `${name}${indices.map((index) => `[${machine.registers[index + lane]!}]`).join('')}`;
}

function outOfBounds(machine: Machine, access: Access, indices: readonly number[], lane: number, width = 1): never {
  const { array, at, dims } = access;
  const last = indices.length - 1;
  const values = indices.map((index) => machine.registers[index + lane]!);
  const wrong = values.findIndex((value, each) => value < 0 || value + (each === last ? width : 1) > array.shape[each]!);
  const dim = dims[wrong]!;
  const size = dim.kind === 'number' ? `size ${dim.value}` : `${showSize(dim)} = ${array.shape[wrong]}`;
  const many = width > 1 ? ` and the ${width - 1} after it` : '';
  throw new Fault('out-of-bounds', at, lane, `${written(machine, access, indices, lane)}${many} with ${size}`);
}
