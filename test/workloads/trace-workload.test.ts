import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { WorkloadSpec } from '../../src/model/index.ts';
import { traceFiles, writeTraceWorkload } from '../../src/workloads/trace-workload.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'evoke-trace-workload-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const spec = { name: 'mine' } as WorkloadSpec;
function* brokenOff(): Generator<number> {
  yield 7;
  throw new Error('no more');
}

it('writes both files', () => {
  writeTraceWorkload(folder, traceFiles(folder, 'mine'), spec, [3, 1, 4]);
  expect(readdirSync(folder).sort()).toEqual(['mine.json', 'mine.npy']);
});

it('leaves an earlier trace of the name as it was where the new one cannot be written', () => {
  const files = traceFiles(folder, 'mine');
  writeTraceWorkload(folder, files, spec, [3, 1, 4]);
  const before = readFileSync(files.tracePath);
  expect(() => writeTraceWorkload(folder, files, spec, brokenOff())).toThrow('no more');
  expect(readFileSync(files.tracePath).equals(before)).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(['mine.json', 'mine.npy']);
});

it('leaves an earlier workload as it was where the specification cannot be written, and nothing where there was none', () => {
  const unwritable = { ...spec, toJSON() { throw new Error('no room'); } };
  expect(() => writeTraceWorkload(join(folder, 'new'), traceFiles(join(folder, 'new'), 'mine'), unwritable, [9])).toThrow('no room');
  expect(readdirSync(folder)).toEqual([]);
  const files = traceFiles(folder, 'mine');
  writeTraceWorkload(folder, files, spec, [3, 1, 4]);
  const before = [files.tracePath, files.specPath].map((path) => readFileSync(path, 'latin1'));
  expect(() => writeTraceWorkload(folder, files, unwritable, [9])).toThrow('no room');
  expect([files.tracePath, files.specPath].map((path) => readFileSync(path, 'latin1'))).toEqual(before);
  expect(readdirSync(folder).sort()).toEqual(['mine.json', 'mine.npy']);
});

it('leaves nothing where there was nothing, the folder it made included', () => {
  const inner = join(folder, 'inner');
  expect(() => writeTraceWorkload(inner, traceFiles(inner, 'mine'), spec, brokenOff())).toThrow('no more');
  expect(readdirSync(folder)).toEqual([]);
});

it('leaves no trace without its specification', () => {
  mkdirSync(join(folder, 'mine.json'));
  expect(() => writeTraceWorkload(folder, traceFiles(folder, 'mine'), spec, [1])).toThrow(/mine\.json/);
  expect(readdirSync(folder)).toEqual(['mine.json']);
});
