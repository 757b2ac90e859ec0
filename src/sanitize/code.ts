import { type ComponentType, componentOf, type TypedKernel, type ValueType, widthOf } from '../dialect/index.ts';
import type { InstructionClass } from '../model/index.ts';
import type { BoundArray } from './bound-array.ts';
import type { Copies } from './copies.ts';
import type { Step } from './lanes.ts';
import type { Machine } from './machine.ts';
import type { FloatFormat } from './narrow.ts';
import type { WatchedOutput } from './output.ts';
import type { SharedArray } from './shared.ts';
import { CLASSES, latencyOf, noCost, tallyStep, type Cost, type StretchCost } from './tally.ts';

/** Where a value is: its register. `constant`: known before the launch, so arithmetic on constants alone is free. */
export interface Operand {
  readonly at: number;
  /** From a component's register to the next one's; 0 for a number, which is every component of a vector that it meets. */
  readonly stride: number;
  readonly type: ValueType;
  readonly constant: boolean;
  /** The value of a literal. */
  readonly value?: number;
}

/** `f32` rounds after every operation, as devices do, to f16 where values are f16; `f64` rounds nothing. Integers are the same in both. */
export type Precision = 'f32' | 'f64';

/** What compiling a kernel knows and hands out. */
export interface Build {
  readonly typed: TypedKernel;
  readonly machine: Machine;
  readonly precision: Precision;
  /** Registers handed out so far. */
  registers: number;
  readonly locals: ReadonlyMap<string, Local>;
  /** Inputs, and a grid kernel's output. */
  readonly arrays: ReadonlyMap<string, BoundArray>;
  readonly shared: ReadonlyMap<string, SharedArray>;
  /** Only in grid kernels: who stored which element of the output, and asynchronous copies. */
  readonly grid: GridState | null;
  /** Registers that hold the same in all lanes: literals, sizes and scalar parameters. */
  readonly literals: Map<string, { readonly at: number; readonly value: number }>;
  readonly sizes: Map<string, number>;
  readonly scalars: Map<string, number>;
  /** `thread.x` and the like; `thread.index` is the thread's linear number. */
  readonly builtins: Map<string, number>;
}

export interface GridState {
  readonly output: WatchedOutput;
  readonly copies: Copies;
  /** True if the output is the target of atomic additions. */
  readonly addsToOutput: boolean;
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

/** A register, or one for each component, one behind another. */
export function newRegister(build: Build, components = 1): number {
  const at = build.machine.width * build.registers;
  build.registers += components;
  return at;
}

/** A value of a type in registers of its own. */
export function inRegister({ machine }: Build, at: number, type: ValueType, constant = false): Operand {
  return { at, type, constant, stride: widthOf(type) === 1 ? 0 : machine.width };
}

/** What floats of a type are rounded to. */
export function formatOf({ precision }: Build, type: ValueType | ComponentType): FloatFormat {
  return precision === 'f64' ? 'f64' : componentOf(type) === 'f16' ? 'f16' : 'f32';
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

/** What no instruction moves across: a stretch of its own, that issues and waits so much. */
export function chargeAlone(build: Build, code: Code, kind: InstructionClass, issued: number, waited: number): void {
  startStretch(build, code);
  if (code.stretch !== null) {
    code.stretch.cost.all[CLASSES.indexOf(kind)]! += issued;
    code.stretch.cost.chain[CLASSES.indexOf(kind)]! += waited;
  }
  startStretch(build, code);
}

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
