import { isUnavailable, openDevice } from '../devices/index.ts';
import { serve } from '../workers/index.ts';
import type { Reply, Request } from './evaluation.ts';
import { createEvaluator, type Evaluator } from './evaluator.ts';
import { UserError } from '../util/errors.ts';
import { injectedParts, referenceOf } from './parts.ts';

/** The entry of a child process: one device, one evaluator at a time, made anew when the settings change. */
let current: { readonly key: string; readonly evaluator: Evaluator } | undefined;

serve<Request, Reply>(async ({ settings, work }, report) => {
  const key = JSON.stringify(settings);
  if (current?.key !== key) {
    await current?.evaluator.close();
    const device = await openDevice(settings.device, injectedParts());
    if (isUnavailable(device)) throw new Error(`${settings.device} was here and is gone: ${device.reason}`);
    current = { key, evaluator: createEvaluator(device, settings, referenceOf(settings.baseText)) };
  }
  try {
    return await current.evaluator.handle(work, report.stage);
  } catch (thrown) {
    if (thrown instanceof UserError) return { task: 'mistake', message: thrown.message };
    throw thrown;
  }
});
