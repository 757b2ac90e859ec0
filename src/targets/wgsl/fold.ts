import type { BinaryOperator } from '../../model/index.ts';

/**
 * Arithmetic on what is known while emitting, as the checking interpreter does it: f32 rounds at each step. An i32 that
 * overflows or is divided by zero has no meaning in the language, but a mutant may have it where nobody goes, and WGSL
 * would refuse the whole text for it; it wraps, and gives 0.
 */
export function foldInteger(operator: BinaryOperator, a: number, b: number): number {
  switch (operator) {
    case '+': return (a + b) | 0;
    case '-': return (a - b) | 0;
    case '*': return Math.imul(a, b);
    case '%': return b === 0 ? 0 : (a % b) | 0;
    case '&': return a & b;
    case '|': return a | b;
    case '^': return a ^ b;
    case '<<': return a << b;
    case '>>': return a >> b;
    case '>>>': return (a >>> b) | 0;
    default: throw new Error(`no integer arithmetic: ${operator}`);
  }
}

export function foldFloat(operator: BinaryOperator, a: number, b: number): number {
  switch (operator) {
    case '+': return Math.fround(a + b);
    case '-': return Math.fround(a - b);
    case '*': return Math.fround(a * b);
    case '/': return Math.fround(a / b);
    case '%': return Math.fround(a % b);
    default: throw new Error(`no float arithmetic: ${operator}`);
  }
}

export function foldComparison(operator: BinaryOperator, a: number | boolean, b: number | boolean): boolean {
  switch (operator) {
    case '<': return a < b;
    case '<=': return a <= b;
    case '>': return a > b;
    case '>=': return a >= b;
    case '===': return a === b;
    case '!==': return a !== b;
    default: throw new Error(`no comparison: ${operator}`);
  }
}

/** A float as an i32, cut towards zero; what does not fit goes to the nearest that does, as in WGSL. */
export function foldWhole(value: number): number {
  return Number.isNaN(value) ? 0 : Math.min(2 ** 31 - 1, Math.max(-(2 ** 31), Math.trunc(value))) + 0;
}
