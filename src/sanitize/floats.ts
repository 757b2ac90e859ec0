import type { Step } from './lanes.ts';
import type { Machine } from './machine.ts';
import { type FloatFormat, rounderOf } from './narrow.ts';

/**
 * Steps of float arithmetic. Every result is rounded to its format; computing in float64 first changes nothing for + − × ÷ and
 * sqrt, since 53 bits are more than twice 24 and two (Figueroa 1995, "When is double rounding innocuous?").
 */
export type FloatOperator = '+' | '-' | '*' | '/' | '%' | 'min' | 'max' | 'pow';

export function floatStep(machine: Machine, format: FloatFormat, operator: FloatOperator, to: number, a: number, b: number): Step {
  const combine = exact[operator];
  const round = rounderOf(format);
  if (round === null) return anyStep(machine, combine, to, a, b);
  if (format !== 'f32') return anyStep(machine, (x, y) => round(combine(x, y)), to, a, b);
  switch (operator) {
    case '+': return ({ count, list }) => {
      const r = machine.registers;
      for (let k = 0; k < count; k++) {
        const lane = list[k]!;
        r[to + lane] = Math.fround(r[a + lane]! + r[b + lane]!);
      }
    };
    case '-': return ({ count, list }) => {
      const r = machine.registers;
      for (let k = 0; k < count; k++) {
        const lane = list[k]!;
        r[to + lane] = Math.fround(r[a + lane]! - r[b + lane]!);
      }
    };
    case '*': return ({ count, list }) => {
      const r = machine.registers;
      for (let k = 0; k < count; k++) {
        const lane = list[k]!;
        r[to + lane] = Math.fround(r[a + lane]! * r[b + lane]!);
      }
    };
    default: return anyStep(machine, (x, y) => Math.fround(combine(x, y)), to, a, b);
  }
}

const exact: Readonly<Record<FloatOperator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b, '%': (a, b) => a % b,
  min: Math.min, max: Math.max, pow: Math.pow,
};

function anyStep(machine: Machine, combine: (a: number, b: number) => number, to: number, a: number, b: number): Step {
  return ({ count, list }) => {
    const r = machine.registers;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      r[to + lane] = combine(r[a + lane]!, r[b + lane]!);
    }
  };
}

const functions = {
  negate: (x: number) => -x, abs: Math.abs, sign: Math.sign, sqrt: Math.sqrt, exp: Math.exp, log: Math.log, log2: Math.log2,
  sin: Math.sin, cos: Math.cos, tan: Math.tan, tanh: Math.tanh,
};
export type FloatFunction = keyof typeof functions;

export function isFloatFunction(name: string): name is FloatFunction {
  return Object.hasOwn(functions, name);
}

export function floatFunctionStep(machine: Machine, format: FloatFormat, name: FloatFunction, to: number, a: number): Step {
  const apply: (x: number) => number = functions[name];
  const round = rounderOf(format);
  return ({ count, list }) => {
    const r = machine.registers;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      const result = apply(r[a + lane]!);
      r[to + lane] = round === null ? result : round(result);
    }
  };
}

/** `to = a` rounded to a format. */
export function roundStep(machine: Machine, format: FloatFormat, to: number, a: number): Step {
  const round = rounderOf(format) ?? ((x: number) => x);
  return ({ count, list }) => {
    const r = machine.registers;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      r[to + lane] = round(r[a + lane]!);
    }
  };
}

export function moveStep(machine: Machine, to: number, a: number): Step {
  return ({ count, list }) => {
    const r = machine.registers;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      r[to + lane] = r[a + lane]!;
    }
  };
}

/** The same number in all lanes that take part. */
export function setStep(machine: Machine, to: number, value: number): Step {
  return ({ count, list }) => {
    const r = machine.registers;
    for (let k = 0; k < count; k++) r[to + list[k]!] = value;
  };
}
