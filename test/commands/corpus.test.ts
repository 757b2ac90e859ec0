import { copyFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CorpusScore } from '../../src/model/index.ts';
import { evoke, evokeJson, workspace } from './fixtures/evoke.ts';

const { folder: cwd, path, write } = workspace('corpus');
const shipped = (file: string) => fileURLToPath(new URL(`../../corpus/wrong/${file}`, import.meta.url));

beforeAll(() => {
  for (const name of ['right', 'planted', 'double']) {
    mkdirSync(path(name));
    copyFileSync(shipped('pool-mean.js'), path(`${name}/pool-mean.js`));
  }
  copyFileSync(shipped('pool-mean.json'), path('right/pool-mean.json'));
  write('planted/pool-mean.json', JSON.stringify({ wrong: { 'forgets some widths': { 'return end': 'if (this.constants.dim > 9 && this.constants.dim < 31) { return 0.0; }\n  return end' } } }));
  write('double/pool-mean.json', JSON.stringify({ wrong: { 'which end?': { end: 'begin' } } }));
});

describe('corpus score', () => {
  it('says what is killed, by gate and by case', async () => {
    const words = ['corpus', 'score', '--folder', 'right', '--wrong', '5', '--right', '6'];
    const [text, json] = await Promise.all([evoke(words, { cwd }), evokeJson<CorpusScore>(words, { cwd })]);
    expect({ code: text.code, stderr: text.stderr }).toEqual({ code: 0, stderr: '' });
    expect(text.stdout).toMatch(/^18 known-wrong mutants of 1 kernels \(13 written by hand, 5 drawn\), 6 right rewrites, seed 1\n/);
    expect(text.stdout).toMatch(/\nkilled 18 of 18 known-wrong mutants: 100\.0 %; refused 0 of 6 right rewrites\n$/);
    expect(json).toMatchObject({ kernels: 1, wrong: { tried: 18, killed: 18 }, rewrites: 6, survivors: [], refused: [] });
    for (const { name } of json.cases) expect(text.stdout).toContain(name);
  });

  it('fails with exit code 1 where a wrong kernel gets away, and shows it', async () => {
    const { code, stdout, stderr } = await evoke(['corpus', 'score', '--folder', 'planted', '--wrong', '0', '--right', '0'], { cwd });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/NOT KILLED: pool-mean: forgets some widths\n {2}random input \d+: pooled.*got 0, expected .*\n {4}\/\*\*\n/);
    expect(stdout).toContain('if (this.constants.dim > 9 && this.constants.dim < 31)');
  });

  it.each([
    ['a folder that is not there', ['--folder', 'nowhere'], 2, /^error: there is no folder nowhere; give one with kernels \(NAME\.js\) and their mistakes \(NAME\.json\)\n$/],
    ['a text that stands there twice', ['--folder', 'double'], 2, /^error: double\/pool-mean\.json: which end\?: the kernel has "end" \d+ times; it must be there once\n$/],
    ['a number that is none', ['--wrong', 'many'], 2, /allowed: a whole number of at least 0/],
    ['a device that nobody knows', ['--folder', 'right', '--device', 'abacus'], 3, /abacus/],
  ])('refuses %s', async (_, words, exit, said) => {
    const { code, stdout, stderr } = await evoke(['corpus', 'score', ...words], { cwd });
    expect({ code, stdout }).toEqual({ code: exit, stdout: '' });
    expect(stderr).toMatch(said);
  });
});
