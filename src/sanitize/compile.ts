import type { TypedKernel } from '../dialect/index.ts';
import { nodesOf, walk, widthOf } from '../dialect/index.ts';
import type { SharedDeclaration, Sizes } from '../model/index.ts';
import { noArray } from './bound-array.ts';
import { newRegister, type Build, type Local, type Precision } from './code.ts';
import { newCopies } from './copies.ts';
import { WARP, type Step } from './lanes.ts';
import { blockThreads } from './launch-problem.ts';
import { newMachine, type Machine } from './machine.ts';
import { newSharedArray } from './shared.ts';
import { Shadow } from './shadow.ts';
import { block } from './statements.ts';
import { newTally, type Tally } from './tally.ts';

/** A kernel as steps on a machine of its own. It can be launched again and again, but not while it runs. */
export interface Compiled {
  readonly build: Build;
  readonly machine: Machine;
  /** Runs one warp of a map kernel, one block of a grid kernel. */
  readonly body: Step;
}

/** A kernel with what was compiled of it so far. */
export interface Prepared {
  readonly typed: TypedKernel;
  /** Where a counted kernel counts, whatever its width. */
  readonly tally: Tally | null;
  /** For the sizes of a launch: a grid kernel's registers are as wide as its blocks. */
  compiledFor(sizes: Sizes): Compiled;
}

/** Compiles where it must and remembers; map kernels at once, grid kernels for each width of block when it is first met. */
export function prepare(typed: TypedKernel, precision: Precision, counting = false): Prepared {
  const { launch } = typed.kernel.body;
  const tally = counting ? newTally() : null;
  if (!launch) {
    const compiled = compile(typed, precision, tally, WARP);
    return { typed, tally, compiledFor: () => compiled };
  }
  const known = new Map<number, Compiled>();
  return {
    typed, tally,
    compiledFor(sizes) {
      const width = WARP * Math.ceil(blockThreads(launch, sizes) / WARP);
      let compiled = known.get(width);
      if (compiled === undefined) known.set(width, (compiled = compile(typed, precision, tally, width)));
      return compiled;
    },
  };
}

/**
 * Compiles a checked kernel. Nothing is evaluated: the text becomes closures of this room, so a kernel cannot run code on
 * the host. Counting costs only where it is asked for; an uncounted build has no step for it.
 */
function compile(typed: TypedKernel, precision: Precision, tally: Tally | null, width: number): Compiled {
  const machine = newMachine(width, tally);
  const locals = new Map<string, Local>();
  const { signature, body: { launch, body: statements } } = typed.kernel;
  const declarations = statements.filter((node): node is SharedDeclaration => node.type === 'SharedDeclaration');
  const nothing = new Shadow(0, machine.block.clock, { reads: false, atomics: false });
  const build: Build = {
    typed, machine, precision, registers: 0, locals, literals: new Map(), sizes: new Map(), scalars: new Map(), builtins: new Map(),
    arrays: new Map([...signature.parameters.map(({ name }) => [name, noArray()] as const), ...(launch ? [[launch.output, machine.outputPlace] as const] : [])]),
    shared: new Map(declarations.map((node) => [node.name, newSharedArray(node, machine)])),
    grid: launch ? { output: { shadow: nothing }, copies: newCopies(width), addsToOutput: nodesOf(typed.kernel.body).some((node) => node.type === 'AtomicAdd' && node.array === launch.output) } : null,
  };
  const valueless = valuelessLocals(typed);
  for (const [name, type] of typed.locals) {
    locals.set(name, { at: newRegister(build, widthOf(type)), type, ...(valueless.has(name) ? { hasValue: newRegister(build) } : {}) });
  }
  const body = block(build, typed.kernel.body).step;
  machine.registers = new Float64Array(width * build.registers);
  for (const { at, value } of build.literals.values()) machine.registers.fill(value, at, at + width);
  return { build, machine, body };
}

/** Locals declared without a value: only these can be read before they have one. */
function valuelessLocals({ kernel }: TypedKernel): ReadonlySet<string> {
  const names = new Set<string>();
  walk(kernel.body, (node) => {
    if (node.type === 'VariableDeclaration' && node.init === null) names.add(node.name);
  });
  return names;
}
