import type { Block, Node, NodeId, Statement } from '../model/index.ts';
import { childrenOf, rewrite, type TypedKernel } from '../dialect/index.ts';
import type { EditOperator } from './operator.ts';
import { isJump, mayGo, proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { blockOf, exchangeStatement, removeStatement } from './support/place.ts';
import { sameTree } from './support/same.ts';
import { sitesOf } from './support/sites.ts';

/**
 * What nobody would miss goes: a local that nothing but its own assignments read, a shared array that nothing names, what stands behind a jump, an `if` that
 * chooses between the same things or is decided. Other edits leave such things behind, and a reader stumbles over them.
 */
export const removeDeadCode: EditOperator = {
  name: 'remove-dead-code',
  description: 'takes away locals that are never read, what stands behind a jump, and branches that choose nothing',
  requires: [],
  propose: proposing((typed, random) => {
    const found = sites(typed);
    return found.length === 0 ? undefined : { target: random.pick(found), choices: {} };
  }),
  apply(body, { target }) {
    const block = blockOf(body, target);
    return block && withoutDead(body, block, block.body.findIndex(({ id }) => id === target));
  },
};

const sites = keptPerTree((typed: TypedKernel): readonly NodeId[] => {
  const { body } = typed.kernel;
  const unread = unreadIn(body);
  return sitesOf(body).statements.filter(({ statement, block, at }) =>
    (statement.type === 'VariableDeclaration' && unread.has(statement.name)) || (statement.type === 'SharedDeclaration' && mayGo(statement, body)) || withoutJunk(body, block, at) !== undefined).map(({ statement }) => statement.id);
});

function withoutDead(body: Block, block: Block, at: number): Block | undefined {
  const statement = block.body[at]!;
  if (statement.type === 'VariableDeclaration' && unreadIn(body).has(statement.name)) return withoutStores(body, statement.name);
  if (statement.type === 'SharedDeclaration') return mayGo(statement, body) ? removeStatement(body, statement.id) : undefined;
  return withoutJunk(body, block, at);
}

/** Of all that can be said of a statement without a look at the rest of the kernel. */
function withoutJunk(body: Block, block: Block, at: number): Block | undefined {
  const statement = block.body[at]!;
  if (isJump(statement) && at < block.body.length - 1) {
    return rewrite(body, (node) => (node === block ? { ...block, body: block.body.slice(0, at + 1) } : undefined));
  }
  const left = remainsOf(statement);
  return left && exchangeStatement(body, statement.id, () => left);
}

/** What an `if`, a loop or an assignment that does less than it says comes down to; undefined if it does all it says. */
function remainsOf(statement: Statement): readonly Statement[] | undefined {
  switch (statement.type) {
    case 'Assignment': {
      const { operator, name, value } = statement;
      if (operator === '=') return value.type === 'Identifier' && value.name === name ? [] : undefined;
      if (value.type !== 'Literal') return undefined;
      return value.value === (operator === '*=' || operator === '/=' ? 1 : 0) && operator !== '%=' && operator !== '&=' ? [] : undefined;
    }
    case 'ForStatement': {
      if (statement.test.type !== 'Literal' || statement.test.value !== false) return undefined;
      return statement.init?.type === 'Assignment' ? [statement.init] : [];
    }
    case 'IfStatement': {
      const { test, consequent, alternate } = statement;
      if (test.type === 'Literal') return test.value === true ? consequent.body : alternate?.body ?? [];
      if (alternate?.body.length === 0) return [{ ...statement, alternate: null }];
      if (consequent.body.length === 0 && !alternate) return [];
      return alternate && sameTree(consequent, alternate) ? consequent.body : undefined;
    }
    default: return undefined;
  }
}

/** The locals that are read nowhere but in assignments to themselves. */
function unreadIn(body: Block): Set<string> {
  const declared = new Set<string>();
  const read = new Set<string>();
  const look = (node: Node, storing?: string): void => {
    if (node.type === 'VariableDeclaration') declared.add(node.name);
    if (node.type === 'Identifier' && node.name !== storing) read.add(node.name);
    for (const child of childrenOf(node)) look(child, node.type === 'Assignment' ? node.name : storing);
  };
  look(body);
  return new Set([...declared].filter((name) => !read.has(name)));
}

function withoutStores<N extends Block | Statement>(root: N, name: string): N {
  return rewrite(root, (node) => {
    if (node.type === 'ForStatement' && (node.init?.name === name || node.update?.name === name)) {
      return { ...node, init: node.init?.name === name ? null : node.init, update: node.update?.name === name ? null : node.update, body: withoutStores(node.body, name) };
    }
    return (node.type === 'VariableDeclaration' || node.type === 'Assignment') && node.name === name ? [] : undefined;
  });
}
