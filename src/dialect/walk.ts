import type { Block, Expression, Node, NodeId, Statement } from '../model/index.ts';

/**
 * Walking and rebuilding trees. Nothing here changes a node: what is rebuilt is new along the path to the change and
 * shares everything else, so a mutant of a large kernel costs a few nodes.
 */

/** The children of a node, in source order. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.type) {
    case 'Identifier': case 'Literal': case 'Builtin': case 'SizeConstant': case 'BreakStatement': case 'ContinueStatement':
    case 'SharedDeclaration': case 'Barrier': case 'CopyCommit': case 'CopyWait':
      return [];
    case 'BinaryExpression': case 'LogicalExpression': return [node.left, node.right];
    case 'UnaryExpression': case 'ReturnStatement': return [node.argument];
    case 'ConditionalExpression': return [node.test, node.consequent, node.alternate];
    case 'Element': case 'MatrixDot': return node.indices;
    case 'MathCall': case 'Construct': case 'FunctionCall': return node.arguments;
    case 'Component': return [node.vector];
    case 'Store': case 'AtomicAdd': return [...node.indices, node.value];
    case 'AsyncCopy': return [...node.indices, ...node.sourceIndices];
    case 'VariableDeclaration': return node.init ? [node.init] : [];
    case 'Assignment': return [node.value];
    case 'IfStatement': return node.alternate ? [node.test, node.consequent, node.alternate] : [node.test, node.consequent];
    case 'ForStatement': {
      const parts: Node[] = [];
      if (node.init) parts.push(node.init);
      parts.push(node.test);
      if (node.update) parts.push(node.update);
      parts.push(node.body);
      return parts;
    }
    case 'BlockStatement': return node.body;
  }
}

/** Calls `enter` for the node and everything below it, parents first. */
export function walk(node: Node, enter: (node: Node, parent: Node | undefined) => void, parent?: Node): void {
  enter(node, parent);
  for (const child of childrenOf(node)) walk(child, enter, node);
}

/** Every node of a tree, parents first. */
export function nodesOf(node: Node): Node[] {
  const found: Node[] = [];
  walk(node, (each) => found.push(each));
  return found;
}

/** What a rewrite may put in a node's place: statements may become any number of statements, the rest exactly one node. */
export type Replacement = Node | readonly Statement[];

/**
 * A new tree in which `change` replaced nodes; `change` sees parents first and returns undefined to leave a node and
 * look inside it. What it returns is not looked into again. The same tree comes back if nothing changed.
 */
export function rewrite<T extends Node>(node: T, change: (node: Node) => Replacement | undefined): T {
  const one = <N extends Node>(child: N): N => {
    const replaced = change(child);
    if (replaced === undefined) return inside(child);
    if (Array.isArray(replaced)) throw new TypeError(`a list of statements cannot stand in the place of ${child.type} ${child.id}`);
    return replaced as N;
  };
  const inside = <N extends Node>(n: N): N => rebuild(n, one, statements) as N;
  const statements = (list: readonly Statement[]): readonly Statement[] => {
    let result: Statement[] | undefined;
    for (let at = 0; at < list.length; at++) {
      const statement = list[at]!;
      const replaced = change(statement) ?? inside(statement);
      if (replaced === statement && !result) continue;
      result ??= list.slice(0, at);
      if (Array.isArray(replaced)) result.push(...(replaced as readonly Statement[]));
      else result.push(replaced as Statement);
    }
    return result ?? list;
  };
  return one(node);
}

function rebuild(
  node: Node, one: <N extends Node>(child: N) => N, statements: (list: readonly Statement[]) => readonly Statement[],
): Node {
  switch (node.type) {
    case 'Identifier': case 'Literal': case 'Builtin': case 'SizeConstant': case 'BreakStatement': case 'ContinueStatement':
    case 'SharedDeclaration': case 'Barrier': case 'CopyCommit': case 'CopyWait':
      return node;
    case 'BinaryExpression': case 'LogicalExpression': {
      const left = one(node.left), right = one(node.right);
      return left === node.left && right === node.right ? node : { ...node, left, right };
    }
    case 'UnaryExpression': case 'ReturnStatement': {
      const argument = one(node.argument);
      return argument === node.argument ? node : { ...node, argument };
    }
    case 'ConditionalExpression': {
      const test = one(node.test), consequent = one(node.consequent), alternate = one(node.alternate);
      return test === node.test && consequent === node.consequent && alternate === node.alternate
        ? node : { ...node, test, consequent, alternate };
    }
    case 'Element': case 'MatrixDot': {
      const indices = each(node.indices, one);
      return indices === node.indices ? node : { ...node, indices };
    }
    case 'Component': {
      const vector = one(node.vector);
      return vector === node.vector ? node : { ...node, vector };
    }
    case 'Store': case 'AtomicAdd': {
      const indices = each(node.indices, one), value = one(node.value);
      return indices === node.indices && value === node.value ? node : { ...node, indices, value };
    }
    case 'AsyncCopy': {
      const indices = each(node.indices, one), sourceIndices = each(node.sourceIndices, one);
      return indices === node.indices && sourceIndices === node.sourceIndices ? node : { ...node, indices, sourceIndices };
    }
    case 'MathCall': case 'Construct': case 'FunctionCall': {
      const args = each(node.arguments, one);
      return args === node.arguments ? node : { ...node, arguments: args };
    }
    case 'VariableDeclaration': {
      const init = node.init && one(node.init);
      return init === node.init ? node : { ...node, init };
    }
    case 'Assignment': {
      const value = one(node.value);
      return value === node.value ? node : { ...node, value };
    }
    case 'IfStatement': {
      const test = one(node.test), consequent = one(node.consequent), alternate = node.alternate && one(node.alternate);
      return test === node.test && consequent === node.consequent && alternate === node.alternate
        ? node : { ...node, test, consequent, alternate };
    }
    case 'ForStatement': {
      const init = node.init && one(node.init), test = one(node.test);
      const update = node.update && one(node.update), body = one(node.body);
      return init === node.init && test === node.test && update === node.update && body === node.body
        ? node : { ...node, init, test, update, body };
    }
    case 'BlockStatement': {
      const body = statements(node.body);
      return body === node.body ? node : { ...node, body };
    }
  }
}

function each(list: readonly Expression[], one: <N extends Node>(child: N) => N): readonly Expression[] {
  let changed = false;
  const result = list.map((item) => {
    const replaced = one(item);
    if (replaced !== item) changed = true;
    return replaced;
  });
  return changed ? result : list;
}

/** The tree with one expression replaced. The same tree if the id is not there. */
export function replaceExpression(body: Block, id: NodeId, make: (found: Expression) => Expression): Block {
  return rewrite(body, (node) => (node.id === id ? make(node as Expression) : undefined));
}

/** The tree with one statement of a block replaced by any number of statements. The same tree if the id is not there. */
export function replaceStatement(body: Block, id: NodeId, make: (found: Statement) => readonly Statement[]): Block {
  return rewrite(body, (node) => (node.id === id ? make(node as Statement) : undefined));
}

/** A deep copy in which every node has a fresh id and locals are renamed as the map says. */
export function copyFresh<T extends Node>(node: T, fresh: () => NodeId, rename: ReadonlyMap<string, string> = new Map()): T {
  const name = (old: string) => rename.get(old) ?? old;
  const copy = <N extends Node>(n: N): N => {
    const id = fresh();
    const inner = rebuild(n, copy, (list) => list.map(copy));
    if ('name' in inner && (inner.type === 'Identifier' || inner.type === 'VariableDeclaration' || inner.type === 'Assignment')) {
      return { ...inner, id, name: name(inner.name) } as N;
    }
    return { ...inner, id } as N;
  };
  return copy(node);
}

/** Freezes a tree for good, so that an edit that changes its input throws. */
export function deepFreeze<T extends Node>(node: T): T {
  walk(node, (each) => {
    for (const value of Object.values(each)) if (Array.isArray(value)) Object.freeze(value);
    Object.freeze(each);
  });
  return node;
}
