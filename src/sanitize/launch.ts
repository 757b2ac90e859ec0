import type { Arguments, DeviceLimits, NodeId, Sizes } from '../model/index.ts';
import { evaluateSize } from '../util/size-expression.ts';
import { bindArray } from './bound-array.ts';
import type { Compiled, Prepared } from './compile.ts';
import { Fault, NO_LANE, type FoundFault } from './fault.ts';
import { fillLanes, noLanes, WARP } from './lanes.ts';
import { gridLaunch } from './launch-grid.ts';
import { launchProblem } from './launch-problem.ts';
import { RETURNED, RUNNING, type Machine } from './machine.ts';
import { bytesOf } from './narrow.ts';
import { axisOf } from './prices.ts';
import type { LaunchOptions, Running } from './running.ts';
import { coordinatesIn } from './shared.ts';
import { closeBlock } from './tally.ts';

/** Far more iterations than any real kernel's thread takes: what ends a loop that never does. */
export const ENDLESS = 2 ** 20;

export interface Launched<Output> {
  readonly ok: true;
  /** Row-major; NaN where nothing was written. */
  readonly output: Output;
  /** Loop iterations of the thread that took most. */
  readonly steps: number;
}

/** The interpreter's own limits: a block's threads are lanes, and shared memory is only to be bounded. */
const limits: DeviceLimits = { threadsPerBlock: 1024, sharedBytesPerBlock: 2 ** 20 };

/** Runs a kernel on arguments. A fault is a value, and so is a launch that is impossible with these sizes. */
export function launch<Output extends Float32Array | Float64Array>(
  { typed, compiledFor }: Prepared, makeOutput: (elements: number) => Output, inputs: Arguments, sizes: Sizes, options: LaunchOptions = {},
): Launched<Output> | FoundFault {
  const inCase = options.caseName === undefined ? '' : ` in case '${options.caseName}'`;
  const impossible = launchProblem(typed, sizes, limits);
  if (impossible !== undefined) return { ok: false, kind: 'unsupported', at: typed.kernel.body.id, detail: `${impossible}${inCase}` };
  const compiled = compiledFor(sizes);
  const { machine } = compiled;
  const shape = typed.kernel.signature.returns.dims.map((dim) => evaluateSize(dim, sizes));
  const output = makeOutput(shape.reduce((product, size) => product * size, 1)).fill(Number.NaN) as Output;
  machine.output = output;
  machine.budget = options.budget ?? ENDLESS;
  bind(compiled, inputs, sizes, shape);
  const running = typed.kernel.body.launch ? gridLaunch(compiled, typed.kernel.body.launch, options) : mapLaunch(compiled, shape, options);
  let longest = 0;
  try {
    running.run(() => {
      for (const count of machine.iterations) if (count > longest) longest = count;
      if (machine.tally !== null) closeBlock(machine.tally, machine.width / WARP);
    });
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    const where = thrown.lane === NO_LANE ? '' : `, ${running.where(thrown.lane)}`;
    return { ok: false, kind: thrown.kind, at: thrown.at, detail: `${thrown.what}${inCase}${where}` };
  }
  return { ok: true, output, steps: longest };
}

const everyLane = noLanes(WARP);

/** A map kernel runs warp after warp. */
function mapLaunch({ build, machine, body }: Compiled, shape: readonly number[], { parts, partial = false }: LaunchOptions): Running {
  const threads = shape.reduce((product, size) => product * size, 1);
  const warps = parts ?? Array.from({ length: Math.ceil(threads / WARP) }, (_, warp) => warp);
  return {
    run(ran) {
      for (const warp of warps) {
        const count = Math.min(WARP, threads - warp * WARP);
        machine.first = warp * WARP;
        machine.status.fill(RUNNING);
        machine.iterations.fill(0);
        placeThreads(build.builtins, machine, shape);
        fillLanes(everyLane, count);
        body(everyLane);
        if (!partial) allReturned(machine, count, build.typed.kernel.body.id);
        ran();
      }
    },
    where: (lane) => `thread (${coordinatesIn(machine.first + lane, [...shape].reverse()).join(', ')})`,
  };
}

function allReturned({ status }: Machine, count: number, at: NodeId): void {
  for (let lane = 0; lane < count; lane++) {
    if (status[lane] !== RETURNED) throw new Fault('unwritten', at, lane, 'no return is reached, so the element is never written');
  }
}

/** Puts arrays, sizes and scalar arguments where the steps read them. */
function bind({ build, machine }: Compiled, inputs: Arguments, sizes: Sizes, shape: readonly number[]): void {
  const { signature } = build.typed.kernel;
  machine.sizes = sizes;
  let sector = 0;
  for (const { name } of signature.parameters) {
    const array = inputs[name];
    if (array === undefined) throw new Error(`no argument for the parameter '${name}'`);
    sector = bindArray(build.arrays.get(name)!, array, sector);
  }
  machine.outputPlace.sector = sector;
  machine.outputPlace.bytes = bytesOf[signature.returns.scalar];
  machine.outputPlace.shape = shape;
  machine.footprint = sector + Math.ceil(shape.reduce((product, size) => product * size, machine.outputPlace.bytes) / 32);
  const fill = (at: number, value: number) => machine.registers.fill(value, at, at + machine.width);
  for (const [name, at] of build.sizes) fill(at, evaluateSize({ kind: 'symbol', name }, sizes));
  for (const [name, at] of build.scalars) fill(at, Number(build.arrays.get(name)!.values[0]));
  for (const axis of ['x', 'y', 'z'] as const) {
    const at = build.builtins.get(`output.${axis}`);
    const dim = axisOf(signature, axis);
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
