import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportKernel, formatNamed, runSelfCheck } from '../../src/exports/index.ts';
import { UserError } from '../../src/util/errors.ts';
import { custom, shipped, temporaryFolder } from './requests.ts';

const thrownBy = async (action: () => unknown): Promise<UserError> => {
  try {
    await action();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(UserError);
    return thrown as UserError;
  }
  throw new Error('nothing was thrown');
};

describe('exportKernel', () => {
  it('lists the formats to whoever names another', async () => {
    const { message, exitCode } = await thrownBy(() => exportKernel(shipped('gather', { dim: 2 }, temporaryFolder(), { format: 'fortran' })));
    expect({ message, exitCode }).toEqual({ message: "unknown export format 'fortran'; choose one of gpujs, wgsl, cuda, torch", exitCode: 2 });
    expect((await thrownBy(() => formatNamed(''))).message).toContain("unknown export format ''");
  });

  it('refuses what gpu.js cannot say, and writes nothing', async () => {
    const out = join(temporaryFolder(), 'package');
    const text = (type: string, body: string) => `/**\n * Probes.\n * @param {${type}} x\n * @returns {f32[n]}\n */\nexport default function probe(x) {\n  ${body}\n}\n`;
    const request = (kernel: string) => custom(kernel, out, {}, { n: 1 }, { x: { scalar: 'f32', shape: [1], values: new Float32Array(1) } }, [0]);
    expect((await thrownBy(() => exportKernel(request(text('f16[n]', 'return x[this.thread.x];'))))).message)
      .toBe("probe cannot be exported as gpujs: gpujs has no f16: the kernel itself (parameter 'x') needs f16; choose wgsl, cuda or torch");
    expect((await thrownBy(() => exportKernel(request(text('f32[n][n][n][n]', 'return x[0][0][0][this.thread.x];'))))).message)
      .toBe('probe cannot be exported as gpujs: gpu.js takes arrays of at most 3 dimensions; x has 4');
    expect((await thrownBy(() => exportKernel(request(text('i32[n]', 'return Math.imul(x[this.thread.x], 3);'))))).message)
      .toBe('probe cannot be exported as gpujs: gpu.js has no Math.imul that is exact in f32');
    expect((await thrownBy(() => runSelfCheck(out))).message).toContain('is no export of Evoke\'s');
  });

  it('does not let a comment in a kernel end the comment of the code', async () => {
    const request = shipped('gather', { dim: 2 }, join(temporaryFolder(), 'package'), {
      provenance: { evokeVersion: '0.1.0', created: 'now */ globalThis.spoiled = 1; /*', hardware: 'two\nlines', device: 'x', edits: [], git: null },
    });
    const { folder } = await exportKernel(request);
    const code = readFileSync(join(folder, 'index.js'), 'utf8');
    expect(code).toContain(' * Exported by Evoke 0.1.0 on now * / globalThis.spoiled = 1; /*.\n');
    expect(code).toContain('x; two lines');
    expect((await runSelfCheck(folder)).ok).toBe(true);
  });
});

describe('runSelfCheck', () => {
  it('fails a package that has no cases, or that breaks, with what was printed', async () => {
    const { folder } = await exportKernel(shipped('gather', { dim: 2 }, join(temporaryFolder(), 'package'), { checks: [] }));
    expect(await runSelfCheck(folder)).toEqual({ ok: false, complete: false, output: '0 of 0 cases are right in mode cpu' });
    writeFileSync(join(folder, 'self-check.js'), 'console.log("on the way"); process.kill(process.pid, "SIGKILL");');
    expect(await runSelfCheck(folder)).toEqual({ ok: false, complete: false, output: 'on the way\nthe self-check was ended by SIGKILL' });
  });

  it('holds what JSON has no number for', async () => {
    const inputs = { x: { scalar: 'f32', shape: [4], values: Float32Array.of(Infinity, -0, NaN, 2) } } as const;
    const text = '/**\n * Copies.\n * @param {f32[n]} x\n * @returns {f32[n]}\n */\nexport default function copied(x) {\n  return x[this.thread.x];\n}\n';
    const { folder } = await exportKernel(custom(text, join(temporaryFolder(), 'package'), {}, { n: 4 }, inputs, [1e39, -0, NaN, 2]));
    expect(await runSelfCheck(folder)).toMatchObject({ ok: true });
  });
});
