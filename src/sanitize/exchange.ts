import { type ComponentType, componentOf, widthOf } from '../dialect/index.ts';
import type { LaneFunction, NodeId } from '../model/index.ts';
import { charge, chargeAlone, formatOf, inRegister, newRegister, type Build, type Code, type Operand } from './code.ts';
import { Fault, overflow } from './fault.ts';
import { WARP, WARP_BITS, type Lanes, type Step } from './lanes.ts';
import type { Machine } from './machine.ts';
import { isFloat } from './operands.ts';
import { rounderOf } from './narrow.ts';

/** What threads do together: barriers, and lane exchange within a warp. All that should take part must be there. */

/** Lanes that a warp of the running block has: 32, fewer in a last partial one. */
export function lanesOf({ block: { threads } }: Machine, warp: number): number {
  return Math.min(WARP, threads - WARP * warp);
}

/** `barrier()`: every thread of the block, or none. */
export function blockBarrier(build: Build, code: Code, at: NodeId): void {
  const { block } = build.machine;
  chargeAlone(build, code, 'barrier', 1, 1);
  code.steps.push(({ count, list }) => {
    if (count < block.threads) throw new Fault('divergent-barrier', at, list[0]!, `barrier() is reached by ${count} of the ${block.threads} threads of the block`);
    block.clock.epoch++;
  });
}

/** `warpBarrier()`: every thread of each warp that has one here. Priced as a lane exchange. */
export function warpBarrier(build: Build, code: Code, at: NodeId): void {
  const { machine } = build;
  chargeAlone(build, code, 'exchange', 1, 1);
  code.steps.push((active) => eachWarp(machine, active, at, 'warpBarrier()', (warp) => {
    machine.block.clock.warps[warp]!++;
  }));
}

/** Calls `act` for each warp that takes part; a fault where a warp is not complete. Its lanes are `first` to `first + lanes`. */
export function eachWarp(machine: Machine, { count, list }: Lanes, at: NodeId, what: string, act: (warp: number, first: number, lanes: number) => void): void {
  for (let k = 0; k < count;) {
    const first = list[k]!;
    const warp = first >> WARP_BITS;
    const lanes = lanesOf(machine, warp);
    let here = 1;
    while (k + here < count && list[k + here]! >> WARP_BITS === warp) here++;
    if (here < lanes) throw new Fault('divergent-barrier', at, first, `${what} is reached by ${here} of the ${lanes} threads of its warp`);
    act(warp, first, lanes);
    k += here;
  }
}

export interface LaneCall {
  readonly name: LaneFunction;
  readonly value: Operand;
  /** Second argument: the lane, the mask, how far down, or over how many lanes. */
  readonly lane?: Operand;
  readonly at: NodeId;
}

/** The value in registers of its own, since lanes read one another's. */
export function laneFunction(build: Build, code: Code, { name, value, lane, at }: LaneCall): Operand {
  const { machine } = build;
  const { type } = value;
  const to = newRegister(build, widthOf(type));
  const over = name === 'reduceAdd' ? (lane?.value ?? WARP) : 0;
  const add = adder(build, componentOf(type), at);
  for (let each = 0; each < widthOf(type); each++) {
    const [from, target] = [value.at + each * value.stride, to + each * machine.width];
    code.steps.push(name === 'reduceAdd' ? reduceStep(machine, add, target, from, over, at) : exchangeStep(machine, name, target, from, lane!.at, at));
    const paired = componentOf(type) === 'f16' && each % 2 === 1;
    charge(code, paired ? null : 'exchange', target, lane && name !== 'reduceAdd' ? [from, lane.at] : [from], name === 'reduceAdd' ? Math.log2(over) : 1);
    if (name === 'reduceAdd' && !paired) charge(code, isFloat(type) ? 'floatAlu' : 'intAlu', target, [target], Math.log2(over));
  }
  return inRegister(build, to, type);
}

/** Addition as the language has it; integers that leave i32 are a fault. */
export function adder(build: Build, component: ComponentType, at: NodeId): (a: number, b: number, lane: number) => number {
  if (component === 'i32') {
    return (a, b, lane) => {
      const sum = a + b;
      if ((sum | 0) !== sum) overflow(at, lane, a, '+', b, sum);
      return sum;
    };
  }
  const round = rounderOf(formatOf(build, component)) ?? ((x: number) => x);
  return (a, b) => round(a + b);
}

function exchangeStep(machine: Machine, name: Exclude<LaneFunction, 'reduceAdd'>, to: number, value: number, lane: number, at: NodeId): Step {
  return (active) => eachWarp(machine, active, at, name, (_, first, lanes) => {
    const r = machine.registers;
    for (let own = 0; own < lanes; own++) {
      const asked = r[lane + first + own]!;
      const partner = name === 'shuffle' ? asked : name === 'shuffleXor' ? own ^ asked : own + asked;
      if (asked < 0 || asked >= WARP || (name === 'shuffle' && partner >= lanes)) {
        throw new Fault('uninitialised', at, first + own, `${name} asks for ${name === 'shuffle' ? 'lane ' : ''}${asked}; the warp has ${lanes} lanes`);
      }
      r[to + first + own] = r[value + first + (partner < lanes ? partner : own)]!;
    }
  });
}

const sums = new Float64Array(WARP);

/** Every lane gets the sum over its `over` neighbours, added as a butterfly of exchanges adds; lanes that are not there count 0. */
function reduceStep(machine: Machine, add: (a: number, b: number, lane: number) => number, to: number, value: number, over: number, at: NodeId): Step {
  return (active) => eachWarp(machine, active, at, 'reduceAdd', (_, first, lanes) => {
    const r = machine.registers;
    for (let own = 0; own < WARP; own++) sums[own] = own < lanes ? r[value + first + own]! : 0;
    for (let distance = over >> 1; distance > 0; distance >>= 1) {
      for (let own = 0; own < WARP; own++) {
        if ((own & distance) !== 0) continue;
        const sum = add(sums[own]!, sums[own + distance]!, first + Math.min(own, lanes - 1));
        sums[own] = sum;
        sums[own + distance] = sum;
      }
    }
    for (let own = 0; own < lanes; own++) r[to + first + own] = sums[own]!;
  });
}
