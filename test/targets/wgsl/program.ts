import { check, parseKernel, type TypedKernel } from '../../../src/dialect/index.ts';
import type { Program, Sizes } from '../../../src/model/index.ts';
import { emitWgsl } from '../../../src/targets/wgsl/index.ts';

/** A typed kernel as WGSL; what the emitter refuses is an error here. */
export function wgslOf(typed: TypedKernel, sizes: Sizes = {}): Program {
  const emitted = emitWgsl(typed, sizes);
  if (!emitted.ok) throw new Error(emitted.detail);
  return emitted.program;
}

/** A whole kernel file as WGSL. */
export function wgslOfText(text: string, sizes: Sizes = {}): Program {
  const checked = check(parseKernel(text, 'kernel.js').kernel, 'any');
  if (!checked.ok) throw new Error(`${checked.rule}: ${checked.detail}`);
  return wgslOf(checked.typed, sizes);
}
