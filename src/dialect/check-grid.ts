import type { AsyncCopy, Component, Construct, Expression, FunctionCall, GridExpression, GridStatement, Kernel, MatrixDot, NodeId, SizeExpression, Store } from '../model/index.ts';
import { symbolsOf } from '../util/size-expression.ts';
import type { TypedArray } from './typed-array.ts';
import { componentOf, type ComponentType, type ValueType, vectorOf, widthOf } from './value-type.ts';
import { Violation } from './violation.ts';

/** The rules of what grid kernels add: vectors, stores, shared memory, lane exchange, copies, the matrix unit. */

/** What these rules ask of the checker. */
export interface Checking {
  readonly kernel: Kernel;
  expression(node: Expression, wanted: ValueType): ValueType;
  unify(left: Expression, right: Expression, wanted: ValueType, at: NodeId, what: string): ValueType;
  place(name: string, indices: readonly Expression[], at: NodeId, width: number | undefined): TypedArray;
  declare(name: string, at: NodeId): void;
}

export function gridExpression(checker: Checking, node: GridExpression, wanted: ValueType): ValueType {
  switch (node.type) {
    case 'Construct': return construct(checker, node);
    case 'Component': return component(checker, node);
    case 'FunctionCall': return functionCall(checker, node, wanted);
  }
}

function construct(checker: Checking, node: Construct): ValueType {
  const [to, width] = [componentOf(node.to), widthOf(node.to)];
  const types = node.arguments.map((argument) => checker.expression(argument, to));
  const strange = types.findIndex((type) => type === 'bool' || (to === 'i32' && componentOf(type) !== 'i32'));
  if (strange >= 0) throw new Violation('type', node.arguments[strange]!.id, `${node.to} takes ${to === 'i32' ? 'i32' : 'numbers'}; found ${types[strange]}`);
  const [first] = types as [ValueType];
  const fits = types.length === 1 ? widthOf(first) === 1 || widthOf(first) === width : types.length === width && types.every((type) => widthOf(type) === 1);
  if (!fits) throw new Violation('type', node.id, `${node.to} takes ${width === 1 ? 'one number' : `one number, ${width} of them, or a vector of ${width}`}; found ${types.join(', ')}`);
  return node.to;
}

function component(checker: Checking, node: Component): ValueType {
  const type = checker.expression(node.vector, 'f32');
  if (node.at >= widthOf(type) || widthOf(type) === 1) throw new Violation('type', node.id, widthOf(type) === 1 ? `[${node.at}] takes a component of a vector; found ${type}` : `${type} has the components 0 to ${widthOf(type) - 1}; found ${node.at}`);
  return componentOf(type);
}

function functionCall(checker: Checking, node: FunctionCall, wanted: ValueType): ValueType {
  const [first, second] = node.arguments as [Expression, Expression?];
  if (node.name === 'dot') {
    const type = checker.unify(first, second!, 'f32', node.id, 'dot');
    if (widthOf(type) === 1 || componentOf(type) === 'i32') throw new Violation('type', node.id, `dot takes two vectors of floats; found ${type}`);
    if (widthOf(checker.expression(first, 'f32')) !== widthOf(checker.expression(second!, 'f32'))) throw new Violation('type', node.id, 'dot takes two vectors; found a vector and a number');
    return componentOf(type);
  }
  needsLaunch(checker, node.id, node.name);
  const type = checker.expression(first, wanted);
  if (type === 'bool') throw new Violation('type', first.id, `${node.name} takes a number or a vector; found bool`);
  if (node.name === 'reduceAdd') {
    if (second && !(second.type === 'Literal' && [2, 4, 8, 16, 32].includes(second.value as number))) throw new Violation('type', second.id, 'reduceAdd adds over 2, 4, 8, 16 or 32 lanes, a written number');
    if (second) checker.expression(second, 'i32');
    return type;
  }
  const lane = checker.expression(second!, 'i32');
  if (lane !== 'i32') throw new Violation('type', second!.id, `a lane is i32; found ${lane}`);
  return type;
}

export function gridStatement(checker: Checking, node: GridStatement): void {
  needsLaunch(checker, node.id, node.type);
  switch (node.type) {
    case 'Store': return store(checker, node);
    case 'AtomicAdd': {
      const { space, type: { scalar } } = checker.place(node.array, node.indices, node.id, undefined);
      if (space === 'input' || scalar === 'f16' || scalar === 'bf16') throw new Violation('type', node.id, `atomicAdd takes the output or a shared array, f32 or i32; '${node.array}' is ${space === 'input' ? 'a parameter' : scalar}`);
      return stored(checker, node.value, scalar === 'i32' ? 'i32' : 'f32', 1, node.array);
    }
    case 'SharedDeclaration': {
      if (!checker.kernel.body.body.includes(node)) throw new Violation('scope', node.id, 'a shared array is declared at the top of the kernel, not inside a loop or a branch');
      for (const dim of node.dims) isStatic(checker, dim, node.id);
      return checker.declare(node.name, node.id);
    }
    case 'AsyncCopy': return asyncCopy(checker, node);
    case 'MatrixDot': return matrixDot(checker, node);
    case 'Barrier': case 'CopyCommit': case 'CopyWait': return;
  }
}

function needsLaunch({ kernel }: Checking, at: string, what: string): void {
  if (!kernel.body.launch) throw new Violation('scope', at, `${what} belongs to grid kernels, and this one has no launch`);
}

function store(checker: Checking, node: Store): void {
  const { space, type: { scalar } } = checker.place(node.array, node.indices, node.id, node.width);
  if (space === 'input') throw new Violation('type', node.id, `'${node.array}' is a parameter, which is read and not stored into`);
  stored(checker, node.value, scalar === 'i32' ? 'i32' : 'f32', node.width ?? 1, node.array);
}

/** A value that an array takes: i32 arrays whole numbers only, the others any number. */
function stored(checker: Checking, value: Expression, component: ComponentType, width: 1 | 2 | 4 | 8, name: string): void {
  const type = checker.expression(value, vectorOf(component, width));
  const fits = type !== 'bool' && widthOf(type) === width && (component !== 'i32' || componentOf(type) === 'i32');
  if (!fits) throw new Violation('type', value.id, `'${name}' takes ${component === 'i32' ? 'i32' : 'numbers'}${width > 1 ? `, ${width} at once` : ''}; found ${type}`);
}

function isStatic(checker: Checking, size: SizeExpression, at: string): void {
  const { statics } = checker.kernel.signature;
  const loose = symbolsOf(size).find((symbol) => !statics.includes(symbol));
  if (loose !== undefined) throw new Violation('type', at, `the size '${loose}' is not compiled in; use numbers and @static sizes (${statics.join(', ') || 'none here'})`);
}

function asyncCopy(checker: Checking, node: AsyncCopy): void {
  const to = checker.place(node.array, node.indices, node.id, node.width);
  const from = checker.place(node.source, node.sourceIndices, node.id, node.width);
  if (to.space !== 'shared' || from.space !== 'input') throw new Violation('type', node.id, 'an asynchronous copy goes from a parameter to a shared array');
  if (to.type.scalar !== from.type.scalar) throw new Violation('type', node.id, `an asynchronous copy converts nothing; found ${from.type.scalar} and ${to.type.scalar}`);
  const bytes = (to.type.scalar === 'f16' ? 2 : 4) * (node.width ?? 1);
  if (![4, 8, 16].includes(bytes)) throw new Violation('type', node.id, `an asynchronous copy moves 4, 8 or 16 bytes; found ${bytes}`);
}

function matrixDot(checker: Checking, node: MatrixDot): void {
  const [row, column, leftRow, rightRow] = node.indices as [Expression, Expression, Expression, Expression];
  const zero: Expression = { type: 'Literal', id: `${node.id}.depth`, value: 0, float: false };
  const arrays = [
    { name: node.target, indices: [row, column], scalar: 'f32' },
    { name: node.left, indices: [leftRow, zero], scalar: 'f16' },
    { name: node.right, indices: [rightRow, zero], scalar: 'f16' },
  ];
  for (const { name, indices, scalar } of arrays) {
    const { space, type } = checker.place(name, indices, node.id, undefined);
    if (space !== 'shared' || type.scalar !== scalar) throw new Violation('type', node.id, `matrixDot takes a shared f32 array and two shared f16 arrays; '${name}' is ${space === 'shared' ? type.scalar : 'not shared'}`);
  }
  isStatic(checker, node.depth, node.id);
  if (node.depth.kind === 'number' && (node.depth.value % 16 !== 0 || node.depth.value === 0)) throw new Violation('type', node.id, `matrixDot goes 16 deep at a time; found a depth of ${node.depth.value}`);
}
