import type { ArrayData, Executable, Outcome, Signature } from '../model/index.ts';
import { checksums } from './checksum.ts';
import { compareOutputs, elementName } from './compare.ts';
import type { Tolerance } from './compare.ts';
import { outputName } from './oracle.ts';
import type { Oracle } from './oracle.ts';
import type { TestCase } from './test-case.ts';

/**
 * The correctness gate: a compiled kernel against the oracle, on every case, until one fails. It trusts nothing: the
 * output comes poisoned from the device, the inputs are fingerprinted around each launch (by the device itself where it
 * works on copies), and one case runs twice, since a kernel that races may be right once.
 */
export type Verification =
  | { readonly ok: true; readonly error: number; readonly cases: number }
  /** `dirty`: the kernel changed its inputs, so the cases must be made anew. */
  | ({ readonly ok: false; readonly dirty: boolean } & Extract<Outcome, { kind: 'wrong' }>);

export interface VerifyOptions {
  readonly tolerance?: Tolerance;
  /** Launch cases whose output is empty too. Without it they are passed over and not counted: most devices have no empty launch. */
  readonly launchEmpty?: boolean;
}

/**
 * Runs the cases in order; the first failure is the result. `error` is the largest of the cases' (see compareOutputs).
 * Whatever the executable throws goes through: what it means is the worker's business. After a
 * `dirty` failure make the cases anew.
 */
export async function verifyExecutable(
  executable: Executable, signature: Signature, cases: readonly TestCase[], expectedOf: Oracle, options: VerifyOptions = {},
): Promise<Verification> {
  const name = outputName(signature);
  const launched = cases.filter((each) => options.launchEmpty === true || expectedOf(each).expected.length > 0);
  const twice = launched.reduce((best: TestCase | undefined, each) => (best && work(best) >= work(each) ? best : each), undefined);
  /** Gigabytes are not read twice a candidate where no kernel can reach them. */
  const looked = (testCase: TestCase) => (executable.guardsInputs === true ? {} : checksums(testCase.arguments));
  let error = 0;
  for (const testCase of launched) {
    const wrong = (where: string, detail: string, dirty = false): Verification => ({ ok: false, dirty, kind: 'wrong', testCase: testCase.name, where, detail });
    const before = looked(testCase);
    await executable.bind(testCase.arguments, testCase.sizes);
    const output = await executable.run();
    const kept = testCase === twice ? copyOf(output) : output;
    const second = testCase === twice ? await executable.run() : undefined;
    const after = looked(testCase);
    const changed = Object.keys(before).find((key) => before[key] !== after[key]);
    if (changed !== undefined) return wrong(changed, 'the kernel changed its input', true);
    const comparison = compareOutputs(expectedOf(testCase), kept, { name, ...(options.tolerance && { tolerance: options.tolerance }) });
    if (!comparison.ok) return wrong(comparison.where, comparison.detail);
    error = Math.max(error, comparison.error);
    const at = second === undefined ? -1 : kept.values.findIndex((value, index) => value !== second.values[index]);
    if (at >= 0) return wrong(elementName(name, kept.shape, at), `two runs differ: ${kept.values[at]}, then ${second?.values[at]}`);
  }
  return { ok: true, error, cases: launched.length };
}

/** Values that a case reads: the more, the likelier that a race shows. */
function work({ arguments: inputs }: TestCase): number {
  return Object.values(inputs).reduce((sum, { values }) => sum + values.length, 0);
}

/** A device may hand out the same buffer again on its next run. */
function copyOf(array: ArrayData): ArrayData {
  return { ...array, values: array.values.slice() };
}
