import { nodesOf, nonNegativeLocals, type TypedKernel } from '../../dialect/index.ts';
import type { Program, Sizes } from '../../model/index.ts';
import { type EmitContext, indent } from './context.ts';
import { type Helper, helperLines } from './helpers.ts';
import { surroundingsOf } from './launch.ts';
import { createNames } from './names.ts';
import { blockLines } from './statement.ts';

/**
 * A typed map kernel as a WGSL compute shader: the kernel's own names, one statement a line, one invocation an output
 * element. Integers are i32 and arrays of them `array<i32>`, so every index is exact; bools are stored as u32.
 *
 * Where the languages differ the text follows JavaScript: the rounding of divisions, halves that round up, `%` of floats,
 * negative bases of `pow`, operands that must not be evaluated. As on any GPU, f32 division and functions may be off in
 * the last places, products may be fused with sums, and nothing may be relied on about NaN in `min` and `max`.
 */
export interface WgslOptions {
  /** A line about where the text comes from. */
  readonly comment?: string;
}

export type WgslResult = { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly detail: string };

/** `sizes` must hold the static symbols, which are compiled in; the others are run-time values. */
export function emitWgsl(typed: TypedKernel, sizes: Sizes, options: WgslOptions = {}): WgslResult {
  const { signature, body } = typed.kernel;
  const statics = Object.fromEntries(signature.statics.map((name) => {
    const value = sizes[name];
    if (value === undefined) throw new Error(`the static size ${name} of ${signature.name} has no value`);
    return [name, value];
  }));
  const problem = unsupportedType(typed);
  if (problem !== undefined) return { ok: false, detail: problem };
  const names = createNames([...signature.parameters.map(({ name }) => name), ...typed.locals.keys()]);
  const launch = surroundingsOf(signature, statics, names);
  const helpers = new Set<Helper>();
  const context: EmitContext = {
    typed, names, helpers, before: [],
    nonNegative: nonNegativeLocals(typed),
    assigned: new Set(nodesOf(body).flatMap((node) => (node.type === 'Assignment' ? [node.name] : []))),
    surroundings: launch.surroundings,
  };
  const lines = blockLines(body, context);
  if (lines.at(-1) === 'return;') lines.pop();
  const { head, opening } = launch.entry();
  const text = [
    ...header(signature.name, statics, options), '',
    ...launch.declarations(), ...helperLines(helpers), '',
    ...head, ...indent([...opening, ...lines]), '}', '',
  ].join('\n');
  return { ok: true, program: { target: 'wgsl', text, signature, sizes: statics, launch: launch.plan() } };
}

function unsupportedType({ kernel: { signature: { parameters, returns } } }: TypedKernel): string | undefined {
  const strange = parameters.find(({ type }) => !['f32', 'i32', 'bool'].includes(type.scalar));
  if (strange !== undefined) return `this version writes no ${strange.type.scalar} in WGSL (parameter ${strange.name}); f32, i32 and bool are allowed`;
  return returns.scalar === 'f32' ? undefined : `a kernel's output is f32 in WGSL, not ${returns.scalar}`;
}

function header(name: string, statics: Sizes, { comment }: WgslOptions): string[] {
  const compiled = Object.entries(statics).map(([symbol, value]) => `${symbol} = ${value}`).join(', ');
  const lines = [`Emitted from the kernel ${name} for WebGPU${compiled === '' ? '' : `; compiled for ${compiled}`}.`, ...(comment?.split('\n') ?? [])];
  return lines.map((line) => `// ${line}`);
}
