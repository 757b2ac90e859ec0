import type { NodeId } from '../model/index.ts';
import { divisionByZero, notAnInteger, overflow } from './fault.ts';
import type { Step } from './lanes.ts';
import type { Machine } from './machine.ts';

/**
 * Steps of i32 arithmetic, `to = a op b` in each lane. What leaves i32 in + - * and division is a fault; shifts and bit
 * operations wrap as in JavaScript. Each loop stands on its own, so that the engine compiles each for what it does.
 */
export type IntegerOperator = '+' | '-' | '*' | '%' | '&' | '|' | '^' | '<<' | '>>' | '>>>' | 'imul' | 'min' | 'max';

export function integerStep(machine: Machine, operator: IntegerOperator, to: number, a: number, b: number, at: NodeId): Step {
  switch (operator) {
    case '+': return ({ count, list }) => {
      const r = machine.registers;
      for (let k = 0; k < count; k++) {
        const lane = list[k]!;
        const sum = r[a + lane]! + r[b + lane]!;
        const kept = sum | 0;
        if (kept !== sum) overflow(at, lane, r[a + lane]!, operator, r[b + lane]!, sum);
        r[to + lane] = kept;
      }
    };
    case '-': return ({ count, list }) => {
      const r = machine.registers;
      for (let k = 0; k < count; k++) {
        const lane = list[k]!;
        const difference = r[a + lane]! - r[b + lane]!;
        const kept = difference | 0;
        if (kept !== difference) overflow(at, lane, r[a + lane]!, operator, r[b + lane]!, difference);
        r[to + lane] = kept;
      }
    };
    case '*': return ({ count, list }) => {
      const r = machine.registers;
      for (let k = 0; k < count; k++) {
        const lane = list[k]!;
        const product = r[a + lane]! * r[b + lane]!;
        const kept = product | 0;
        if (kept !== product) overflow(at, lane, r[a + lane]!, operator, r[b + lane]!, product);
        r[to + lane] = kept;
      }
    };
    case '%': return ({ count, list }) => {
      const r = machine.registers;
      for (let k = 0; k < count; k++) {
        const lane = list[k]!;
        if (r[b + lane] === 0) divisionByZero(at, lane, r[a + lane]!, operator);
        r[to + lane] = (r[a + lane]! % r[b + lane]!) | 0;
      }
    };
    default: return bitStep(machine, bits[operator], to, a, b);
  }
}

const bits: Readonly<Record<Exclude<IntegerOperator, '+' | '-' | '*' | '%'>, (a: number, b: number) => number>> = {
  '&': (a, b) => a & b, '|': (a, b) => a | b, '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b, '>>': (a, b) => a >> b, '>>>': (a, b) => (a >>> b) | 0,
  imul: Math.imul, min: Math.min, max: Math.max,
};

function bitStep(machine: Machine, combine: (a: number, b: number) => number, to: number, a: number, b: number): Step {
  return ({ count, list }) => {
    const r = machine.registers;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      r[to + lane] = combine(r[a + lane]!, r[b + lane]!);
    }
  };
}

/** How a quotient or a float becomes a whole number. */
export type Rounding = 'floor' | 'ceil' | 'round' | 'trunc';

/** Integer division: a quotient of two i32 in float64 rounds to the right whole number, as its error is far below 1 / b. */
export function quotientStep(machine: Machine, rounding: Rounding, to: number, a: number, b: number, at: NodeId): Step {
  const round = Math[rounding];
  return ({ count, list }) => {
    const r = machine.registers;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      if (r[b + lane] === 0) divisionByZero(at, lane, r[a + lane]!, '/');
      const quotient = round(r[a + lane]! / r[b + lane]!);
      const kept = quotient | 0;
      if (kept !== quotient) overflow(at, lane, r[a + lane]!, '/', r[b + lane]!, quotient);
      r[to + lane] = kept;
    }
  };
}

/** Float → i32. NaN and what does not fit are faults. */
export function wholeStep(machine: Machine, rounding: Rounding, to: number, a: number, at: NodeId): Step {
  const round = Math[rounding];
  return ({ count, list }) => {
    const r = machine.registers;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      const whole = round(r[a + lane]!);
      const kept = whole | 0;
      if (kept !== whole) notAnInteger(at, lane, r[a + lane]!);
      r[to + lane] = kept;
    }
  };
}

/** `-a`, `|a|` and sign; only the first two can leave i32. */
export function integerUnaryStep(machine: Machine, operator: '-' | '~' | 'abs' | 'sign', to: number, a: number, at: NodeId): Step {
  const apply = { '-': (x: number) => 0 - x, '~': (x: number) => ~x, abs: Math.abs, sign: Math.sign }[operator];
  return ({ count, list }) => {
    const r = machine.registers;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      const result = apply(r[a + lane]!);
      const kept = result | 0;
      if (kept !== result) overflow(at, lane, 0, operator, r[a + lane]!, result);
      r[to + lane] = kept;
    }
  };
}
