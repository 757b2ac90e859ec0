import { findCompiler, measureCompileRate } from '../../devices/cuda/index.ts';
import { whole, type Figure } from './figure.ts';

/** How many different small kernels nvcc or NVRTC makes cubins of in a second, in batches; no GPU is needed. */
export async function compileRate(): Promise<Figure[]> {
  const what = 'candidates compiled for sm_90, a second, in batches';
  const compiler = await findCompiler();
  if ('reason' in compiler) return [{ what, aim: '≥ 80', met: null, value: `not measured: ${compiler.reason}` }];
  const rate = await measureCompileRate(compiler, { architecture: 'sm_90' });
  return [{ what, aim: '≥ 80', met: rate >= 80, value: `${whole(rate)} (${compiler.version})` }];
}
