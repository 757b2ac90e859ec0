import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openCompileCache } from '../../../../src/devices/cuda/compile/cache.ts';
import { compileBatch, type Compiler } from '../../../../src/devices/cuda/compile/index.ts';
import { trim } from '../../../../src/devices/cuda/compile/trim.ts';
import type { DeviceFailure } from '../../../../src/model/index.ts';
import { partialName } from '../../../../src/util/temporary.ts';
import { folderFor } from '../../../pipeline/fixtures/folder.ts';
import { gather, mixture, perElement, poolSum } from '../programs.ts';

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

describe('compileBatch keeps for no other time', () => {
  const failures: readonly (readonly [string, DeviceFailure & { passing?: true }])[] = [
    ['what took too long', { failed: 'timeout', stage: 'compile', limitMs: 60_000, detail: 'the compiler took longer than 60 s' }],
    ['what a full disk or a killed compiler made fail', { failed: 'compile-error', detail: 'nvcc error: \'cicc\' died due to signal 9 (Kill signal)', passing: true }],
  ];
  it.each(failures)('%s', async (name, failure) => {
    const cache = folder.path(name.replaceAll(' ', '-'));
    let failing = true;
    const well = countingCompiler();
    const compiler: Compiler = { ...well, compileBatch: async (programs, target) => (failing ? programs.map(() => failure) : well.compileBatch(programs, target)) };
    expect(await compileBatch([gather], { compiler, cache, architecture })).toEqual([failure]);
    failing = false;
    expect(await compileBatch([gather], { compiler, cache, architecture })).toMatchObject([{ entry: 'gather__0' }]);
  });

  it.each([
    ['an entry that was cut off', 'kernels', (content: Buffer) => content.subarray(0, 20)], ['an empty entry', 'kernels', () => Buffer.alloc(0)],
    ['an image that was cut off', 'images', (content: Buffer) => content.subarray(0, 20)], ['an image with one bit turned', 'images', (content: Buffer) => content.map((byte, at) => (at === 7 ? byte ^ 1 : byte))],
  ] as const)('%s', async (name, part, spoil) => {
    const cache = folder.path(name.replaceAll(' ', '-'));
    const compiler = countingCompiler();
    const [whole] = await compileBatch([gather], { compiler, cache, architecture });
    const file = join(cache, part, readdirSync(join(cache, part))[0]!);
    writeFileSync(file, spoil(readFileSync(file)));
    for (let time = 0; time < 2; time++) {
      const [again] = await compileBatch([gather], { compiler, cache, architecture });
      expect([...(again as { image: Uint8Array }).image]).toEqual([...(whole as { image: Uint8Array }).image]);
    }
    expect(compiler.asked).toEqual(['gather', 'gather']); // once more, and then it is whole again
  });
});

const bytesIn = (cache: string) => ['kernels', 'images'].flatMap((part) => readdirSync(join(cache, part)).map((name) => statSync(join(cache, part, name)).size)).reduce((sum, size) => sum + 4096 * Math.ceil(size / 4096), 0);

describe('a cache that is full', () => {
  const mostBytes = 64 * 4096;

  it('lets go of what was used longest ago, and stays within its size and a sixteenth', () => {
    const cache = folder.path('full');
    const kept = openCompileCache(cache, { version: 'any 1' }, mostBytes);
    const programs = Array.from({ length: 100 }, (_, at) => perElement(`kernel${at}`, `  output[at] = ${at}.0f;`));
    const target = { architecture };
    const compiledOf = (at: number) => ({ image: new TextEncoder().encode(`image ${at}`), entry: `kernel${at}`, resources });
    for (const [at, program] of programs.entries()) {
      kept.put(program, target, compiledOf(at));
      for (const part of ['kernels', 'images']) {
        for (const name of readdirSync(join(cache, part))) {
          const file = join(cache, part, name);
          utimesSync(file, new Date(), new Date(statSync(file).mtimeMs - 1000)); // a second passes
        }
      }
      expect(kept.get(programs[0]!, target)).toMatchObject({ entry: 'kernel0' }); // used all the time, it stays
      expect(bytesIn(cache)).toBeLessThanOrEqual(mostBytes + mostBytes / 16);
    }
    const there = programs.map((program) => kept.get(program, target) !== undefined);
    expect(there.slice(1, 60)).toEqual(new Array(59).fill(false));
    expect(there.slice(80)).toEqual(new Array(20).fill(true));
  });

  it('loses no more than room for others, and none of its sense, where several processes write at once', async () => {
    const cache = folder.path('many');
    const writer = `import { openCompileCache } from ${JSON.stringify(new URL('../../../../dist/devices/cuda/compile/cache.js', import.meta.url).href)};
      const kept = openCompileCache(${JSON.stringify(cache)}, { version: 'any 1' }, ${mostBytes});
      const target = { architecture: 'sm_90' };
      for (let at = 0; at < 300; at++) {
        const [mine, common] = [process.argv[1] + ' ' + at, 'common ' + at].map((text) => ({ target: 'cuda', text, sizes: {}, launch: { entry: 'kernel' } }));
        for (const program of [mine, common]) {
          kept.put(program, target, { image: new TextEncoder().encode(program.text), entry: 'kernel', resources: {} });
          const got = kept.get(program, target);
          if (got !== undefined && new TextDecoder().decode(got.image) !== program.text) throw new Error('another image for ' + program.text);
        }
      }`;
    await Promise.all(['a', 'b', 'c'].map((name) => promisify(execFile)(process.execPath, ['--input-type=module', '-e', writer, name])));
    trim([join(cache, 'kernels'), join(cache, 'images')], mostBytes);
    expect(bytesIn(cache)).toBeLessThanOrEqual(mostBytes);
    expect(bytesIn(cache)).toBeGreaterThan(mostBytes / 2);
  });

  it('keeps its hands off what somebody is writing, but not off what somebody left half-written', () => {
    const cache = folder.path('partial');
    const kept = openCompileCache(cache, { version: 'any 1' }, 4096);
    kept.put(gather, { architecture }, { image: new Uint8Array(9), entry: 'gather', resources });
    const [young, old] = ['x.json', 'y.json'].map((name) => partialName(join(cache, 'kernels', name)));
    for (const file of [young!, old!]) writeFileSync(file, 'half');
    utimesSync(old!, new Date(), new Date(Date.now() - 2 * 3_600_000));
    trim([join(cache, 'kernels'), join(cache, 'images')], 4096);
    expect([existsSync(young!), existsSync(old!)]).toEqual([true, false]);
  });

  it('is trimmed by a process before it writes much, however it was left', () => {
    const cache = folder.path('left');
    const target = { architecture };
    const before = openCompileCache(cache, { version: 'any 1' }, Infinity);
    for (let at = 0; at < 80; at++) before.put(perElement(`kernel${at}`, ''), target, { image: new TextEncoder().encode(`image ${at}`), entry: 'kernel', resources });
    const moved = folder.path('left, seen by another process');
    renameSync(cache, moved);
    openCompileCache(moved, { version: 'any 1' }, mostBytes).put(gather, target, { image: new Uint8Array(9), entry: 'gather', resources });
    expect(bytesIn(moved)).toBeLessThanOrEqual(mostBytes);
  });
});
