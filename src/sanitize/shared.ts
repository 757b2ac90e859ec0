import { evaluateSize } from '../util/size-expression.ts';
import type { SharedDeclaration, Sizes } from '../model/index.ts';
import type { BoundArray, NamedArray } from './bound-array.ts';
import { Fault } from './fault.ts';
import type { Lanes, Step } from './lanes.ts';
import type { Access } from './loads.ts';
import type { Machine } from './machine.ts';
import { bytesOf, type FloatFormat, rounderOf } from './narrow.ts';
import { isWholeWarp, NOBODY, Shadow, SOMEBODY } from './shadow.ts';
import { touchAtomically, touchBanks, type Tally } from './tally.ts';

/** Shared memory of the running block: values, who touched them when, and who has a copy under way to them. */
export interface SharedArray extends BoundArray {
  readonly declaration: SharedDeclaration;
  values: Float64Array;
  shadow: Shadow;
  /** One more than the number of the thread whose asynchronous copy has not arrived yet; 0 for none. */
  underWay: Uint16Array;
}

export interface SharedAccess extends Access {
  readonly array: SharedArray;
}

export function newSharedArray(declaration: SharedDeclaration, { block: { clock } }: Machine): SharedArray {
  const bytes = bytesOf[declaration.scalar];
  return { declaration, shape: [], sector: 0, bytes, values: new Float64Array(0), shadow: new Shadow(0, clock, { reads: false, atomics: false }), underWay: new Uint16Array(0) };
}

/** Makes room for the sizes of a launch; returns the word after the array. Arrays begin at multiples of 16 bytes. */
export function bindShared(array: SharedArray, { block: { clock } }: Machine, sizes: Sizes, word: number): number {
  array.shape = array.declaration.dims.map((dim) => evaluateSize(dim, sizes));
  array.sector = word;
  const elements = array.shape.reduce((product, size) => product * size, 1);
  if (elements !== array.values.length) {
    array.values = new Float64Array(elements);
    array.shadow = new Shadow(elements, clock, { reads: true, atomics: true });
    array.underWay = new Uint16Array(elements);
  }
  return word + 4 * Math.ceil((elements * array.bytes) / 16);
}

/** `to = array[place]`, for a vector the components after it too. */
export function readSharedStep(machine: Machine, access: SharedAccess, place: number, to: number, components: number): Step {
  return ({ count, list }) => {
    const r = machine.registers;
    const { values } = access.array;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      const first = r[place + lane]!;
      for (let each = 0; each < components; each++) {
        noteRead(machine, access, first + each, lane, lane);
        r[to + each * machine.width + lane] = values[first + each]!;
      }
    }
  };
}

/** `array[place] = value`; `value + each · stride` is where the components are. */
export function storeSharedStep(
  machine: Machine, access: SharedAccess, place: number, { at: value, stride }: { readonly at: number; readonly stride: number }, components: number, format: FloatFormat,
): Step {
  const round = rounderOf(format);
  return ({ count, list }) => {
    const r = machine.registers;
    const { values } = access.array;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      const first = r[place + lane]!;
      for (let each = 0; each < components; each++) {
        noteStore(machine, access, first + each, lane, lane);
        const kept = r[value + each * stride + lane]!;
        values[first + each] = round === null ? kept : round(kept);
      }
    }
  };
}

/** `array[place] += value` for every lane, as if one after another. */
export function addSharedStep(machine: Machine, access: SharedAccess, place: number, value: number, add: (a: number, b: number, lane: number) => number): Step {
  return ({ count, list }) => {
    const r = machine.registers;
    const { values, shadow } = access.array;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      const element = r[place + lane]!;
      arrived(machine, access, element, lane);
      stored(machine, access, element, lane);
      const rival = shadow.add(element, lane);
      if (rival !== NOBODY) race(machine, access, element, lane, rival, 'is added to');
      values[element] = add(values[element]!, r[value + lane]!, lane);
    }
  };
}

/** Faults if a thread may not read the element now. `thread` differs from the lane where a warp acts as a whole. */
export function noteRead(machine: Machine, access: SharedAccess, element: number, lane: number, thread: number): void {
  arrived(machine, access, element, lane);
  const rival = access.array.shadow.read(element, thread);
  if (rival !== NOBODY) race(machine, access, element, lane, rival, 'is read');
  stored(machine, access, element, lane);
}

export function noteStore(machine: Machine, access: SharedAccess, element: number, lane: number, thread: number): void {
  arrived(machine, access, element, lane);
  const rival = access.array.shadow.store(element, thread);
  if (rival !== NOBODY) race(machine, access, element, lane, rival, 'is stored');
}

function arrived(machine: Machine, access: SharedAccess, element: number, lane: number): void {
  const owner = access.array.underWay[element]!;
  if (owner === 0) return;
  const whose = owner - 1 === lane ? 'the thread' : threadName(machine, owner - 1);
  throw new Fault('race', access.at, lane, `${elementName(access, element)} is touched while ${whose} copies to it: there is no copyWait between`);
}

function stored({ block }: Machine, access: SharedAccess, element: number, lane: number): void {
  if (access.array.shadow.storedSince(element, block.firstEpoch)) return;
  throw new Fault('uninitialised', access.at, lane, `${elementName(access, element)} is read before a thread of its block stored it`);
}

export function race(machine: Machine, access: Access, element: number, lane: number, rival: number, what: string): never {
  throw new Fault('race', access.at, lane, `${elementName(access, element)} ${what} and ${threadName(machine, rival)} touches it too: there is no barrier between`);
}

/** `tile[3][7]` of a row-major place. */
export function elementName({ name, array: { shape } }: Pick<NamedArray, 'name' | 'array'>, element: number): string {
  const found: number[] = [];
  let rest = element;
  for (const size of [...shape].reverse()) {
    found.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `${name}${found.map((index) => `[${index}]`).join('')}`;
}

/** A thread of the running block by its coordinates, x first. */
export function threadName({ block: { extents } }: Machine, thread: number): string {
  if (thread === SOMEBODY) return 'another thread';
  if (isWholeWarp(thread)) return 'a matrix product of its warp';
  return `thread (${coordinatesIn(thread, extents).join(', ')})`;
}

/** Coordinates of a linear number, x first and fastest. */
export function coordinatesIn(index: number, extents: readonly number[]): number[] {
  let rest = index;
  return extents.map((extent) => {
    const at = rest % extent;
    rest = Math.floor(rest / extent);
    return at;
  });
}

export function touchBanksStep(machine: Machine, tally: Tally, array: BoundArray, place: number, width = 1): Step {
  return (active: Lanes) => touchBanks(tally, array, machine.registers, place, active, width);
}

export function touchAtomicallyStep(machine: Machine, tally: Tally, place: number): Step {
  return (active: Lanes) => touchAtomically(tally, machine.registers, place, active);
}
