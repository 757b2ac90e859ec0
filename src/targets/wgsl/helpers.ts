/**
 * WGSL functions for what JavaScript's arithmetic has and WGSL's has not; a text holds those that it calls. Names here
 * are fixed: the kernel's own give way to them.
 */
export type Helper = keyof typeof helpers;

const helpers = {
  floor_divide: `
fn floor_divide(a: i32, b: i32) -> i32 {
  let apart = a % b != 0 && (a < 0) != (b < 0);
  return a / b - select(0, 1, apart);
}`,
  ceil_divide: `
fn ceil_divide(a: i32, b: i32) -> i32 {
  let together = a % b != 0 && (a < 0) == (b < 0);
  return a / b + select(0, 1, together);
}`,
  round_divide: `
// Halves go up, as in JavaScript.
fn round_divide(a: i32, b: i32) -> i32 {
  let down = floor_divide(a, b);
  let rest = a - down * b;
  let up = (b > 0 && rest >= b - rest) || (b < 0 && rest <= b - rest);
  return down + select(0, 1, up);
}`,
  round_half_up: `
// WGSL's own round goes to the even neighbour.
fn round_half_up(x: f32) -> i32 {
  let down = floor(x);
  return i32(down) + select(0, 1, x - down >= 0.5);
}`,
  remainder: `
// JavaScript's %, exact: multiples of b by powers of two are taken away, the largest first. WGSL's own divides and rounds.
fn remainder(a: f32, b: f32) -> f32 {
  let step = abs(b);
  var rest = abs(a);
  if (rest < step) {
    return a;
  }
  if (step < 0x1p-126 || rest > 0x1.fffffep+127) {
    return not_a_number();
  }
  while (rest >= step) {
    let up = frexp(rest).exp - frexp(step).exp;
    var part = ldexp(ldexp(step, up / 2), up - up / 2);
    if (part > rest) {
      part *= 0.5;
    }
    rest -= part;
  }
  return select(rest, -rest, a < 0.0);
}`,
  power: `
// WGSL's pow is for positive bases.
fn power(x: f32, y: f32) -> f32 {
  if (y == 0.0) {
    return 1.0;
  }
  let size = pow(abs(x), y);
  if (x >= 0.0) {
    return size;
  }
  if (y != trunc(y)) {
    return not_a_number();
  }
  return select(size, -size, abs(y - 2.0 * trunc(y * 0.5)) == 1.0);
}`,
  infinity: `
// WGSL refuses infinities that it can see: the bits stand in a variable.
var<private> infinity_bits: u32 = 0x7f800000u;
fn infinity() -> f32 {
  return bitcast<f32>(infinity_bits);
}`,
  not_a_number: `
var<private> not_a_number_bits: u32 = 0x7fc00000u;
fn not_a_number() -> f32 {
  return bitcast<f32>(not_a_number_bits);
}`,
} as const;

const needs: Partial<Record<Helper, Helper>> = { round_divide: 'floor_divide', remainder: 'not_a_number', power: 'not_a_number' };

export const helperNames: readonly string[] = [...Object.keys(helpers), 'infinity_bits', 'not_a_number_bits'];

/** The text of these helpers and of those that they need, in the order of the table. */
export function helperLines(called: ReadonlySet<Helper>): string[] {
  const all = new Set(called);
  for (const each of called) {
    const needed = needs[each];
    if (needed !== undefined) all.add(needed);
  }
  return (Object.keys(helpers) as Helper[]).filter((each) => all.has(each)).flatMap((each) => helpers[each].split('\n'));
}
