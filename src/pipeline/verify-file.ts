import { failureOf } from '../devices/index.ts';
import { check, printKernel, type TypedKernel } from '../dialect/index.ts';
import type { Device, GateReport, KernelReport, SourceKernel } from '../model/index.ts';
import { casesFor, goldenAnswer, heldOutCases, operationOf, oracleOf, verifyExecutable, workloadCase, type Oracle, type TestCase } from '../verify/index.ts';
import { generateArguments, goldenCase, readNpz, validateArguments } from '../workloads/index.ts';
import { loadKernel } from './1-parse.ts';
import { isProgram, lower } from './6-lower.ts';
import { staticSizes } from './7-verify.ts';
import { bestDevice } from './best-device.ts';
import { sanitizeGate, sizesOf, typeGate } from './check-file.ts';
import { sayOutcome } from './not-verified.ts';
import { openNamed } from './open-device.ts';
import { referenceOf } from './parts.ts';
import { workloadFor } from './workload-for.ts';

export interface VerifyFileOptions {
  /** A golden case: `.npz` with the parameters' names and `expected`. */
  readonly against?: string;
  readonly device?: string;
  readonly seed: number;
}

/** Sets of fresh hostile inputs on the device, beside the held-out ones. */
const sets = 3;

/**
 * `evoke verify`: every correctness gate, one after another until one fails: types, sanitizer, hostile inputs in the
 * interpreter and on the device, held-out inputs, the operation's default workload, a golden case.
 */
export async function verifyFile(nameOrFile: string, { against, device: deviceName, seed }: VerifyFileOptions): Promise<KernelReport> {
  const source = loadKernel(nameOrFile);
  const { signature } = source.kernel;
  const oracle = oracleOf(signature, referenceOf(printKernel(source.kernel)));
  const golden = against === undefined ? undefined : await readGolden(source, against, oracle);
  const device = await openNamed(deviceName ?? (await bestDevice(source.kernel)));
  const interpreter = await openNamed('model');
  try {
    const { typed, gate } = typeGate(source);
    const gates: GateReport[] = [gate];
    if (typed) {
      const fits = sizesOf(typed, device.info.limits);
      const hostile = Array.from({ length: sets }, (_, generation) => casesFor(signature, { fixed: {}, fits, seed, generation })).flat();
      const heldOut = heldOutCases(signature, { fixed: {}, fits, seed });
      const steps: (() => Promise<GateReport> | GateReport)[] = [
        () => sanitizeGate(source, typed, seed),
        ...(golden ? [() => verifyOn(`golden case ${against} in the interpreter`, interpreter, source, typed, [golden.testCase], golden.oracle)] : []),
        () => verifyOn('hostile inputs in the interpreter', interpreter, source, typed, [...hostile, ...heldOut], oracle), // a race shows on no device
        () => verifyOn(`hostile inputs on ${device.info.name}`, device, source, typed, hostile, oracle),
        () => verifyOn(`held-out inputs on ${device.info.name}`, device, source, typed, heldOut, oracle),
        ...workloadStep(source, typed, device, oracle),
        ...(golden ? [() => verifyOn(`golden case ${against} on ${device.info.name}`, device, source, typed, [golden.testCase], golden.oracle)] : []),
      ];
      for (const step of steps) {
        gates.push(await step());
        if (!gates.at(-1)!.ok) break;
      }
    }
    return {
      kernel: signature.name, file: source.file, operation: signature.operation ?? null, hash: source.hash, device: device.info.name,
      verified: gates.every((each) => each.ok), gates,
    };
  } finally {
    await device.close();
    await interpreter.close();
  }
}

function workloadStep(source: SourceKernel, typed: TypedKernel, device: Device, oracle: Oracle): (() => Promise<GateReport>)[] {
  const { signature } = source.kernel;
  if (operationOf(signature) === undefined) return [];
  const { spec, directory } = workloadFor(source, undefined);
  return [() => {
    const inputs = generateArguments(signature, spec, { draw: 'held-out', directory });
    return verifyOn(`workload ${spec.name} on ${device.info.name}`, device, source, typed, [workloadCase(signature, spec.name, inputs.arguments)], oracle);
  }];
}

/** A golden file as a case of a kernel, and the answer that it must give; the kernel's own oracle tells how exactly. UserError where they do not fit. */
export async function readGolden({ kernel: { signature } }: SourceKernel, file: string, oracle: Oracle): Promise<{ testCase: TestCase; oracle: Oracle }> {
  const golden = goldenCase(signature, await readNpz(file), file);
  validateArguments(signature, golden.arguments, golden.sizes, file);
  const testCase: TestCase = { name: `golden case ${file}`, sizes: golden.sizes, arguments: golden.arguments };
  const answer = goldenAnswer(oracle(testCase), golden.expected);
  return { testCase, oracle: () => answer };
}

/** One gate: the kernel compiled once for each set of static sizes that the cases hold, then verified on each case. */
export async function verifyOn(gate: string, device: Device, source: SourceKernel, typed: TypedKernel, cases: readonly TestCase[], oracle: Oracle): Promise<GateReport> {
  const { signature } = source.kernel;
  const fits = check(source.kernel, device.info.capabilities);
  if (!fits.ok) return { gate, ok: false, detail: fits.detail };
  const groups = new Map<string, TestCase[]>();
  for (const each of cases) {
    const key = JSON.stringify(staticSizes(signature.statics, each.sizes));
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  let verified = 0;
  let error = 0;
  for (const group of groups.values()) {
    const program = lower(typed, device.info, staticSizes(signature.statics, group[0]!.sizes));
    if (!isProgram(program)) return { gate, ok: false, detail: sayOutcome(program) };
    const executable = await device.compile(program);
    if ('failed' in executable) return { gate, ok: false, detail: `${executable.failed}: ${executable.detail}` };
    try {
      const result = await verifyExecutable(executable, signature, group, oracle, { launchEmpty: true });
      if (!result.ok) return { gate, ok: false, detail: `wrong in case '${result.testCase}': ${result.where}: ${result.detail}` };
      verified += result.cases;
      error = Math.max(error, result.error);
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure === null) throw thrown;
      return { gate, ok: false, detail: `${failure.failed}: ${failure.detail}` };
    } finally {
      await executable.dispose();
    }
  }
  return { gate, ok: true, detail: `${verified} cases right, worst error ${(100 * error).toFixed(1)} % of the tolerance` };
}
