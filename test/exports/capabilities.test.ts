import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ExportedEdit, exportKernel } from '../../src/exports/index.ts';
import { evolved, shipped, temporaryFolder } from './requests.ts';

const refusal = (name: string, edits: readonly ExportedEdit[], format: string) =>
  exportKernel(shipped(name, { dim: 8, fields: 2 }, join(temporaryFolder(), 'package'), { format, provenance: { ...evolved, edits } }))
    .then(() => 'nothing', ({ message }: Error) => message);
const toGrid: ExportedEdit = { id: 'aa11', operator: 'map-to-grid', target: 'n0', requires: ['grid'] };
const vectorised: ExportedEdit = { id: 'bb22', operator: 'vectorise-innermost', target: 'n4', requires: ['grid', 'vector'] };

describe('an export format that a kernel exceeds', () => {
  it('is refused with the edits that need what it has not', async () => {
    expect(await refusal('gather-grid', [toGrid, vectorised, { id: 'cc33', operator: 'unroll-loop', target: 'n2', requires: [] }], 'gpujs')).toBe(
      'gather cannot be exported as gpujs: gpujs has no grid, no vector: edits map-to-grid at n0 (aa11), vectorise-innermost at n4 (bb22) need grid; edit vectorise-innermost at n4 (bb22) needs vector; choose wgsl, cuda or torch');
  });

  it('is refused with the place where the kernel itself needs it', async () => {
    expect(await refusal('gather-grid', [], 'gpujs')).toBe(
      'gather cannot be exported as gpujs: gpujs has no grid, no vector: the kernel itself (@launch) needs grid; the kernel itself (load4) needs vector; choose wgsl, cuda or torch');
  });

  it('does not count what changes nothing that is computed', async () => {
    const hinted = { id: 'dd44', operator: 'hint-load', target: 'n1', requires: ['grid', 'memory-hints'] } as const;
    expect(await refusal('gather', [hinted], 'gpujs')).toBe('nothing');
  });
});
