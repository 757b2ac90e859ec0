import type { Arguments, Sizes } from '../model/index.ts';
import { evaluateSize } from '../util/size-expression.ts';
import { bindArray } from './bound-array.ts';
import type { Compiled } from './compile.ts';
import { Fault, type FoundFault } from './fault.ts';
import { fillLanes, noLanes, WARP } from './lanes.ts';
import { RETURNED, RUNNING, type Machine } from './machine.ts';
import { axisOf } from './prices.ts';

/** Far more iterations than any real kernel's thread takes: what ends a loop that never does. */
export const ENDLESS = 2 ** 20;

export interface LaunchOptions {
  /** Loop iterations that a thread may take. */
  readonly budget?: number;
  /** Which warps run, by number; all where absent. */
  readonly warps?: readonly number[];
  /** For messages: `'one bag'`. */
  readonly caseName?: string;
  /** Lets an element that no path returns keep its NaN instead of being a fault. */
  readonly partial?: boolean;
}

export interface Launched<Output> {
  readonly ok: true;
  /** Row-major; NaN where nothing was written. */
  readonly output: Output;
  /** Loop iterations of the thread that took most. */
  readonly steps: number;
}

/** Runs a compiled kernel on arguments, warp after warp. A fault is a value. */
export function launch<Output extends Float32Array | Float64Array>(
  compiled: Compiled, makeOutput: (threads: number) => Output, inputs: Arguments, sizes: Sizes, options: LaunchOptions = {},
): Launched<Output> | FoundFault {
  const { machine } = compiled;
  const shape = compiled.build.typed.kernel.signature.returns.dims.map((dim) => evaluateSize(dim, sizes));
  const threads = shape.reduce((product, size) => product * size, 1);
  const output = makeOutput(threads).fill(Number.NaN) as Output;
  bind(compiled, inputs, sizes);
  machine.output = output;
  machine.budget = options.budget ?? ENDLESS;
  const warps = options.warps ?? Array.from({ length: Math.ceil(threads / WARP) }, (_, warp) => warp);
  let longest = 0;
  try {
    for (const warp of warps) {
      runWarp(compiled, warp * WARP, Math.min(WARP, threads - warp * WARP), shape, options.partial ?? false);
      for (const count of machine.iterations) if (count > longest) longest = count;
    }
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    const where = options.caseName === undefined ? '' : ` in case '${options.caseName}'`;
    const thread = coordinates(machine.first + thrown.lane, shape).join(', ');
    return { ok: false, kind: thrown.kind, at: thrown.at, detail: `${thrown.what}${where}, thread (${thread})` };
  }
  return { ok: true, output, steps: longest };
}

const everyLane = noLanes();

function runWarp({ build, machine, body }: Compiled, first: number, count: number, shape: readonly number[], partial: boolean): void {
  machine.first = first;
  machine.status.fill(RUNNING);
  machine.iterations.fill(0);
  placeThreads(build.builtins, machine, shape);
  fillLanes(everyLane, count);
  body(everyLane);
  if (partial) return;
  for (let lane = 0; lane < count; lane++) {
    if (machine.status[lane] !== RETURNED) throw new Fault('unwritten', build.typed.kernel.body.id, lane, 'no return is reached, so the element is never written');
  }
}

/** Puts arrays, sizes and scalar arguments where the steps read them. */
function bind({ build, machine }: Compiled, inputs: Arguments, sizes: Sizes): void {
  let sector = 0;
  for (const [name, bound] of build.arrays) {
    const array = inputs[name];
    if (array === undefined) throw new Error(`no argument for the parameter '${name}'`);
    sector = bindArray(bound, array, sector);
  }
  machine.outputPlace.sector = sector;
  machine.outputPlace.bytes = 4;
  const { registers } = machine;
  const fill = (at: number, value: number) => registers.fill(value, at, at + WARP);
  for (const [name, at] of build.sizes) fill(at, evaluateSize({ kind: 'symbol', name }, sizes));
  for (const [name, at] of build.scalars) fill(at, Number(build.arrays.get(name)!.values[0]));
  for (const axis of ['x', 'y', 'z'] as const) {
    const at = build.builtins.get(`output.${axis}`);
    const dim = axisOf(build.typed.kernel.signature, axis);
    if (at !== undefined) fill(at, dim === undefined ? 1 : evaluateSize(dim, sizes));
  }
}

/** `this.thread.*` of the warp's lanes. */
function placeThreads(builtins: ReadonlyMap<string, number>, { registers, first }: Machine, shape: readonly number[]): void {
  const index = builtins.get('thread.index');
  const axes = ['thread.x', 'thread.y', 'thread.z'].map((name) => builtins.get(name));
  for (let lane = 0; lane < WARP; lane++) {
    if (index !== undefined) registers[index + lane] = first + lane;
    let rest = first + lane;
    for (let axis = 0; axis < 3; axis++) {
      const size = shape[shape.length - 1 - axis] ?? 1;
      const at = axes[axis];
      if (at !== undefined) registers[at + lane] = rest % size;
      rest = Math.floor(rest / size);
    }
  }
}

/** The thread's coordinates, x first. */
function coordinates(index: number, shape: readonly number[]): number[] {
  const found: number[] = [];
  let rest = index;
  for (const size of [...shape].reverse()) {
    found.push(rest % size);
    rest = Math.floor(rest / size);
  }
  return found;
}
