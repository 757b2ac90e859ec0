import type { TypedKernel } from '../../dialect/index.ts';
import type { Program, Sizes } from '../../model/index.ts';
import { indent } from '../support/indent.ts';
import { type EmitContext, Unsupported } from './expression.ts';
import { nonNegativeLocals } from './integers.ts';
import { blockLines } from './statement.ts';

/**
 * A typed kernel as gpu.js source: the kernel's own names, one statement a line, the same text for every mode of gpu.js.
 *
 * The languages look alike and differ in arithmetic: gpu.js holds every value in an f32 (in a double on its cpu
 * backend), integers too. What that endangers (integer division, remainders, large integers) is written so that it
 * comes out right, or refused.
 */
export interface GpujsOptions {
  /** A line about where the text comes from. */
  readonly comment?: string;
}

export type GpujsResult = { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly detail: string };

/** `sizes` must hold the static symbols, which are compiled in; the others stay `this.constants.<name>`. */
export function emitGpujs(typed: TypedKernel, sizes: Sizes, options: GpujsOptions = {}): GpujsResult {
  const { signature, body } = typed.kernel;
  const statics = Object.fromEntries(signature.statics.map((name) => {
    const value = sizes[name];
    if (value === undefined) throw new Error(`the static size ${name} of ${signature.name} has no value`);
    return [name, value];
  }));
  const context: EmitContext = { typed, statics, nonNegative: nonNegativeLocals(typed) };
  try {
    const text = [
      `function ${signature.name}(${signature.parameters.map(({ name }) => name).join(', ')}) {`,
      ...indent([...header(signature.name, statics, options), ...blockLines(body, context)]),
      '}',
    ].join('\n');
    return { ok: true, program: { target: 'gpujs', text, signature, sizes: statics } };
  } catch (thrown) {
    if (thrown instanceof Unsupported) return { ok: false, detail: thrown.message };
    throw thrown;
  }
}

/** Stands inside the function: gpu.js takes text that begins with `function`. */
function header(name: string, statics: Sizes, { comment }: GpujsOptions): string[] {
  const compiled = Object.entries(statics).map(([symbol, value]) => `${symbol} = ${value}`).join(', ');
  const lines = [`Emitted from the kernel ${name} for gpu.js${compiled === '' ? '' : `; compiled for ${compiled}`}.`, ...(comment?.split('\n') ?? [])];
  return lines.map((line) => `// ${line}`);
}
