import { copyFileSync, mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpusScore, isPerfect } from '../../src/pipeline/corpus-score.ts';
import { keepMeaning } from '../../src/pipeline/corpus/right-rewrites.ts';
import { shippedCorpus } from '../../src/pipeline/corpus/written.ts';
import { operatorsByName } from '../../src/edits/index.ts';
import { folderFor } from './fixtures/folder.ts';

const folder = folderFor('score');

/** A folder with some of the shipped kernels. */
function some(name: string, kernels: readonly string[]): string {
  mkdirSync(folder.path(name));
  for (const kernel of kernels) for (const end of ['js', 'json']) copyFileSync(`${shippedCorpus}${kernel}.${end}`, folder.path(`${name}/${kernel}.${end}`));
  return folder.path(name);
}

describe('the score of the tests', () => {
  it('is perfect on a part of what is shipped: all that is wrong is killed, all that is right passes', async () => {
    const names = ['pool-sum-vectors', 'pool-max-tree', 'pool-weighted-mean', 'interact-fm'];
    const score = await corpusScore({ folder: some('part', names), wrong: 20, right: 32, seed: 1 });
    expect({ survivors: score.survivors, refused: score.refused }).toEqual({ survivors: [], refused: [] });
    expect(isPerfect(score)).toBe(true);
    expect(score).toMatchObject({ kernels: names.length, device: null, seed: 1 });
    expect(score.rewrites).toBeGreaterThanOrEqual(32);
    expect(score.wrong.tried - score.wrong.written).toBe(20);
    expect(score.wrong.notShown.filter(({ written }) => written)).toEqual([]);
    expect(score.operations.map(({ operation }) => operation)).toEqual(['interact-fm', 'pool-max', 'pool-sum', 'pool-weighted-mean']);
    expect(score.gates.slice(1).every(({ killed }) => killed > 0)).toBe(true);
    expect(score.cases.filter(({ gate, killed }) => gate === 'tiny' && killed === 0).map(({ name }) => name)).toEqual(expect.not.arrayContaining(['width 33']));
  }, 180_000);

  const planted = () => {
    const name = some('planted', ['pool-sum']);
    folder.write('planted/pool-sum.json', JSON.stringify({
      wrong: {
        'forgets widths that no hostile case has': { 'return sum': 'return this.constants.dim > 9 && this.constants.dim < 31 ? 0.0 : sum' },
        'is not wrong': { 'sum +=': 'sum = sum +' },
        'skips the last lookup of a bag': { 'j < end': 'j < end - 1' },
      },
      right: { 'is not right': { 'return sum': 'return sum + 1.0' }, 'is right': { 'j++': 'j += 1 + 0' } },
    }));
    return name;
  };

  it('names what gets away, with its text, and what is refused though somebody says that it is right', async () => {
    const score = await corpusScore({ folder: planted(), wrong: 0, right: 0, seed: 1 });
    expect(isPerfect(score)).toBe(false);
    expect(score.survivors).toEqual([{
      kernel: 'pool-sum', change: 'forgets widths that no hostile case has', detail: expect.stringMatching(/^random input \d+: pooled\[\d+\]\[\d+\]: got 0, expected /) as string,
      text: expect.stringContaining('this.constants.dim > 9') as string,
    }]);
    expect(score.refused).toEqual([{ kernel: 'pool-sum', change: 'is not right', detail: expect.stringMatching(/^oracle: pooled.*got/) as string, text: expect.stringContaining('sum + 1.0') as string }]);
    expect(score.wrong).toEqual({ tried: 2, killed: 1, written: 2, notShown: [{ kernel: 'pool-sum', mistake: 'is not wrong', written: true, gate: null }] });
  });

  it('comes out the same for the same seed', async () => {
    const request = { folder: some('again', ['gather-copies']), wrong: 10, right: 8, seed: 5 };
    expect(await corpusScore(request)).toEqual(await corpusScore(request));
  });

  it('lets a device have its say too', async () => {
    const score = await corpusScore({ folder: some('device', ['pool-max']), wrong: 0, right: 8, seed: 1, device: 'gpujs:cpu' });
    expect(score).toMatchObject({ device: 'gpujs:cpu', survivors: [], refused: [] });
    expect(score.gates.map(({ gate }) => gate)).toEqual(['check', 'sanitizer', 'oracle', 'device', 'held-out']);
  });

  it('refuses a device that is not there', async () => {
    await expect(corpusScore({ folder: shippedCorpus, wrong: 0, right: 0, seed: 1, device: 'abacus' })).rejects.toThrow(/abacus/);
  });

  it('rewrites by operators that exist', () => expect(keepMeaning.filter((name) => !operatorsByName.has(name))).toEqual([]));
});
