import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { canonicalHash, check, parseKernel, printKernel } from '../../src/dialect/index.ts';
import { problemOf } from './kernel-text.ts';

/** A kernel file is data. Each of these would leave a mark if any part of it were ever evaluated. */
const marks = globalThis as typeof globalThis & { evil?: unknown };
const folder = mkdtempSync(join(tmpdir(), 'harmless-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => { delete marks.evil; });

const head = '/**\n * @param {f32[n]} a\n * @returns {f32[n]}\n */\n';
const mark = '(globalThis.evil = 1)';
const write = `process.getBuiltinModule("fs").writeFileSync(${JSON.stringify(join(folder, 'evil'))}, "")`;
const inBody = (body: string) => `${head}export default function f(a) {\n${body}\n}\n`;

describe('text that would do something if it were run is refused, and did nothing', () => {
  test.each([
    ['code before the function', `${mark};\n${head}export default function f(a) { return a[0]; }`],
    ['code after the function', `${head}export default function f(a) { return a[0]; }\n${mark};`],
    ['a file written at the top', `${write};\n${head}export default function f(a) { return a[0]; }`],
    ['an import for its effect', `import "data:text/javascript,globalThis.evil=1";\n${head}export default function f(a) { return a[0]; }`],
    ['an await at the top', `await import("data:text/javascript,globalThis.evil=1");\n${head}export default function f(a) { return a[0]; }`],
    ['a default parameter', `${head}export default function f(a = ${mark}) { return 1.0; }`],
    ['a computed pattern', `${head}export default function f({ [${mark}]: a }) { return 1.0; }`],
    ['a static block', `${head}export default class { static { ${mark}; } }`],
    ['a computed method of a class', `class A { [${mark}]() {} }\n${head}export default function f(a) { return a[0]; }`],
    ['an immediate function', `${head}export default (() => ${mark})();`],
    ['a getter', inBody(`const o = { get a() { return ${mark}; } }; return o.a;`)],
    ['a template tag', inBody('return eval`globalThis.evil = 1`;')],
    ['a template', inBody(`return \`\${${mark}}\`;`)],
    ['eval', inBody('return eval("globalThis.evil = 1");')],
    ['Function', inBody('return Function("globalThis.evil = 1")();')],
    ['a constructor of a constructor', inBody('return a.constructor.constructor("globalThis.evil = 1")();')],
    ['a constructor by brackets', inBody('return a["constructor"]["constructor"]("globalThis.evil = 1")();')],
    ['Math.constructor', inBody('return Math.constructor.constructor("globalThis.evil = 1")();')],
    ['an index with an effect', inBody(`return a[${mark}];`)],
    ['a size of code', `/**\n * @param {f32[globalThis.evil = 1]} a\n * @returns {f32[n]}\n */\nexport default function f(a) { return 1.0; }`],
    ['a static block within', inBody(`class A { static { ${mark}; } } return 1.0;`)],
    ['a member assigned to', inBody('globalThis.evil = 1; return 1.0;')],
    ['a prototype assigned to', inBody('a.__proto__.evil = 1; return 1.0;')],
  ])('%s', (_, text) => {
    problemOf(text);
    expect(marks.evil).toBeUndefined();
    expect(({} as { evil?: unknown }).evil).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('code in comments, descriptions and JSDoc is a comment', () => {
  const text = `/**\n * \${globalThis.evil = 1} <script>globalThis.evil = 1</script>\n * @param {f32[n]} a with \`globalThis.evil = 1\`\n * @returns {f32[n]}\n */\nexport default function f(a) { /* globalThis.evil = 1 */ return a[0]; }`;
  const { kernel } = parseKernel(text, 'kernel.js');
  check(kernel, 'any');
  canonicalHash(parseKernel(printKernel(kernel), 'again.js').kernel);
  expect(marks.evil).toBeUndefined();
});
