import { expect, it } from 'vitest';
import { parseKernel } from '../../src/dialect/index.ts';
import { loadKernel } from '../../src/pipeline/1-parse.ts';
import { exportFormatFor } from '../../src/pipeline/export-format.ts';
import { gatherStaged, poolGrid } from '../dialect/grid-kernels.ts';

it('is that of the device, and on a model the first that can say the kernel', () => {
  const kernelOf = (text: string) => parseKernel(text, 'kernel.js').kernel;
  const plain = loadKernel('pool-sum').kernel;
  expect(['cuda', 'webgpu', 'gpujs:webasm', 'model'].map((device) => exportFormatFor(device, plain))).toEqual(['cuda', 'wgsl', 'gpujs', 'gpujs']);
  expect(exportFormatFor('model:h200-like', kernelOf(poolGrid))).toBe('wgsl');
  expect(exportFormatFor('model:h200-like', kernelOf(gatherStaged))).toBe('cuda');
});
