import { check } from '../../src/dialect/index.ts';
import type { Kernel, Sizes } from '../../src/model/index.ts';
import { sanitize } from '../../src/sanitize/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { hostileCases, type TestCase } from '../../src/verify/index.ts';

/** What a kernel computes, shown by the interpreter on tiny hostile inputs. */

export function casesOf(kernel: Kernel, fixed: Sizes = {}): TestCase[] {
  return hostileCases(kernel.signature, { fixed, random: randomStream('meaning').split(kernel.signature.name), level: 'tiny' });
}

/** The outputs case by case, bit for bit; or the one line that says which rule the kernel breaks. */
export function outcome(kernel: Kernel, cases: readonly TestCase[]): readonly Float32Array[] | string {
  const checked = check(kernel, 'any');
  if (!checked.ok) return `rejected: ${checked.detail}`;
  const sane = sanitize(checked.typed, cases);
  return sane.ok ? sane.outputs : `${sane.kind}: ${sane.detail}`;
}
