import { describe, expect, it } from 'vitest';
import { mkdirSync } from 'node:fs';
import { shippedCorpus, writtenKernels } from '../../../src/pipeline/corpus/written.ts';
import { folderFor } from '../fixtures/folder.ts';

const folder = folderFor('written');
const kernel = '/**\n * @operation gather\n * @param {f32[rows][dim]} table\n * @param {i32[lookups]} indices\n * @returns {f32[lookups][dim]}\n */\nexport default function gather(table, indices) {\n  return table[indices[this.thread.y]][this.thread.x];\n}\n';

function read(name: string, changes: string, text = kernel) {
  mkdirSync(folder.path(name));
  folder.write(`${name}/gather.js`, text);
  folder.write(`${name}/gather.json`, changes);
  return writtenKernels(folder.path(name));
}

describe('kernels with mistakes written by hand', () => {
  it('are shipped for operations with bags, without, and for interactions: more than a hundred mistakes, each another kernel', () => {
    const kernels = writtenKernels(shippedCorpus);
    const all = kernels.flatMap(({ source, wrong, right }) => [source, ...wrong.map((each) => each.source), ...right.map((each) => each.source)]);
    expect(kernels.flatMap(({ wrong }) => wrong).length).toBeGreaterThan(250);
    expect(new Set(kernels.map(({ source: { kernel: { signature } } }) => signature.operation)).size).toBeGreaterThanOrEqual(8);
    expect(kernels.filter(({ source }) => source.kernel.body.launch).length).toBeGreaterThanOrEqual(5);
    expect(new Set(all.map(({ hash }) => hash)).size).toBe(all.length);
  });

  it('exchange texts one after another', () => {
    const [only] = read('two', '{ "wrong": { "row 0 for all": { "indices[this.thread.y]": "0" } }, "right": { "in a local": { "return table": "const x = this.thread.x;\\n  return table", "[this.thread.x]": "[x]" } } }');
    expect(only!.wrong.map(({ change, source }) => [change, source.text.includes('table[0][this.thread.x]')])).toEqual([['row 0 for all', true]]);
    expect(only!.right[0]!.source.text).toContain('const x = this.thread.x;\n  return table[indices[this.thread.y]][x];');
  });

  it.each([
    ['absent', '{ "wrong": { "none": { "tabel": "t" } } }', /absent\/gather\.json: none: the kernel has "tabel" 0 times; it must be there once/],
    ['several', '{ "wrong": { "both": { "this.thread": "t" } } }', /several\/gather\.json: both: the kernel has "this\.thread" 2 times; it must be there once/],
    ['broken', '{ "wrong": ', /broken\/gather\.json is not JSON: .*; mend it/],
    ['form', '{ "mistakes": {} }', /form\/gather\.json: .*; allowed: \{ "wrong": /],
    ['syntax', '{ "wrong": { "half a kernel": { "return table": "return (table" } } }', /half a kernel/],
  ])('%s: refused in a line', (name, changes, said) => expect(() => read(name, changes)).toThrow(said));

  it('name an operation, or nothing says what is wrong', () => {
    expect(() => read('own', '{ "wrong": {} }', kernel.replace(' * @operation gather\n', ''))).toThrow(/gather\.js names no @operation, so nothing says what is wrong; name one/);
  });

  it('lie in a folder that is there and has some', () => {
    expect(() => writtenKernels(folder.path('nowhere'))).toThrow(/there is no folder .*nowhere; give one with kernels/);
    mkdirSync(folder.path('empty'));
    expect(() => writtenKernels(folder.path('empty'))).toThrow(/no kernel is in .*empty; allowed: NAME\.js/);
  });
});
