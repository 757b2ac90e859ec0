/**
 * Stands in for the child of an evaluation service: as the real one, with the device cuda on the stand-in, whose libraries
 * lie in the folder that EVOKE_TEST_STAND_IN names.
 */
import { join } from 'node:path';
import { compileTogether } from '../../../../dist/devices/cuda/compile/batch.js';
import { openCuda } from '../../../../dist/devices/cuda/index.js';
import { createEvaluator } from '../../../../dist/pipeline/evaluator.js';
import { referenceOf } from '../../../../dist/pipeline/parts.js';
import { serve } from '../../../../dist/workers/index.js';
import { standInCompiler } from './build.mjs';

const folder = process.env.EVOKE_TEST_STAND_IN;
const device = await openCuda({ driverLibrary: join(folder, 'driver.so'), instrumentsLibrary: join(folder, 'nvml.so'), compiler: standInCompiler(compileTogether), cache: join(folder, 'cache') });
if ('reason' in device) throw new Error(device.reason);

let evaluator;
serve(async ({ settings, work }, report) => {
  evaluator ??= createEvaluator(device, settings, referenceOf(settings.baseText));
  const reply = await evaluator.handle(work, report.stage);
  const unusable = device.unusable();
  if (unusable !== null) {
    console.error(unusable);
    process.exit(1);
  }
  return reply;
});
