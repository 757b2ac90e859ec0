import { existsSync, readdirSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileBatch, type Compiler } from '../../../../src/devices/cuda/compile/index.ts';
import { folderFor } from '../../../pipeline/fixtures/folder.ts';
import { gather, mixture, poolSum } from '../programs.ts';

const folder = folderFor('cuda-cache');
const architecture = 'sm_90';
const resources = { registers: 12, spillBytes: 0, stackBytes: 0, sharedBytes: 0 };

/** Refuses what reads `height`, and remembers what it was asked. */
function countingCompiler(version = 'counting 1'): Compiler & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    version, cuda: '13.0', asked,
    async compileBatch(programs) {
      asked.push(...programs.map(({ launch }) => launch!.entry));
      const image = new TextEncoder().encode(programs.map(({ text }) => text).join());
      return programs.map(({ text, launch }, at) => (text.includes('height') ? { failed: 'compile-error', detail: 'no heights' } as const : { image, entry: `${launch!.entry}__${at}`, resources }));
    },
  };
}

describe('compileBatch', () => {
  it('compiles each program once, whoever asks, failures too', async () => {
    const cache = folder.path('once');
    const compiler = countingCompiler();
    const first = await compileBatch([gather, mixture, gather], { compiler, cache, architecture });
    expect(compiler.asked).toEqual(['gather', 'mixture']);
    expect(first).toMatchObject([{ entry: 'gather__0', resources }, { failed: 'compile-error', detail: 'no heights' }, { entry: 'gather__0' }]);
    const again = await compileBatch([mixture, poolSum, gather], { compiler, cache, architecture });
    expect(compiler.asked).toEqual(['gather', 'mixture', 'poolSum']);
    expect(again).toMatchObject([{ failed: 'compile-error' }, { entry: 'poolSum__0' }, { entry: 'gather__0', resources }]);
    const image = (first[0] as { image: Uint8Array }).image;
    expect([...(again[2] as { image: Uint8Array }).image]).toEqual([...image]);
  });

  it('keeps one image for programs that were compiled together, and no half-written file', async () => {
    const cache = folder.path('shared');
    await compileBatch([gather, poolSum], { compiler: countingCompiler(), cache, architecture });
    expect(readdirSync(`${cache}/images`)).toHaveLength(1);
    expect(readdirSync(`${cache}/kernels`)).toHaveLength(2);
    expect([...readdirSync(`${cache}/images`), ...readdirSync(`${cache}/kernels`)].every((name) => /^[0-9a-f]{64}\.(cubin|json)$/.test(name))).toBe(true);
  });

  it('does not take what another card or another compiler was given', async () => {
    const cache = folder.path('apart');
    const compiler = countingCompiler();
    await compileBatch([gather], { compiler, cache, architecture: 'sm_80' });
    await compileBatch([gather], { compiler, cache, architecture });
    const newer = countingCompiler('counting 2');
    await compileBatch([gather], { compiler: newer, cache, architecture });
    expect([...compiler.asked, ...newer.asked]).toEqual(['gather', 'gather', 'gather']);
  });

  it('compiles anew what somebody has cleared away', async () => {
    const cache = folder.path('cleared');
    const compiler = countingCompiler();
    await compileBatch([gather], { compiler, cache, architecture });
    rmSync(`${cache}/images`, { recursive: true });
    expect(await compileBatch([gather], { compiler, cache, architecture })).toMatchObject([{ entry: 'gather__0' }]);
    expect(existsSync(`${cache}/images`)).toBe(true);
  });
});
