import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll } from 'vitest';
import { exportKernel } from '../../../src/exports/index.ts';
import { shipped } from '../requests.ts';

/** A project that has installed gpu.js and the exported package. */
describe('the types of an export', () => {
  let project: string;
  beforeAll(async () => {
    project = mkdtempSync(join(tmpdir(), 'evoke-types-'));
    mkdirSync(join(project, 'node_modules'));
    const gpujs = dirname(dirname(createRequire(import.meta.url).resolve('gpu.js')));
    symlinkSync(gpujs, join(project, 'node_modules', 'gpu.js'));
    await exportKernel(shipped('pool-sum', { dim: 2 }, join(project, 'node_modules', 'evoke-pool-sum')));
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  const complaints = (text: string): string[] => {
    const file = join(project, 'consumer.ts');
    writeFileSync(file, `import * as gpujs from 'gpu.js';\nimport { createPoolSum, fixed, kernelText, type PoolSumFunction } from 'evoke-pool-sum';\n${text}`);
    const program = ts.createProgram([file], {
      strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, skipLibCheck: true, types: [],
    });
    return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n').split('\n')[0]!);
  };

  it('fit how it is used', () => {
    expect(complaints(`
      const run: PoolSumFunction = createPoolSum(gpujs, { mode: 'webasm' });
      const output: Float32Array = await run(new Float32Array(4), new Int32Array(1), new Int32Array(2));
      await run(new Float32Array(0), new Int32Array(0), new Int32Array(1), { rows: 0 });
      const dim: 2 = fixed.dim;
      const text: string = kernelText + run.mode + output.length + dim;
      await run.destroy();
      export { text };
    `)).toEqual([]);
  });

  it('refuse how it is not used', () => {
    expect(complaints(`
      const run = createPoolSum(gpujs);
      run(new Int32Array(4), new Int32Array(1), new Int32Array(2)).then;
      createPoolSum(gpujs, { mode: 'webgl' });
      createPoolSum({});
      export {};
    `)).toEqual([
      expect.stringContaining("'Int32Array<ArrayBuffer>' is not assignable"),
      expect.stringContaining('\'"webgl"\' is not assignable'),
      expect.stringContaining("'{}' is not assignable"),
    ]);
  });
});
