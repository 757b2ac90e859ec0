import type { NodeId } from '../model/index.ts';
import type { NamedArray } from './bound-array.ts';
import type { Step } from './lanes.ts';
import type { Machine } from './machine.ts';
import { noteStore, type SharedAccess } from './shared.ts';

/**
 * Asynchronous copies. An element on its way belongs to the copy until the copying thread has waited for its group: whoever
 * touches it before, the thread itself included, races with the copy. When it arrives it is as if the thread had stored it.
 */
interface Copy {
  readonly access: SharedAccess;
  readonly element: number;
  readonly value: number;
  /** How many groups the thread had closed before. */
  readonly group: number;
}

/** What each thread of the block has under way. */
export interface Copies {
  readonly underWay: Copy[][];
  /** Groups that each thread has closed. */
  readonly committed: Int32Array;
  /** Whether the block copies at all: most do not, and there are thousands of them. */
  used: boolean;
}

export function newCopies(width: number): Copies {
  return { underWay: Array.from({ length: width }, () => []), committed: new Int32Array(width), used: false };
}

/** Forgets what a block never waited for. */
export function clearCopies(all: Copies): void {
  if (!all.used) return;
  const { underWay, committed } = all;
  all.used = false;
  committed.fill(0);
  for (const copies of underWay) {
    for (const { access, element } of copies) access.array.underWay[element] = 0;
    copies.length = 0;
  }
}

export function copyStep(machine: Machine, all: Copies, access: SharedAccess, source: NamedArray, to: number, from: number, width: number): Step {
  const { array } = access;
  const { underWay, committed } = all;
  return ({ count, list }) => {
    const r = machine.registers;
    all.used = true;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      for (let each = 0; each < width; each++) {
        const element = r[to + lane]! + each;
        noteStore(machine, access, element, lane, lane);
        array.underWay[element] = lane + 1;
        underWay[lane]!.push({ access, element, value: source.array.values[r[from + lane]! + each]!, group: committed[lane]! });
      }
    }
  };
}

export function commitStep(all: Copies): Step {
  const { committed } = all;
  return ({ count, list }) => {
    all.used = true;
    for (let k = 0; k < count; k++) committed[list[k]!]!++;
  };
}

/** Waits until at most `pending` closed groups of a thread are under way. */
export function waitStep(machine: Machine, { underWay, committed }: Copies, pending: number, at: NodeId): Step {
  return ({ count, list }) => {
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      const copies = underWay[lane]!;
      let arrived = 0; // groups are in order
      while (arrived < copies.length && copies[arrived]!.group < committed[lane]! - pending) arrive(machine, copies[arrived++]!, lane, at);
      copies.splice(0, arrived);
    }
  };
}

function arrive(machine: Machine, { access, element, value }: Copy, lane: number, at: NodeId): void {
  access.array.underWay[element] = 0;
  noteStore(machine, { ...access, at }, element, lane, lane);
  access.array.values[element] = value;
}
