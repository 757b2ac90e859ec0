import { check, parseKernel, type TypedKernel } from '../../src/dialect/index.ts';

/** Kernel text to typed tree. `head` is the JSDoc without its frame, one tag a line. */
export function typedKernel(head: string, body: string, parameters: string): TypedKernel {
  const comment = head.trim().split('\n').map((line) => ` * ${line.trim()}`).join('\n');
  const text = `/**\n * A test kernel.\n${comment}\n */\nexport default function probe(${parameters}) {\n${body}\n}\n`;
  const result = check(parseKernel(text, 'probe.js').kernel, []);
  if (!result.ok) throw new Error(`${result.rule}: ${result.detail}`);
  return result.typed;
}

/** One output element per value of `a`; `b` and `n` beside it. */
export function elementwise(body: string): TypedKernel {
  return typedKernel('@param {f32[count]} x\n@param {i32[count]} a\n@param {i32[count]} b\n@returns {f32[count]}', body, 'x, a, b');
}
