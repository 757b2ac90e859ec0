import type { BinaryOperator } from '../model/index.ts';
import { noLanes, type Lanes, type Step } from './lanes.ts';
import type { Machine } from './machine.ts';

/** Steps that compute bools (0 or 1), and those that split lanes by one. */
export type Comparison = Extract<BinaryOperator, '<' | '<=' | '>' | '>=' | '===' | '!=='>;

export function isComparison(operator: BinaryOperator): operator is Comparison {
  return operator === '<' || operator === '<=' || operator === '>' || operator === '>=' || operator === '===' || operator === '!==';
}

export function comparisonStep(machine: Machine, operator: Comparison, to: number, a: number, b: number): Step {
  switch (operator) {
    case '>': return comparisonStep(machine, '<', to, b, a);
    case '>=': return comparisonStep(machine, '<=', to, b, a);
    case '<': return ({ count, list }) => {
      const r = machine.registers;
      for (let k = 0; k < count; k++) {
        const lane = list[k]!;
        r[to + lane] = r[a + lane]! < r[b + lane]! ? 1 : 0;
      }
    };
    case '<=': return ({ count, list }) => {
      const r = machine.registers;
      for (let k = 0; k < count; k++) {
        const lane = list[k]!;
        r[to + lane] = r[a + lane]! <= r[b + lane]! ? 1 : 0;
      }
    };
    case '===': return ({ count, list }) => {
      const r = machine.registers;
      for (let k = 0; k < count; k++) {
        const lane = list[k]!;
        r[to + lane] = r[a + lane]! === r[b + lane]! ? 1 : 0;
      }
    };
    case '!==': return ({ count, list }) => {
      const r = machine.registers;
      for (let k = 0; k < count; k++) {
        const lane = list[k]!;
        r[to + lane] = r[a + lane]! !== r[b + lane]! ? 1 : 0;
      }
    };
  }
}

export function notStep(machine: Machine, to: number, a: number): Step {
  return ({ count, list }) => {
    const r = machine.registers;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      r[to + lane] = 1 - r[a + lane]!;
    }
  };
}

/** Runs one side for the lanes where the bool at `test` holds and the other for the rest; a side that no lane takes is not run. */
export function branchStep(machine: Machine, test: number, then: Step | null, otherwise: Step | null): Step {
  const taken = noLanes(machine.width);
  const left = noLanes(machine.width);
  return ({ count, list }) => {
    const r = machine.registers;
    let yes = 0;
    let no = 0;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      if (r[test + lane] !== 0) taken.list[yes++] = lane;
      else left.list[no++] = lane;
    }
    taken.count = yes;
    left.count = no;
    if (yes > 0 && then !== null) then(taken);
    if (no > 0 && otherwise !== null) otherwise(left);
  };
}

/** Strikes off the lanes where the bool at `test` does not hold. */
export function keepWhere(lanes: Lanes, registers: Float64Array, test: number): void {
  let kept = 0;
  for (let k = 0; k < lanes.count; k++) {
    const lane = lanes.list[k]!;
    if (registers[test + lane] !== 0) lanes.list[kept++] = lane;
  }
  lanes.count = kept;
}
