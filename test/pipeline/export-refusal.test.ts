import { readdirSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { proposeEdit } from '../../src/edits/vary.ts';
import type { Genome } from '../../src/model/index.ts';
import { loadKernel } from '../../src/pipeline/1-parse.ts';
import { exportAnything } from '../../src/pipeline/export.ts';
import { randomStream } from '../../src/util/random.ts';
import { evolve } from './fixtures/evolve.ts';
import { folderFor, smallPooling } from './fixtures/folder.ts';
import { crown } from './fixtures/sixty.ts';

const folder = folderFor('export-refusal');
const db = folder.path('run.db');
let run: string;
let genome: Genome = [];

beforeAll(async () => {
  ({ runId: run } = await evolve(db, { kernel: 'pool-sum', workload: folder.write('small.json', JSON.stringify(smallPooling)), evaluations: 4 }));
  const { kernel } = loadKernel('pool-sum');
  const random = randomStream('export-refusal');
  for (const operator of ['unroll-loop', 'map-to-grid', 'vectorise-innermost']) {
    const edit = proposeEdit(kernel, genome, operator, random, { dim: 4 });
    if (!edit) throw new Error(`${operator} finds no place`);
    genome = [...genome, edit];
  }
  crown(db, run, genome);
});

it('names the edits of a run that need what a format has not, and writes nothing', async () => {
  const [, toGrid, vectorised] = genome.map(({ operator, target, id }) => `${operator} at ${target} (${id})`);
  await expect(exportAnything(run, { format: 'gpujs', out: folder.path('gpujs'), db })).rejects.toThrow(
    `poolSum cannot be exported as gpujs: gpujs has no grid, no vector: edits ${toGrid}, ${vectorised} need grid; edit ${vectorised} needs vector; choose wgsl, cuda or torch`);
  expect(readdirSync(folder.path('.'))).not.toContain('gpujs');
});
