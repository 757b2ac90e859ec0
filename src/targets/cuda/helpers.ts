import type { Library } from './library.ts';
import { call, type Piece } from './piece.ts';

/** CUDA functions for what JavaScript's arithmetic has and C's has not. The kernel's own names give way to these. */
export type Helper = keyof typeof helpers;

/** How helpers are declared: each text has its own, which the compiler puts where it is called. */
export const declared = 'static __device__ __forceinline__';

const helpers = {
  floor_divide: `
${declared} int floor_divide(int a, int b) {
  return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}`,
  ceil_divide: `
${declared} int ceil_divide(int a, int b) {
  return a / b + (a % b != 0 && (a < 0) == (b < 0) ? 1 : 0);
}`,
  round_divide: `
// Halves go up, as in JavaScript.
${declared} int round_divide(int a, int b) {
  const int down = floor_divide(a, b);
  const int rest = a - down * b;
  return down + ((b > 0 && rest >= b - rest) || (b < 0 && rest <= b - rest) ? 1 : 0);
}`,
  round_half_up: `
// C rounds halves away from zero.
${declared} int round_half_up(float x) {
  const float down = floorf(x);
  return int(down) + (x - down >= 0.5f ? 1 : 0);
}`,
  shift_left: `
// By the amount's lowest five bits, as in JavaScript; bits that leave are lost.
${declared} int shift_left(int a, int by) {
  return int(unsigned(a) << (by & 31));
}`,
  shift_right_zeros: `
// JavaScript's >>>.
${declared} int shift_right_zeros(int a, int by) {
  return int(unsigned(a) >> (by & 31));
}`,
  multiply_wrapping: `
${declared} int multiply_wrapping(int a, int b) {
  return int(unsigned(a) * unsigned(b));
}`,
  minimum: `
// C's fminf drops a NaN.
${declared} float minimum(float a, float b) {
  return a != a ? a : b != b ? b : fminf(a, b);
}`,
  maximum: `
// C's fmaxf drops a NaN.
${declared} float maximum(float a, float b) {
  return a != a ? a : b != b ? b : fmaxf(a, b);
}`,
  sign: `
${declared} float sign(float x) {
  return x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : x;
}`,
  whole_sign: `
${declared} int whole_sign(int x) {
  return (x > 0) - (x < 0);
}`,
  power: `
// In JavaScript a power of 1 or -1 to no number or to infinity is no number.
${declared} float power(float x, float y) {
  return fabsf(x) == 1.0f && !(fabsf(y) <= 3.402823466e38f) ? not_a_number() : powf(x, y);
}`,
  infinity: `
${declared} float infinity() {
  return __int_as_float(0x7f800000);
}`,
  not_a_number: `
${declared} float not_a_number() {
  return __int_as_float(0x7fc00000);
}`,
} as const;

const needs: Partial<Record<Helper, Helper>> = { round_divide: 'floor_divide', power: 'not_a_number' };

export const helperNames: readonly string[] = Object.keys(helpers);

/** A call of a helper, whose text comes into the library. */
export function helper(library: Library, name: Helper, ...args: readonly Piece[]): Piece {
  need(library, name);
  return call(name, ...args);
}

/** A helper's text, for what another text calls. */
export function need(library: Library, name: Helper): void {
  const needed = needs[name];
  if (needed !== undefined) need(library, needed);
  library.define(name, () => helpers[name]);
}
