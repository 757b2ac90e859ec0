/**
 * What belongs to grid kernels, the second level of the language: this version runs the first, and a kernel that asks for
 * the second is told so instead of being called a mistake.
 */

const functions = new Set([
  'shared', 'barrier', 'load2', 'load4', 'load8', 'store2', 'store4', 'store8', 'shuffle', 'shuffleXor', 'shuffleDown', 'reduceAdd', 'atomicAdd',
]);
const groups = new Set(['block', 'local', 'blockDim', 'gridDim', 'lane']);
const vectorType = /^(f32x[24]|f16x[28])\b/;

const inWords = (what: string) => `${what} belongs to grid kernels (level 2), which this version does not have; write a map kernel that returns one element`;

/** `barrier`, `f32x4`, `hint`, …: the message, or undefined for a name that level 2 does not have. */
export function level2Function(name: string): string | undefined {
  return functions.has(name) || vectorType.test(name) || name === 'hint' ? inWords(`'${name}'`) : undefined;
}

/** `this.block` and its kin. */
export function level2Group(name: string): string | undefined {
  return groups.has(name) ? inWords(`'this.${name}'`) : undefined;
}

/** `@launch` and its kin. */
export function level2Tag(name: string): string | undefined {
  return name === 'launch' ? inWords('@launch') : undefined;
}

/** `{out f32[bags][dim]}` and `{f32x4[rows]}`. */
export function level2Type(text: string): string | undefined {
  const type = text.trim();
  if (/^out\b/.test(type)) return inWords('an out parameter');
  const vector = vectorType.exec(type);
  return vector ? inWords(`the vector type ${vector[1]}`) : undefined;
}
