import { nodesOf, rewrite, type Replacement } from '../../dialect/index.ts';
import type { Binary, Block, Expression, Launch, Node, SizeExpression, Statement } from '../../model/index.ts';

/**
 * Mistakes that programmers make, as changes of a right kernel's tree (mutation operators: DeMillo, Lipton and Sayward 1978;
 * for GPUs the barrier, the tail and the lane are what goes wrong). An edit operator is meant to make kernels faster; a
 * mistake is meant to make them wrong, and whether it does is for random inputs to show.
 */
export interface Mistake {
  readonly name: string;
  /** All wrong things that may stand in a node's place. */
  readonly instead: (node: Node) => readonly Replacement[];
}

/** A kernel's body with one mistake. */
export interface MistakenBody {
  readonly mistake: string;
  readonly body: Block;
}

const operatorFor = (name: string, instead: Readonly<Partial<Record<Binary['operator'], readonly Binary['operator'][]>>>): Mistake => ({
  name, instead: (node) => (node.type === 'BinaryExpression' ? (instead[node.operator] ?? []).map((operator) => ({ ...node, operator })) : []),
});

const turnOf = (node: Node): Extract<Node, { type: 'ForStatement' }> | undefined => (node.type === 'ForStatement' && node.update ? node : undefined);

const whole = (node: Node, value: number): Expression => ({ type: 'Literal', id: `${node.id}.by`, value, float: false });
const added = (to: Expression, operator: '+' | '-' | '*', value: number): Expression => ({ type: 'BinaryExpression', id: `${to.id}.more`, operator, left: to, right: whole(to, value) });
const dropped = (name: string, types: readonly Statement['type'][]): Mistake => ({ name, instead: (node) => (types.some((type) => type === node.type) ? [[]] : []) });

/** One extent or size expression with one place changed, for each place that can be. */
function sizesInstead(size: SizeExpression, instead: (size: SizeExpression) => SizeExpression | undefined): SizeExpression[] {
  const here = instead(size);
  const inside = size.kind === 'operation'
    ? [...sizesInstead(size.left, instead).map((left) => ({ ...size, left })), ...sizesInstead(size.right, instead).map((right) => ({ ...size, right }))]
    : size.kind !== 'function' ? []
      : size.arguments.flatMap((argument, at) => sizesInstead(argument, instead).map((changed) => ({ ...size, arguments: size.arguments.with(at, changed) })));
  return here ? [here, ...inside] : inside;
}

function launches(launch: Launch, part: 'block' | 'grid', instead: (size: SizeExpression) => SizeExpression | undefined): Launch[] {
  return launch[part].flatMap((extent, at) => sizesInstead(extent, instead).map((changed) => ({ ...launch, [part]: launch[part].with(at, changed) })));
}

const relaunched = (name: string, part: 'block' | 'grid', instead: (size: SizeExpression) => SizeExpression | undefined): Mistake => ({
  name, instead: (node) => (node.type === 'BlockStatement' && node.launch ? launches(node.launch, part, instead).map((launch) => ({ ...node, launch })) : []),
});

const roundedDown = (size: SizeExpression): SizeExpression | undefined => (size.kind === 'function' && size.name === 'ceil' ? { ...size, name: 'floor' } : undefined);

/** Every kind of mistake, by hand. */
export const mistakes: readonly Mistake[] = [
  // bounds of loops
  { name: 'a loop begins one late', instead: (node) => (turnOf(node)?.init ? [{ ...turnOf(node)!, init: begunAt(turnOf(node)!.init!, 1) }] : []) },
  { name: 'a loop begins one early', instead: (node) => (turnOf(node)?.init ? [{ ...turnOf(node)!, init: begunAt(turnOf(node)!.init!, -1) }] : []) },
  { name: 'a loop ends one early', instead: (node) => endingAt(node, '-') },
  { name: 'a loop ends one late', instead: (node) => endingAt(node, '+') },
  { name: 'a loop skips every second turn', instead: (node) => (turnOf(node) ? [{ ...turnOf(node)!, update: { ...turnOf(node)!.update!, value: added(turnOf(node)!.update!.value, '*', 2) } }] : []) },
  { name: 'a loop takes its first turn only', instead: (node) => (turnOf(node) ? [{ ...turnOf(node)!, body: onceOf(turnOf(node)!.body) }] : []) },
  // comparisons and arithmetic
  operatorFor('one more passes a comparison', { '<': ['<='], '>': ['>='] }),
  operatorFor('one fewer passes a comparison', { '<=': ['<'], '>=': ['>'] }),
  operatorFor('a comparison is turned round', { '<': ['>='], '>': ['<='], '<=': ['>'], '>=': ['<'], '===': ['!=='], '!==': ['==='] }),
  operatorFor('subtracted instead of added', { '+': ['-'] }),
  operatorFor('added instead of subtracted', { '-': ['+'] }),
  operatorFor('added instead of multiplied', { '*': ['+'] }),
  operatorFor('multiplied instead of divided', { '/': ['*'] }),
  { name: 'a term is forgotten', instead: (node) => (node.type === 'BinaryExpression' && '+-*/'.includes(node.operator) ? [node.left, node.right] : []) },
  { name: 'a whole number is one more', instead: (node) => nudged(node, 1) },
  { name: 'a whole number is one less', instead: (node) => nudged(node, -1) },
  { name: 'a sum starts from 1', instead: (node) => (node.type === 'Literal' && node.float && node.value === 0 ? [{ ...node, value: 1 }] : []) },
  { name: 'a largest or smallest starts from 0', instead: (node) => (node.type === 'Literal' && node.float && Math.abs(Number(node.value)) > 1e30 ? [{ ...node, value: 0 }]
    : node.type === 'UnaryExpression' && node.operator === '-' && node.argument.type === 'Literal' && Math.abs(Number(node.argument.value)) > 1e30 ? [{ ...node.argument, value: 0 }] : []) },
  { name: 'min and max are mixed up', instead: (node) => (node.type === 'MathCall' && (node.name === 'min' || node.name === 'max') ? [{ ...node, name: node.name === 'min' ? 'max' : 'min' }] : []) },
  { name: 'a bound of min or max is forgotten', instead: (node) => (node.type === 'MathCall' && (node.name === 'min' || node.name === 'max') ? node.arguments : []) },
  { name: 'rounded up instead of down, or down instead of up', instead: (node) => (node.type === 'MathCall' && (node.name === 'floor' || node.name === 'ceil') ? [{ ...node, name: node.name === 'floor' ? 'ceil' : 'floor' }] : []) },
  { name: 'a sign is forgotten', instead: (node) => (node.type === 'UnaryExpression' && node.operator === '-' ? [node.argument] : []) },
  // branches
  { name: 'a guard is forgotten', instead: (node) => (node.type === 'IfStatement' && !node.alternate ? [node.consequent.body] : []) },
  { name: 'a branch is never taken', instead: (node) => (node.type === 'IfStatement' ? [node.alternate ? node.alternate.body : []] : []) },
  { name: 'two answers are mixed up', instead: (node) => (node.type === 'ConditionalExpression' ? [{ ...node, consequent: node.alternate, alternate: node.consequent }] : []) },
  { name: 'only one of two answers', instead: (node) => (node.type === 'ConditionalExpression' ? [node.consequent, node.alternate] : []) },
  { name: 'one of two conditions is forgotten', instead: (node) => (node.type === 'LogicalExpression' ? [node.left, node.right] : []) },
  // places and what is stored
  { name: 'indices are swapped', instead: (node) => (node.type === 'Element' && node.indices.length > 1 ? [{ ...node, indices: [...node.indices.slice(0, -2), node.indices.at(-1)!, node.indices.at(-2)!] }] : []) },
  { name: 'the next row or place is read', instead: (node) => (node.type === 'Element' ? node.indices.map((index, at) => ({ ...node, indices: node.indices.with(at, added(index, '+', 1)) })) : []) },
  { name: 'the row or place before is read', instead: (node) => (node.type === 'Element' ? node.indices.map((index, at) => ({ ...node, indices: node.indices.with(at, added(index, '-', 1)) })) : []) },
  { name: 'the next row or place is stored into', instead: (node) => (node.type === 'Store' ? node.indices.map((index, at) => ({ ...node, indices: node.indices.with(at, added(index, '+', 1)) })) : []) },
  { name: 'assigned instead of added', instead: (node) => (node.type === 'Assignment' && node.operator === '+=' ? [{ ...node, operator: '=' }] : []) },
  { name: 'subtracted from a sum', instead: (node) => (node.type === 'Assignment' && node.operator === '+=' ? [{ ...node, operator: '-=' }] : []) },
  dropped('an assignment is forgotten', ['Assignment']),
  dropped('a store is forgotten', ['Store', 'AtomicAdd', 'MatrixDot']),
  { name: 'done twice', instead: (node) => (node.type === 'Assignment' && node.operator !== '=' ? [[node, { ...node, id: `${node.id}.again` }]] : []) },
  { name: 'another axis', instead: (node) => (node.type === 'Builtin' && node.group !== 'lane' ? [{ ...node, axis: node.axis === 'x' ? 'y' : 'x' }] : []) },
  // blocks, warps and lanes
  dropped('a barrier is forgotten', ['Barrier']),
  { name: 'a barrier for the warp only', instead: (node) => (node.type === 'Barrier' && node.scope === 'block' ? [{ ...node, scope: 'warp' }] : []) },
  dropped('a copy is not waited for', ['CopyWait']),
  dropped('a group of copies is not closed', ['CopyCommit']),
  dropped('a copy is forgotten', ['AsyncCopy']),
  { name: 'one copy too many is left under way', instead: (node) => (node.type === 'CopyWait' ? [{ ...node, pending: node.pending + 1 }] : []) },
  { name: 'lanes are added up in groups of half the size', instead: (node) => (node.type === 'FunctionCall' && node.name === 'reduceAdd' ? [{ ...node, arguments: [node.arguments[0]!, halfOf(node, node.arguments[1])] }] : []) },
  { name: 'a lane exchange is forgotten', instead: (node) => (node.type === 'FunctionCall' && node.name !== 'dot' ? [node.arguments[0]!] : []) },
  { name: 'another component', instead: (node) => (node.type === 'Component' ? [{ ...node, at: node.at === 0 ? 1 : node.at - 1 }] : []) },
  { name: 'the place in the block for the lane', instead: (node) => (node.type === 'Builtin' && node.group === 'lane' ? [{ ...node, group: 'local', axis: 'x' }] : []) },
  relaunched('the grid is rounded down', 'grid', roundedDown),
  relaunched('the grid is one block short', 'grid', (size) => (size.kind === 'function' && size.name === 'ceil' ? { kind: 'operation', operator: '-', left: size, right: { kind: 'number', value: 1 } } : undefined)),
  relaunched('a block of half the size', 'block', (size) => (size.kind === 'number' && size.value > 1 && size.value % 2 === 0 ? { kind: 'number', value: size.value / 2 } : undefined)),
];

/** Every body that one of the mistakes makes of this one, in the order of the list. */
export function mistakenBodies(body: Block): MistakenBody[] {
  const nodes = nodesOf(body);
  // the head of a loop takes one statement, not several or none
  const heads = new Set<Node | null>(nodes.flatMap((node) => (node.type === 'ForStatement' ? [node.init, node.update] : [])));
  return mistakes.flatMap(({ name, instead }) => nodes.flatMap((node) => instead(node)
    .filter((replacement) => !(Array.isArray(replacement) && heads.has(node)))
    .map((replacement) => ({ mistake: name, body: rewrite(body, (each) => (each === node ? replacement : undefined)) }))));
}

function begunAt<Init extends Extract<Node, { type: 'VariableDeclaration' | 'Assignment' }>>(init: Init, by: number): Init {
  if (init.type === 'Assignment') return { ...init, value: added(init.value, '+', by) };
  return init.init ? { ...init, init: added(init.init, '+', by) } : init;
}

function onceOf(body: Block): Block {
  return { ...body, body: [...body.body, { type: 'BreakStatement', id: `${body.id}.break` }] };
}

function endingAt(node: Node, operator: '+' | '-'): Node[] {
  const loop = turnOf(node);
  if (loop?.test.type !== 'BinaryExpression') return [];
  return [{ ...loop, test: { ...loop.test, right: added(loop.test.right, operator, 1) } }];
}

function nudged(node: Node, by: number): Expression[] {
  return node.type === 'Literal' && typeof node.value === 'number' && !node.float ? [{ ...node, value: node.value + by }] : [];
}

function halfOf(node: Node, size: Expression | undefined): Expression {
  return whole(node, size?.type === 'Literal' ? Math.max(2, Number(size.value) / 2) : 16);
}
