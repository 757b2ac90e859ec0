import type { Element, Expression, Node, Role, SizeExpression } from '../model/index.ts';
import type { TypedKernel } from './check.ts';
import { childrenOf, walk } from './walk.ts';

/**
 * What the values of each integer parameter mean, read off how the kernel uses them, so that inputs can be made for a
 * kernel nobody has seen: values that index a dimension are indices into it; an array of size `n + 1` whose values
 * bound a loop holds CSR offsets into the dimension that the loop's counter indexes.
 */
export function inferRoles({ kernel, locals }: TypedKernel): Readonly<Record<string, Role>> {
  const integers = kernel.signature.parameters.filter((p) => p.type.scalar !== 'f32' && p.type.scalar !== 'f16' && p.type.scalar !== 'bf16' && p.type.scalar !== 'bool');
  const flows = new Flows([...locals.keys()]);
  walk(kernel.body, (node) => {
    if (node.type === 'VariableDeclaration' && node.init) flows.store(node.name, node.init);
    if (node.type === 'Assignment') flows.store(node.name, node.value);
  });

  const roles: Record<string, Role> = {};
  for (const parameter of kernel.signature.parameters) roles[parameter.name] = { kind: 'values' };
  const uses = indexUses(kernel.body, (name) => kernel.signature.parameters.find((p) => p.name === name)?.type.dims ?? []);
  const boundsOf = loopBounds(kernel.body);
  for (const parameter of integers) {
    const size = parameter.type.dims[0];
    const isCsrShape = parameter.type.dims.length === 1 && size?.kind === 'operation' && size.operator === '+' && size.right.kind === 'number' && size.right.value === 1;
    const indexed = uses.filter((use) => flows.reaches(parameter.name, use.index)).map((use) => use.dimension);
    if (isCsrShape && boundsOf.some((bound) => flows.reaches(parameter.name, bound))) {
      // The dimension walked by a counter that starts at an offset; a value-carrying index (a row) is not one.
      const walked = uses.find((use) => flows.reaches(parameter.name, use.index) && use.array !== parameter.name)?.dimension;
      roles[parameter.name] = { kind: 'offsets', into: walked ?? { kind: 'symbol', name: 'lookups' } };
    } else if (indexed.length > 0) {
      roles[parameter.name] = { kind: 'index', into: indexed[0]! };
    }
  }
  return roles;
}

/** Which parameters' values may arrive, unmixed with loads of others, in a local or an expression. */
class Flows {
  private readonly stores = new Map<string, Expression[]>();

  constructor(locals: readonly string[]) {
    for (const name of locals) this.stores.set(name, []);
  }

  store(name: string, value: Expression): void {
    this.stores.get(name)?.push(value);
  }

  /** True if a value loaded from `parameter` is the expression's value, perhaps moved by arithmetic or through locals. */
  reaches(parameter: string, expression: Node, seen: ReadonlySet<string> = new Set()): boolean {
    if (expression.type === 'Element') return expression.array === parameter; // what indexes it is another value
    if (expression.type === 'Identifier') {
      if (seen.has(expression.name)) return false;
      const next = new Set(seen).add(expression.name);
      return (this.stores.get(expression.name) ?? []).some((value) => this.reaches(parameter, value, next));
    }
    return childrenOf(expression).some((child) => this.reaches(parameter, child, seen));
  }
}

function indexUses(body: Node, dimsOf: (array: string) => readonly SizeExpression[]): { index: Expression; dimension: SizeExpression; array: string }[] {
  const uses: { index: Expression; dimension: SizeExpression; array: string }[] = [];
  walk(body, (node) => {
    if (node.type !== 'Element') return;
    const element: Element = node;
    element.indices.forEach((index, at) => {
      const dimension = dimsOf(element.array)[at];
      if (dimension) uses.push({ index, dimension, array: element.array });
    });
  });
  return uses;
}

function loopBounds(body: Node): Node[] {
  const bounds: Node[] = [];
  walk(body, (node) => {
    if (node.type === 'ForStatement') bounds.push(...(node.init ? [node.init] : []), node.test);
  });
  return bounds;
}
