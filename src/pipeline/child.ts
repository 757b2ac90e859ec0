import { isUnavailable, openDevice } from '../devices/index.ts';
import type { Device } from '../model/index.ts';
import { serve } from '../workers/index.ts';
import { UserError } from '../util/errors.ts';
import { createVerifier, type Verifier } from './7-verify.ts';
import type { Reply, Request } from './evaluation.ts';
import { createEvaluator, type Evaluator } from './evaluator.ts';
import { injectedParts, referenceOf } from './parts.ts';

/**
 * The entry of a child process: one device, one evaluator at a time, made anew when the settings change. A device that was
 * lost is opened again; inputs and true answers, which take the longest to make, outlive it.
 */
let current: { readonly key: string; readonly device: Device; readonly evaluator: Evaluator } | undefined;
let known: { readonly key: string; readonly verifier: Verifier } | undefined;

serve<Request, Reply>(async ({ work }, report) => {
  const { device, evaluator } = current!;
  try {
    const reply = await evaluator.handle(work, report.stage);
    report.keeps(known!.verifier.bytes());
    const unusable = device.unusable?.();
    if (typeof unusable === 'string') {
      console.error(unusable); // the pool makes a crash of the candidate's of it, and a new process
      process.exit(1);
    }
    if (reply.task === 'evaluate' && reply.outcome.kind === 'crashed') await forget(); // a device lost under one candidate is of no use to the next
    return reply;
  } catch (thrown) {
    if (thrown instanceof UserError) return { task: 'mistake', message: thrown.message };
    throw thrown;
  }
}, makeReady);

/** The device, the evaluator and the inputs that a request asks for: gigabytes take longer to make than a candidate may take. */
async function makeReady({ settings, work }: Request): Promise<void> {
  const key = JSON.stringify(settings);
  if (current?.key !== key) {
    await forget();
    const device = await openDevice(settings.device, injectedParts());
    if (isUnavailable(device)) throw new Error(`${settings.device} was here and is gone: ${device.reason}`);
    const reference = referenceOf(settings.baseText);
    if (known?.key !== key) known = { key, verifier: createVerifier(settings, reference, device.info.estimate) };
    current = { key, device, evaluator: createEvaluator(device, settings, reference, known.verifier) };
  }
  try {
    if (work.task === 'evaluate') known!.verifier.workload(work.kind);
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown; // the request meets it again, and is answered with it
  }
}

async function forget(): Promise<void> {
  const before = current;
  current = undefined;
  await before?.evaluator.close();
}
