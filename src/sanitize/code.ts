import type { TypedKernel, ValueType } from '../dialect/index.ts';
import type { InstructionClass } from '../model/index.ts';
import { WARP, type Step } from './lanes.ts';
import type { BoundArray } from './bound-array.ts';
import type { Machine } from './machine.ts';
import { CLASSES, noCost, tallyStep, type Cost, type StretchCost } from './tally.ts';

/** Where a value is: its register. `constant`: known before the launch, so arithmetic on constants alone is free. */
export interface Operand {
  readonly at: number;
  readonly type: ValueType;
  readonly constant: boolean;
  /** The value of a literal. */
  readonly value?: number;
}

/** `f32` rounds after every operation, as devices do; `f64` rounds nothing. Integers are the same in both. */
export type Precision = 'f32' | 'f64';

/** What compiling a kernel knows and hands out. */
export interface Build {
  readonly typed: TypedKernel;
  readonly machine: Machine;
  readonly precision: Precision;
  /** Registers handed out so far. */
  registers: number;
  readonly locals: ReadonlyMap<string, Local>;
  readonly arrays: ReadonlyMap<string, BoundArray>;
  /** Registers that hold the same in all lanes: literals, sizes and scalar parameters. */
  readonly literals: Map<string, { readonly at: number; readonly value: number }>;
  readonly sizes: Map<string, number>;
  readonly scalars: Map<string, number>;
  /** `thread.x` and the like; `thread.index` is the thread's linear number. */
  readonly builtins: Map<string, number>;
}

export interface Local {
  readonly at: number;
  readonly type: ValueType;
  /** Register that says whether the local has a value; absent where its declaration gives one. */
  readonly hasValue?: number;
}

/** Straight-line code being written; `stretch` is what it costs, in counted builds only. */
export interface Code {
  readonly steps: Step[];
  stretch: Stretch | null;
}

interface Stretch {
  readonly cost: StretchCost;
  /** The longest chain behind each register written in this stretch. */
  readonly depths: Map<number, Cost>;
}

export function newRegister(build: Build): number {
  return WARP * build.registers++;
}

/** The register of a name, the same every time. */
export function registerFor(build: Build, registers: Map<string, number>, key: string): number {
  let at = registers.get(key);
  if (at === undefined) registers.set(key, (at = newRegister(build)));
  return at;
}

export function newCode(build: Build): Code {
  const code: Code = { steps: [], stretch: null };
  startStretch(build, code);
  return code;
}

/** After a branch came together again: what follows is a stretch of its own. */
export function startStretch({ machine }: Build, code: Code): void {
  if (machine.tally === null) return;
  code.stretch = { cost: { all: noCost(), chain: noCost() }, depths: new Map() };
  code.steps.push(tallyStep(machine.tally, code.stretch.cost));
}

/** Cycles by class, only to say which of two chains is the longer: about what recent GPUs take. */
const LATENCY: Cost = [4, 4, 32, 4, 250, 0];
const latencyOf = (cost: Cost): number => cost.reduce((sum, count, each) => sum + count * LATENCY[each]!, 0);

/** Adds `count` instructions of a class, one behind another, from registers to a register; a class of null moves a value, which is free. */
export function charge(code: Code, kind: InstructionClass | null, to: number, from: readonly number[], count = 1): void {
  if (code.stretch === null) return;
  const { cost, depths } = code.stretch;
  const before = from.map((register) => depths.get(register)).filter((depth) => depth !== undefined);
  const depth = before.reduce((longest: Cost, each) => (latencyOf(each) > latencyOf(longest) ? each : longest), noCost()).slice();
  if (kind !== null) {
    const each = CLASSES.indexOf(kind);
    cost.all[each]! += count;
    depth[each]! += count;
  }
  depths.set(to, depth);
  if (latencyOf(depth) > latencyOf(cost.chain)) cost.chain = depth;
}
