import { type TypedArray, type ValueType, widthOf } from '../dialect/index.ts';
import type { Element, NodeId } from '../model/index.ts';
import { charge, inRegister, newRegister, type Build, type Code, type Operand } from './code.ts';
import type { NamedArray } from './bound-array.ts';
import { alignedStep, boundsStep, fetchStep, fetchVectorStep, fitsStep, placeStep, touchStep } from './loads.ts';
import { bytesOf } from './narrow.ts';
import { placePrice } from './prices.ts';
import { readSharedStep, touchBanksStep } from './shared.ts';

/** An element, or `width` neighbours, that a kernel names. */
export interface Place extends NamedArray {
  readonly typed: TypedArray;
  readonly indices: readonly Operand[];
  readonly width: number;
  readonly at: NodeId;
}

/** Which element: of an input, of the output, or of a shared array. */
export function placeOf(build: Build, node: { readonly id: NodeId; readonly width?: number }, name: string, indices: readonly Operand[]): Place {
  const typed = build.typed.arrays.get(name)!;
  const array = typed.space === 'shared' ? build.shared.get(name)! : build.arrays.get(name)!;
  return { name, typed, indices, array, dims: typed.type.dims, width: node.width ?? 1, at: node.id };
}

/** Checks a place and leaves it, row-major, in the register that is returned. */
export function locate(build: Build, code: Code, place: Place): number {
  const { machine, typed } = build;
  const { indices, width } = place;
  const registers = indices.map((index) => index.at);
  let at = registers[0]!;
  if (indices.length === 1) code.steps.push(boundsStep(machine, place, at));
  else {
    at = newRegister(build);
    code.steps.push(placeStep(machine, place, registers, at));
    const count = placePrice(indices, place.dims, typed.kernel.signature.statics);
    charge(code, count > 0 ? 'intAlu' : null, at, registers, count);
  }
  if (width > 1) code.steps.push(alignedStep(machine, place, registers, at, width));
  return at;
}

/** Instructions of an access: a thread moves 16 bytes with one. */
export function accesses({ typed, width }: Place): number {
  return Math.ceil((width * bytesOf[typed.type.scalar]) / 16);
}

/** Counts what an access touches in memory, in counted builds. */
export function touched(build: Build, code: Code, place: Place, at: number): void {
  const { machine } = build;
  if (machine.tally === null) return;
  const step = place.typed.space === 'shared' ? touchBanksStep : touchStep;
  code.steps.push(step(machine, machine.tally, place.array, at, place.width));
}

/** `table[i][j]` and `load4(table, i, j)`. */
export function element(build: Build, code: Code, node: Element, indices: readonly Operand[], type: ValueType, into: number | undefined): Operand {
  const { machine } = build;
  const place = placeOf(build, node, node.array, indices);
  const at = locate(build, code, place);
  touched(build, code, place, at);
  const components = widthOf(type);
  const to = into ?? newRegister(build, components);
  const shared = build.shared.get(node.array);
  if (shared !== undefined) code.steps.push(readSharedStep(machine, { ...place, array: shared }, at, to, components));
  else if (components === 1) code.steps.push(fetchStep(machine, place.array, at, to));
  else code.steps.push(fetchVectorStep(machine, place.array, at, to, components));
  const atOnce = Math.ceil(components / accesses(place));
  for (let each = 0; each < components; each++) {
    const first = each - (each % atOnce); // whose instruction brings this component as well
    const register = (component: number) => to + component * machine.width;
    if (each === first) charge(code, shared ? 'shared' : 'load', register(each), [at]);
    else charge(code, null, register(each), [register(first)]);
  }
  const { scalar } = place.typed.type;
  if (scalar === 'u32' || scalar === 'i64') {
    for (let each = 0; each < components; each++) code.steps.push(fitsStep(machine, to + each * machine.width, node.id));
  }
  return inRegister(build, to, type);
}
