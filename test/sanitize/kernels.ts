import { readFileSync } from 'node:fs';
import { check, nodesOf, parseKernel, printExpression, printStatement, type TypedKernel } from '../../src/dialect/index.ts';
import type { Arguments, ArrayData, NodeId } from '../../src/model/index.ts';
import type { SanitizeCase } from '../../src/sanitize/index.ts';

/** Kernel text → typed kernel; a text that does not check is the test's mistake. */
export function typedKernel(text: string): TypedKernel {
  const checked = check(parseKernel(text, 'test.js').kernel, 'any');
  if (!checked.ok) throw new Error(`${checked.rule}: ${checked.detail}`);
  return checked.typed;
}

export function shippedKernel(name: string): TypedKernel {
  return typedKernel(readFileSync(new URL(`../../kernels/${name}.js`, import.meta.url), 'utf8'));
}

/** The pooling kernel's head with another body. */
export function pooling(body: string): TypedKernel {
  return typedKernel(`/**
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function pool(table, indices, offsets) { ${body} }`);
}

/** A kernel over one line of numbers `a` and one of integers `k`, each of size n. */
export function line(body: string): TypedKernel {
  return typedKernel(`/**
 * @param {f32[n]} a
 * @param {i32[n]} k
 * @returns {f32[n]}
 */
export default function line(a, k) { ${body} }`);
}

export const f32 = (shape: readonly number[], values: readonly number[]): ArrayData => ({ scalar: 'f32', shape, values: Float32Array.from(values) });
export const i32 = (values: readonly number[]): ArrayData => ({ scalar: 'i32', shape: [values.length], values: Int32Array.from(values) });

export function lineCase(a: readonly number[], k: readonly number[]): SanitizeCase {
  return { name: 'a line', sizes: { n: a.length }, arguments: { a: f32([a.length], a), k: i32(k) } };
}

/** Bags of the given lengths over a table whose row r, column c holds 10 r + c; indices count up and wrap, unless given. */
export function bagsCase(name: string, lengths: readonly number[], { rows = 7, dim = 4, indices }: { rows?: number; dim?: number; indices?: readonly number[] } = {}): SanitizeCase {
  const offsets = [0];
  for (const length of lengths) offsets.push(offsets.at(-1)! + length);
  const lookups = offsets.at(-1)!;
  const table = Array.from({ length: rows * dim }, (_, at) => 10 * Math.floor(at / dim) + (at % dim));
  const inputs: Arguments = {
    table: f32([rows, dim], table), indices: i32(indices ?? Array.from({ length: lookups }, (_, at) => at % rows)), offsets: i32(offsets),
  };
  return { name, sizes: { rows, dim, bags: lengths.length, lookups }, arguments: inputs };
}

/** The node's text, to say in a test where a fault is without knowing ids. */
export function textAt({ kernel }: TypedKernel, at: NodeId): string {
  const node = nodesOf(kernel.body).find((each) => each.id === at);
  if (node === undefined) throw new Error(`no node ${at}`);
  switch (node.type) {
    case 'BlockStatement': return 'block';
    case 'ForStatement': return `loop ${printExpression(node.test)}`;
    case 'Assignment': return `${node.name} ${node.operator}`;
    case 'VariableDeclaration': case 'IfStatement': case 'ReturnStatement': case 'BreakStatement': case 'ContinueStatement': return node.type;
    case 'Store': case 'AtomicAdd': case 'SharedDeclaration': case 'Barrier': case 'AsyncCopy': case 'CopyCommit': case 'CopyWait': case 'MatrixDot': return printStatement(node).trim();
    default: return printExpression(node);
  }
}
