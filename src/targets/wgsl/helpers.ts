import { call, type Piece } from './piece.ts';

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
  bf16_value: `
// bf16 is the upper half of an f32; two lie in a word.
fn bf16_value(word: u32, place: i32) -> f32 {
  return bitcast<f32>((word >> (16u * u32(place & 1))) << 16u);
}`,
  bf16_pair: `
fn bf16_pair(word: u32) -> vec2<f32> {
  return bitcast<vec2<f32>>(vec2<u32>(word << 16u, word & 0xffff0000u));
}`,
  bf16_quad: `
fn bf16_quad(words: vec2<u32>) -> vec4<f32> {
  return vec4<f32>(bf16_pair(words.x), bf16_pair(words.y));
}`,
  bf16_bits: `
// The nearest bf16; halves go to the even neighbour.
fn bf16_bits(value: f32) -> u32 {
  let bits = bitcast<u32>(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) {
    return 0x7fc0u;
  }
  return (bits + 0x7fffu + ((bits >> 16u) & 1u)) >> 16u;
}`,
  bf16_bits_pair: `
fn bf16_bits_pair(values: vec2<f32>) -> u32 {
  return bf16_bits(values.x) | (bf16_bits(values.y) << 16u);
}`,
  bf16_bits_quad: `
fn bf16_bits_quad(values: vec4<f32>) -> vec2<u32> {
  return vec2<u32>(bf16_bits_pair(values.xy), bf16_bits_pair(values.zw));
}`,
  bf16_store: `
// The word's other half may be another thread's: only the bits that differ in this half are turned.
fn bf16_store(word: ptr<storage, atomic<u32>, read_write>, place: i32, value: f32) {
  let shift = 16u * u32(place & 1);
  let there = atomicLoad(word) & (0xffffu << shift);
  atomicXor(word, there ^ (bf16_bits(value) << shift));
}`,
  atomic_add_shared: atomicAdd('atomic_add_shared', 'ptr<workgroup, atomic<u32>>'),
  atomic_add_output: atomicAdd('atomic_add_output', 'ptr<storage, atomic<u32>, read_write>'),
} as const;

const needs: Partial<Record<Helper, readonly Helper[]>> = {
  round_divide: ['floor_divide'], remainder: ['not_a_number'], power: ['not_a_number'],
  bf16_quad: ['bf16_pair'], bf16_bits_pair: ['bf16_bits'], bf16_bits_quad: ['bf16_bits_pair', 'bf16_bits'], bf16_store: ['bf16_bits'],
};

export const helperNames: readonly string[] = [...Object.keys(helpers), 'infinity_bits', 'not_a_number_bits'];

/** A call of a helper, which the text then holds. */
export function callHelper(name: Helper, { helpers: called }: { readonly helpers: Set<Helper> }, ...args: readonly Piece[]): Piece {
  called.add(name);
  return call(name, ...args);
}

/** The text of these helpers and of those that they need, in the order of the table. */
export function helperLines(called: ReadonlySet<Helper>): string[] {
  const all = new Set(called);
  for (const each of called) for (const needed of needs[each] ?? []) all.add(needed);
  return (Object.keys(helpers) as Helper[]).filter((each) => all.has(each)).flatMap((each) => helpers[each].split('\n'));
}

/** One text for every space that a float may be added in: a pointer's type names its space. */
function atomicAdd(name: string, pointer: string): string {
  return `
// WGSL adds atomically to integers only: the sum is put in the float's place if nobody has come between.
fn ${name}(place: ${pointer}, value: f32) {
  var seen = atomicLoad(place);
  loop {
    let put = atomicCompareExchangeWeak(place, seen, bitcast<u32>(bitcast<f32>(seen) + value));
    if (put.exchanged) {
      break;
    }
    seen = put.old_value;
  }
}`;
}
