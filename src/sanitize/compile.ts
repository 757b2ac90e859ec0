import type { TypedKernel } from '../dialect/index.ts';
import { walk } from '../dialect/index.ts';
import { newRegister, type Build, type Local, type Precision } from './code.ts';
import { WARP, type Step } from './lanes.ts';
import { newMachine, type Machine } from './machine.ts';
import { block } from './statements.ts';
import { newTally } from './tally.ts';

/** A kernel as steps on a machine of its own. It can be launched again and again, but not while it runs. */
export interface Compiled {
  readonly build: Build;
  readonly machine: Machine;
  /** Runs one warp. */
  readonly body: Step;
}

/**
 * Compiles a checked kernel. Nothing is evaluated: the text becomes closures of this room, so a kernel cannot run code on
 * the host. Counting costs only where it is asked for; an uncounted build has no step for it.
 */
export function compile(typed: TypedKernel, precision: Precision, counting = false): Compiled {
  const machine = newMachine(typed.parameters.size, counting ? newTally() : null);
  const locals = new Map<string, Local>();
  const build: Build = {
    typed, machine, precision, registers: 0, locals, literals: new Map(), sizes: new Map(), scalars: new Map(), builtins: new Map(),
    arrays: new Map([...typed.parameters.keys()].map((name, at) => [name, machine.arrays[at]!])),
  };
  const valueless = valuelessLocals(typed);
  for (const [name, type] of typed.locals) {
    locals.set(name, { at: newRegister(build), type, ...(valueless.has(name) ? { hasValue: newRegister(build) } : {}) });
  }
  const body = block(build, typed.kernel.body).step;
  machine.registers = new Float64Array(WARP * build.registers);
  for (const { at, value } of build.literals.values()) machine.registers.fill(value, at, at + WARP);
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
