import { describe, expect, test } from 'vitest';
import { childrenOf, copyFresh, nodesOf, printBlock, replaceExpression, replaceStatement, rewrite, walk } from '../../src/dialect/index.ts';
import type { Block, Node } from '../../src/model/index.ts';
import { kernelOf } from './kernel-text.ts';

const { body } = kernelOf('let s = 0.0; for (let i = 0; i < 3; i++) { if (s < 1.0 && !(i > 1)) { s += table[keys[i]][0]; } else { break; } } while (s > 9.0) { s = shift > 0 ? -s : Math.max(s, this.thread.x); continue; } return s * this.constants.dim;');
const at = (type: Node['type']) => nodesOf(body).find((node) => node.type === type)!;

test('parents come before children, children in the order of the source, each once', () => {
  const seen: Node[] = [];
  walk(body, (node, parent) => {
    expect(parent === undefined ? node === body : childrenOf(parent).includes(node) && seen.includes(parent)).toBe(true);
    seen.push(node);
  });
  expect(new Set(seen.map((node) => node.id)).size).toBe(seen.length);
  expect(nodesOf(body)).toEqual(seen);
});

describe('rewriting', () => {
  test('of nothing gives the same tree', () => {
    expect(rewrite(body, () => undefined)).toBe(body);
    expect(replaceExpression(body, 'none', (found) => found)).toBe(body);
    expect(replaceStatement(body, 'none', () => [])).toBe(body);
  });

  test('makes nodes along the path only', () => {
    const element = at('Element');
    const next = replaceExpression(body, element.id, () => ({ type: 'Literal', id: 'new', value: 1, float: true }));
    expect(printBlock(next)).toBe(printBlock(body).replace('table[keys[i]][0]', '1.0'));
    expect(next.body[0]).toBe(body.body[0]);
    expect(next.body[1]).not.toBe(body.body[1]);
    expect(next.body[2]).toBe(body.body[2]);
  });

  test('each kind of node can be replaced, and the input stays', () => {
    const before = printBlock(body);
    for (const node of nodesOf(body)) {
      if (node === body) continue;
      const changed = rewrite<Block>(body, (found) => (found.id === node.id ? { ...found, id: 'new' } : undefined));
      expect(nodesOf(changed).map((each) => each.id)).toContain('new');
      expect(nodesOf(changed).map((each) => each.id)).not.toContain(node.id);
      expect(nodesOf(changed)).toHaveLength(nodesOf(body).length);
    }
    expect(printBlock(body)).toBe(before);
  });

  test('a statement becomes none or several', () => {
    const stop = at('BreakStatement');
    expect(printBlock(replaceStatement(body, stop.id, () => []))).not.toContain('break');
    expect(printBlock(replaceStatement(body, stop.id, (found) => [found, { type: 'ContinueStatement', id: 'new' }]))).toMatch(/break;\s+continue;/);
  });

  test('several statements cannot stand in for one at the head of a loop', () => {
    const counter = at('ForStatement');
    if (counter.type !== 'ForStatement') throw new Error('no loop');
    expect(() => replaceStatement(body, counter.init!.id, () => [])).toThrow(TypeError);
  });
});

test('a fresh copy has other ids and renamed locals, and shares nothing', () => {
  let count = 0;
  const copy = copyFresh(body, () => `c${count++}`, new Map([['s', 'total']]));
  expect(printBlock(copy)).toBe(printBlock(body).replace(/\bs\b/g, 'total'));
  const shared = new Set<Node>(nodesOf(body));
  expect(nodesOf(copy).filter((node) => shared.has(node))).toEqual([]);
  expect(new Set(nodesOf(copy).map((node) => node.id)).size).toBe(nodesOf(body).length);
});

test('a frozen tree refuses a change', () => {
  expect(() => { (body.body as unknown[]).push(1); }).toThrow(TypeError);
  expect(() => { (body as { id: string }).id = 'other'; }).toThrow(TypeError);
});
