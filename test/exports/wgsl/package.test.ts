import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { exportKernel } from '../../../src/exports/index.ts';
import { custom, shipped, temporaryFolder } from '../requests.ts';

describe('the package for WebGPU', () => {
  it('describes itself in types and in a README', async () => {
    const { folder } = await exportKernel(shipped('pool-sum', { dim: 8 }, join(temporaryFolder(), 'package'), { format: 'wgsl' }));
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    expect(read('index.d.ts').match(/export interface Inputs \{[\s\S]*?\n\}/)![0]).toMatchInlineSnapshot(`
      "export interface Inputs {
        /** f32[rows][8], flat, row-major */
        readonly table: Float32Array | GpuBuffer;
        /** i32[lookups], row numbers */
        readonly indices: Int32Array | GpuBuffer;
        /** i32[bags + 1], where each bag begins, and the end of the last: 0 first, never going down, the number of lookups last */
        readonly offsets: Int32Array | GpuBuffer;
      }"
    `);
    expect(read('index.d.ts').match(/export type Sizes.*/)![0]).toMatchInlineSnapshot(`"export type Sizes = { readonly rows?: number; readonly lookups?: number; readonly bags?: number };"`);
    expect(read('README.md').split('\n').slice(0, 30).join('\n')).toMatchInlineSnapshot(`
      "# evoke-pool-sum

      Sum-pooled embedding bag over ragged bags (CSR offsets); one thread per output element.

          poolSum(table: f32[rows][8], indices: i32[lookups], offsets: i32[bags + 1]) -> f32[bags][8]

      - Semantics: operation \`pool-sum\`; the kernel names no profile, so it is as described above.
      - Compiled in: dim = 8. Any value, call by call: rows, lookups, bags.
      - Places are worked out in 32 bits: no array may have 2^31 elements or more.
      - Checked at every call: types, lengths and the device's limits; that indices are less than rows and not below 0; that offsets begin at 0, never go down and end at lookups. Yours to see to: the values of arrays that are on the GPU already.

      ## Use

      \`\`\`sh
      npm install FOLDER-OF-THIS-PACKAGE   # for Node.js: webgpu too, which browsers bring
      \`\`\`

      \`\`\`js
      import { dispatch, requestDevice } from 'evoke-pool-sum';

      // in Node.js: import { create } from 'webgpu'; const gpu = create([]); in a browser: const { gpu } = navigator
      const device = await requestDevice(await gpu.requestAdapter());
      const output = await dispatch(device, { table, indices, offsets }); // flat typed arrays in, one out
      \`\`\`

      Inputs may be GPUBuffers as well, which stay on the GPU; say what their sizes are where no typed array tells, and where the
      output is to go: \`dispatch(device, inputs, { sizes: { … }, output: buffer })\`. Pipeline and buffers are kept with the device;
      \`release(device)\` frees them. \`node self-check.js\` holds the kernel to known answers; in a browser, \`self-check.html\` does.

      \`kernel.js\` is the kernel in Evoke's language, right for dim = 8: \`evoke run kernel.js\` evolves it further."
    `);
    expect(read('README.md').split('\n').length).toBeLessThan(50);
  });

  it('says which devices it is not for, and does not call itself wrong on them', async () => {
    const large = '/**\n * Doubles.\n * @param {f32[n]} x\n * @param {out f32[n]} y\n * @launch block [1024] grid [ceil(n / 1024)]\n */\nexport default function doubled(x, y) {\n  const at = 1024 * this.block.x + this.local.x;\n  if (at < this.constants.n) {\n    y[at] = 2.0 * x[at];\n  }\n}\n';
    const request = custom(large, join(temporaryFolder(), 'package'), {}, { n: 1 }, { x: { scalar: 'f32', shape: [1], values: Float32Array.of(1) } }, [2]);
    const { folder } = await exportKernel({ ...request, format: 'wgsl' });
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('Not for every device: needs `maxComputeInvocationsPerWorkgroup` of 1024 (WebGPU promises 256), `maxComputeWorkgroupSizeX` of 1024 (WebGPU promises 256); `requestDevice` says where that is not there.');
    const small = join(temporaryFolder(), 'webgpu.mjs');
    writeFileSync(small, `export const create = () => ({ requestAdapter: async () => ({ features: new Set(), info: {}, limits: { maxComputeInvocationsPerWorkgroup: 256 }, requestDevice() {} }) });\n`);
    const { status, stdout } = spawnSync(process.execPath, ['self-check.js'], { cwd: folder, encoding: 'utf8', env: { ...process.env, EVOKE_WEBGPU: small } });
    expect({ status, stdout }).toEqual({ status: 2, stdout: 'doubled needs maxComputeInvocationsPerWorkgroup of 1024; this adapter has 256: the kernel was not run\n' });
  });

  it('has types that fit how it is used, and refuse how it is not', async () => {
    const { folder } = await exportKernel(shipped('pool-sum', { dim: 8 }, join(temporaryFolder(), 'package'), { format: 'wgsl' }));
    const complaints = (text: string): string[] => {
      const file = join(folder, 'consumer.ts');
      writeFileSync(file, `import { dispatch, fixed, requestDevice, type GpuBuffer, type GpuDevice } from './index.js';\ndeclare const device: GpuDevice;\ndeclare const buffer: GpuBuffer & { mine: true };\n${text}`);
      const program = ts.createProgram([file], { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, types: [] });
      return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n').split('\n')[0]!);
    };
    expect(complaints(`
      const lists = { indices: new Int32Array(1), offsets: new Int32Array(2) };
      const pooled: Float32Array = await dispatch(device, { table: new Float32Array(8), ...lists });
      const mine: true = (await dispatch(device, { table: buffer, ...lists }, { sizes: { rows: 1 }, output: buffer })).mine;
      const made: GpuDevice = await requestDevice({ requestDevice: async () => device });
      const dim: 8 = fixed.dim;
      export { pooled, mine, made, dim };
    `)).toEqual([]);
    expect(complaints(`
      await dispatch(device, { table: new Int32Array(8), indices: new Int32Array(1), offsets: new Int32Array(2) });
      await dispatch(device, { table: buffer, indices: buffer, offsets: buffer }, { sizes: { dim: 8 } });
      export {};
    `)).toHaveLength(2);
  });
});
