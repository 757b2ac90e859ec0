import type { Block, NodeId, Statement } from '../../model/index.ts';

/**
 * Changing lists of statements. Only statements that stand in a block count: the head of a `for` is a part of its loop.
 * Everything here gives undefined when what it is about is not in the tree.
 */

/** Where a statement may be put: before another one, or at the end of a block. */
export type Place = { readonly side: 'before' | 'end'; readonly at: NodeId };

export function findStatement(body: Block, id: NodeId): Statement | undefined {
  for (const statement of body.body) {
    if (statement.id === id) return statement;
    for (const block of blocksOf(statement)) {
      const found = findStatement(block, id);
      if (found) return found;
    }
  }
  return undefined;
}

/** The block that the statement stands in. */
export function blockOf(block: Block, id: NodeId): Block | undefined {
  if (block.body.some((statement) => statement.id === id)) return block;
  for (const statement of block.body) {
    for (const inner of blocksOf(statement)) {
      const found = blockOf(inner, id);
      if (found) return found;
    }
  }
  return undefined;
}

export function removeStatement(body: Block, id: NodeId): Block | undefined {
  return exchangeStatement(body, id, () => []);
}

export function insertStatement(body: Block, place: Place, statement: Statement): Block | undefined {
  if (place.side === 'before') return exchangeStatement(body, place.at, (anchor) => [statement, anchor]);
  return changeBlock(body, (block) => (block.id === place.at ? [...block.body, statement] : undefined));
}

/** Puts any number of statements in the place of one. */
export function exchangeStatement(body: Block, id: NodeId, make: (found: Statement) => readonly Statement[]): Block | undefined {
  return changeBlock(body, ({ body: list }) => {
    const at = list.findIndex((statement) => statement.id === id);
    return at < 0 ? undefined : [...list.slice(0, at), ...make(list[at]!), ...list.slice(at + 1)];
  });
}

/** The tree with the first block changed for which `change` gives a new list; undefined if it does so for none. */
export function changeBlock(block: Block, change: (block: Block) => readonly Statement[] | undefined): Block | undefined {
  const list = change(block);
  if (list) return { ...block, body: list };
  for (let at = 0; at < block.body.length; at++) {
    const changed = changeInside(block.body[at]!, change);
    if (changed) return { ...block, body: block.body.with(at, changed) };
  }
  return undefined;
}

function changeInside(statement: Statement, change: (block: Block) => readonly Statement[] | undefined): Statement | undefined {
  if (statement.type === 'ForStatement') {
    const body = changeBlock(statement.body, change);
    return body && { ...statement, body };
  }
  if (statement.type !== 'IfStatement') return undefined;
  const consequent = changeBlock(statement.consequent, change);
  if (consequent) return { ...statement, consequent };
  const alternate = statement.alternate && changeBlock(statement.alternate, change);
  return alternate ? { ...statement, alternate } : undefined;
}

/** The blocks directly in a statement. */
export function blocksOf(statement: Statement): readonly Block[] {
  if (statement.type === 'ForStatement') return [statement.body];
  if (statement.type === 'IfStatement') return statement.alternate ? [statement.consequent, statement.alternate] : [statement.consequent];
  return [];
}
