import type { Injected } from '../devices/index.ts';
import { check, parseKernel } from '../dialect/index.ts';
import { createInterpreter, reference } from '../sanitize/index.ts';
import { UserError } from '../util/errors.ts';
import type { Reference } from '../verify/index.ts';

/** Pieces that rooms may not import from one another, put together here for the main process and its children alike. */
export function injectedParts(): Injected {
  return { model: { interpreter: createInterpreter() } };
}

/** The unmodified kernel run in float64: the oracle of a kernel that names no operation. */
export function referenceOf(baseText: string): Reference {
  const checked = check(parseKernel(baseText, 'base kernel').kernel, 'any');
  if (!checked.ok) throw new Error(`the base kernel does not check: ${checked.detail}`);
  const [run, runRounded] = [reference(checked.typed), reference(checked.typed, 'f32')];
  return (inputs, sizes) => {
    const exact = run(inputs, sizes);
    if ('kind' in exact) throw new UserError(`the kernel itself fails on these inputs: ${exact.kind} at ${exact.detail}; 'evoke check' shows where`);
    const rounded = runRounded(inputs, sizes);
    return { exact, rounded: 'kind' in rounded ? exact : rounded };
  };
}
