import { describe, expect, test } from 'vitest';
import { parseKernel } from '../../src/dialect/index.ts';
import { around, bodyProblem, kernelOf, problemOf } from './kernel-text.ts';

/** Whatever a file holds, it ends in one line and a small frame: no stack overflow, no line of a megabyte. */
const firstLine = (text: string) => text.split('\n')[0];

describe('nesting without end', () => {
  test.each([
    ['parentheses', `return ${'('.repeat(10_000)}1.0${')'.repeat(10_000)};`],
    ['ifs', `${'if (shift > 0) {'.repeat(5_000)}${'}'.repeat(5_000)} return 1.0;`],
    ['else ifs', `${'if (shift > 0) {} else '.repeat(3_000)} {} return 1.0;`],
    ['a sum of 3,000', `return ${'1.0 + '.repeat(3_000)}1.0;`],
    ['a sum of 20,000', `return ${'1.0 + '.repeat(20_000)}1.0;`],
    ['minuses', `return ${'~'.repeat(20_000)}shift;`],
    ['calls', `return ${'Math.abs('.repeat(8_000)}1.0${')'.repeat(8_000)};`],
    ['choices', `return ${'shift > 0 ? 1.0 : '.repeat(5_000)}1.0;`],
    ['blocks', `${'{'.repeat(5_000)}${'}'.repeat(5_000)} return 1.0;`],
  ])('%s', (_, body) => {
    expect(firstLine(bodyProblem(body))).toMatch(/^kernel\.js:\d+:\d+: nested too deeply; a kernel nests at most 500 levels: give parts names with const$/);
  });

  test('what a person writes is far inside', () => {
    expect(() => kernelOf(`return ${'1.0 + '.repeat(400)}1.0;`)).not.toThrow();
  });

  test('roundings in roundings, whose types are each found once', () => {
    expect(() => kernelOf(`return ${'Math.floor('.repeat(100)}scale${' + 0.5)'.repeat(100)};`)).not.toThrow();
    expect(() => kernelOf(`return ${'Math.floor('.repeat(100)}scale${' / 2.0)'.repeat(100)};`)).not.toThrow();
  });

  test('locals that double at each step, whose roles are each found once', () => {
    const steps = Array.from({ length: 60 }, (_, at) => `const a${at + 1} = a${at} + a${at};`).join('\n');
    expect(kernelOf(`const a0 = keys[0];\n${steps}\nreturn table[a60][0];`).signature.roles.keys).toMatchObject({ kind: 'index' });
  });
});

describe('garbage', () => {
  test.each([
    ['a megabyte', 'x@#$ '.repeat(210_000)],
    ['a megabyte of control characters', '\u0001\u001b'.repeat(500_000)],
    ['comments that never end', '/**'.repeat(300_000)],
  ])('%s', (_, text) => {
    expect(firstLine(problemOf(text))).toMatch(/^kernel\.js:1:1: the file has \d+ characters; a kernel file has at most 262144: give the kernel alone$/);
    expect(problemOf(text).length).toBeLessThan(500);
  });

  test.each([
    ['text', 'x@#$ '.repeat(50_000)],
    ['control characters', '\u001b[31m'.repeat(50_000)],
    ['a comment that never ends', '/**'.repeat(80_000)],
    ['one name', 'a'.repeat(250_000)],
    ['one string', around(`return "${'a b '.repeat(60_000)}";`)],
    ['one number', around(`return ${'9'.repeat(250_000)};`)],
    ['one tag', `/**\n * @param ${'x '.repeat(100_000)}\n */\nexport default function f(a) { return 1.0; }`],
    ['one type', `/**\n * @param {${'x['.repeat(100_000)}} a\n */\nexport default function f(a) { return 1.0; }`],
  ])('up to the limit: %s', (_, text) => {
    const problem = problemOf(text);
    expect(problem.length).toBeLessThan(1500);
    expect(problem.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f]/);
  });

  test('an unknown token far out on a long line is shown with what is round it', () => {
    expect(bodyProblem(`return ${'1.0 + '.repeat(100)}missing;`)).toMatchInlineSnapshot(`
      "kernel.js:9:608: 'missing' is not declared here; in scope: table, keys, scale, shift
      7 |
      8 |
      9 | .0 + 1.0 + 1.0 + 1.0 + 1.0 + 1.0 + 1.0 + 1.0 + 1.0 + 1.0 + missing;
        |                                                            ^"
    `);
  });
});

describe('how a file is written down', () => {
  const text = around('let sum = 0.0;\nsum += scale;\nreturn sum;');
  const { hash } = parseKernel(text, 'kernel.js');
  const broken = around('let sum = 0.0;\n\tsum += wrong;\nreturn sum;');

  test.each([
    ['CRLF', (file: string) => file.replaceAll('\n', '\r\n')],
    ['CR', (file: string) => file.replaceAll('\n', '\r')],
    ['a byte order mark', (file: string) => `\uFEFF${file}`],
    ['tabs', (file: string) => file.replaceAll(' ', '\t')],
    ['U+2028', (file: string) => file.replaceAll('\n', '\u2028')],
  ])('%s', (_, write) => {
    expect(parseKernel(write(text), 'kernel.js').hash).toBe(hash);
    expect(problemOf(write(broken))).toBe(problemOf(broken));
  });

  test('a tab is one column', () => {
    expect(problemOf(broken)).toMatchInlineSnapshot(`
      "kernel.js:10:9: 'wrong' is not declared here; in scope: sum, table, keys, scale, shift
       8 | export default function subject(table, keys, scale, shift) {
       9 | let sum = 0.0;
      10 |  sum += wrong;
         |         ^"
    `);
  });
});
