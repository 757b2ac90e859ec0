import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { evoke, main, workspace } from './fixtures/evoke.ts';

const space = workspace('bug');

/** The program with one of its files broken: what a bug looks like from outside. */
function broken(name: string, file: string, text: string): string {
  const program = space.path(name);
  const home = dirname(dirname(main));
  for (const part of ['dist', 'kernels', 'corpus', 'package.json']) cpSync(join(home, part), join(program, part), { recursive: true });
  symlinkSync(join(home, 'node_modules'), join(program, 'node_modules'));
  writeFileSync(join(program, 'dist', file), text);
  return join(program, 'dist/main.js');
}

test.each([
  ['throws', 'report/kernels.js', 'export function describeKernels() { throw new TypeError("the cat sat on it"); }', 'the cat sat on it'],
  ['does not load', 'report/kernels.js', 'export const = ;', "Unexpected token '='"],
  ['throws what is no error', 'report/kernels.js', 'export function describeKernels() { throw "a string"; }', 'a string'],
  ['throws later, with nobody to catch it', 'report/kernels.js', 'export function describeKernels() { setTimeout(() => { throw new Error("too late"); }, 1); return { lines: [], text: "" }; }', 'too late'],
  ['breaks a promise that nobody holds', 'report/kernels.js', 'export function describeKernels() { void Promise.reject(new Error("no one listens")); return { lines: [], text: "" }; }', 'no one listens'],
])('a part that %s ends in exit code 70 and what to report', async (what, file, text, message) => {
  const { code, stderr } = await evoke(['kernels'], { program: broken(what.replace(/\W+/g, '-'), file, text) });
  expect(code).toBe(70);
  const [first, second, ...stack] = stderr.trimEnd().split('\n');
  expect(first).toMatch(/^evoke \d+\.\d+\.\d+ ran into a bug of its own: /);
  expect(first).toContain(message);
  expect(second).toMatch(/^Please report it with the command line, Node\.js v\d+\.\d+\.\d+ on \w+-\w+, and this:$/);
  expect(stack.join('\n')).toContain(message);
});
