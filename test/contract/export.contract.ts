import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportKernel, formatNames, runSelfCheck } from '../../src/exports/index.ts';
import { parseKernel } from '../../src/dialect/index.ts';
import { evolved, shipped, temporaryFolder } from '../exports/requests.ts';

/** What a format's suite must bring: where the code lies, and a way to make the packaged kernel wrong. */
export interface ExportContract {
  /** File of the code, by the kernel's name in the manner of C: `pool_sum`. */
  code(kernel: string): string;
  /** From the text of the code to one that computes something else. */
  spoil(text: string): string;
}

const launches = [
  ['gather', { dim: 3 }],
  ['pool-sum', { dim: 5 }],
  ['interact-dot', { dim: 4, fields: 3 }],
] as const;

/** Every export format keeps this contract. */
export function exportContract(format: string, { code, spoil }: ExportContract): void {
  describe(`export contract: ${format}`, () => {
    it('is listed', () => expect(formatNames).toContain(format));

    const filesIn = (folder: string) => readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__')).map(({ parentPath, name }) => relative(folder, join(parentPath, name))).sort();

    it.each(launches)('exports %s with a self-check that holds', async (name, fixed) => {
      const out = join(temporaryFolder(), 'package');
      const { folder, files } = await exportKernel(shipped(name, fixed, out, { format }));
      expect(folder).toBe(out);
      expect(filesIn(out)).toEqual([...files].sort());
      const result = await runSelfCheck(folder);
      expect(result.output).toMatch(/cases are right/);
      expect(result, result.output).toMatchObject({ ok: true, complete: true });
    });

    it('has a self-check that fails where the kernel is wrong', async () => {
      const { folder } = await exportKernel(shipped('pool-sum', { dim: 2 }, join(temporaryFolder(), 'package'), { format }));
      const right = readFileSync(join(folder, code('pool_sum')), 'utf8');
      const wrong = spoil(right);
      expect(wrong).not.toBe(right);
      writeFileSync(join(folder, code('pool_sum')), wrong);
      const { ok, output } = await runSelfCheck(folder);
      expect(ok).toBe(false);
      expect(output).toMatch(/FAIL .*element \d+ is .*, expected/);
    });

    it('says in the code and in the README where it comes from, and marks estimates', async () => {
      const parent = temporaryFolder();
      const read = async (name: string, provenance = evolved) => {
        const { folder } = await exportKernel(shipped('gather', { dim: 2 }, join(parent, name), { format, provenance }));
        return [code('gather'), 'README.md'].map((file) => readFileSync(join(folder, file), 'utf8'));
      };
      for (const text of await read('measured')) {
        for (const fact of ['r-7f3a9c', 'Evoke 0.1.0', 'gpujs:webasm', '1.500x', '1.470x to 1.532x', 'FAST', 'unroll-loop', 'abc123', 'tiny']) expect(text).toContain(fact);
        expect(text).not.toContain('ESTIMATE');
      }
      for (const text of await read('modelled', { ...evolved, estimate: true })) expect(text).toContain('ESTIMATE of a model, not a measurement');
      for (const text of await read('file', { evokeVersion: '0.1.0', created: evolved.created, edits: [], git: null })) expect(text).toContain('nothing measured');
    });

    it('has a README of one screen, with semantics and sizes', async () => {
      const { folder } = await exportKernel(shipped('pool-sum', { dim: 2 }, join(temporaryFolder(), 'package'), { format }));
      const readme = readFileSync(join(folder, 'README.md'), 'utf8');
      expect(readme.split('\n').length).toBeLessThan(55);
      for (const fact of ['Semantics: operation `pool-sum`', 'Compiled in: dim = 2. Any value, call by call: rows, lookups, bags.', 'ours to see to']) expect(readme).toContain(fact);
    });

    it('keeps the kernel in its own language, to be evolved again', async () => {
      const request = shipped('pool-sum', { dim: 2 }, join(temporaryFolder(), 'package'), { format });
      const { folder } = await exportKernel(request);
      expect(parseKernel(readFileSync(join(folder, 'kernel.js'), 'utf8'), 'kernel.js').hash).toBe(parseKernel(request.base, 'base.js').hash);
    });

    it('replaces an earlier export, through a link too, and nothing else', async () => {
      const parent = temporaryFolder();
      const out = join(parent, 'package');
      await exportKernel(shipped('gather', { dim: 2 }, out, { format }));
      symlinkSync(out, join(parent, 'link'));
      await exportKernel(shipped('pool-sum', { dim: 2 }, join(parent, 'link'), { format }));
      expect(readFileSync(join(out, 'kernel.js'), 'utf8')).toContain('poolSum');
      writeFileSync(join(out, 'notes.txt'), 'mine');
      await expect(exportKernel(shipped('gather', { dim: 2 }, out, { format }))).rejects.toThrow(`${out} holds notes.txt, which is not of an earlier export`);
      expect(readFileSync(join(out, 'kernel.js'), 'utf8')).toContain('poolSum');
      expect(readdirSync(parent).sort()).toEqual(['link', 'package']);
    });

    it('writes into an empty folder and makes the folders above', async () => {
      const parent = temporaryFolder();
      mkdirSync(join(parent, 'empty'));
      await exportKernel(shipped('gather', { dim: 2 }, join(parent, 'empty'), { format }));
      await exportKernel(shipped('gather', { dim: 2 }, join(parent, 'a', 'b'), { format }));
      expect(existsSync(join(parent, 'empty', code('gather'))) && existsSync(join(parent, 'a', 'b', code('gather')))).toBe(true);
    });
  });
}
