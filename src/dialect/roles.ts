import type { ArrayType, Expression, Node, Parameter, Role, SizeExpression } from '../model/index.ts';
import type { TypedKernel } from './check.ts';
import { loadedType } from './value-type.ts';
import { childrenOf, nodesOf, walk } from './walk.ts';

/**
 * What the values of each integer parameter mean, read off how the kernel uses them, so that inputs can be made for a
 * kernel nobody has seen: values that index a dimension are indices into it; an array of size `n + 1` whose values
 * bound a loop holds CSR offsets into the dimension that the loop's counter indexes.
 */
export function inferRoles({ kernel, arrays }: TypedKernel): Readonly<Record<string, Role>> {
  const sourcesOf = flows(kernel.body);
  const uses = indexUses(kernel.body, arrays).map((use) => ({ ...use, sources: sourcesOf(use.index) }));
  const bounds = new Set(loopBounds(kernel.body).flatMap((bound) => [...sourcesOf(bound)]));
  const roleOf = ({ name, type }: Parameter): Role => {
    if (loadedType(type.scalar) !== 'i32') return { kind: 'values' };
    const indexed = uses.find((use) => use.sources.has(name))?.dimension;
    const bags = csrBags(type);
    // The counter that walks from one offset to the next indexes what the offsets cut into bags.
    if (bags && bounds.has(name)) return { kind: 'offsets', into: uses.find((use) => use.array !== name && use.sources.has(name))?.dimension ?? bags };
    return indexed ? { kind: 'index', into: indexed } : { kind: 'values' };
  };
  return Object.fromEntries(kernel.signature.parameters.map((parameter) => [parameter.name, roleOf(parameter)]));
}

/** `bags` of `i32[bags + 1]`. */
function csrBags({ dims }: ArrayType): SizeExpression | undefined {
  const [size] = dims;
  if (dims.length !== 1 || size?.kind !== 'operation' || size.operator !== '+') return undefined;
  const isOne = (side: SizeExpression) => side.kind === 'number' && side.value === 1;
  return isOne(size.right) ? size.left : isOne(size.left) ? size.right : undefined;
}

type Sources = ReadonlySet<string>;

/**
 * Which parameters' loaded values an expression's value is, perhaps moved by arithmetic or through locals. What decides
 * between values, or indexes an array, does not arrive in the value.
 */
function flows(body: Node): (expression: Node) => Sources {
  const locals = new Map<string, Set<string>>();
  const add = (node: Node, found: Set<string>): Set<string> => {
    switch (node.type) {
      case 'Element': for (const name of locals.get(node.array) ?? [node.array]) found.add(name); break; // what indexes it is another value
      case 'Identifier': for (const name of locals.get(node.name) ?? [node.name]) found.add(name); break;
      case 'ConditionalExpression': add(node.consequent, found); add(node.alternate, found); break;
      default: for (const child of childrenOf(node)) add(child, found);
    }
    return found;
  };
  const stores: [into: Set<string>, value: Expression][] = [];
  const into = (name: string) => locals.get(name) ?? locals.set(name, new Set()).get(name)!;
  walk(body, (node) => {
    if (node.type === 'VariableDeclaration') { if (node.init) stores.push([into(node.name), node.init]); else into(node.name); }
    if (node.type === 'Assignment') stores.push([into(node.name), node.value]);
    // what is staged in a shared array means what it meant before
    if (node.type === 'SharedDeclaration') into(node.name);
    if (node.type === 'Store') stores.push([into(node.array), node.value]);
    if (node.type === 'AsyncCopy') into(node.array).add(node.source);
  });
  for (let grown = true; grown; ) {
    grown = false;
    for (const [found, value] of stores) {
      const before = found.size;
      if (add(value, found).size > before) grown = true;
    }
  }
  return (expression) => add(expression, new Set());
}

function indexUses(body: Node, arrays: TypedKernel['arrays']): { index: Expression; dimension: SizeExpression; array: string }[] {
  const places = nodesOf(body).flatMap((node) => {
    if (node.type === 'AsyncCopy') return [{ array: node.source, indices: node.sourceIndices }];
    return node.type === 'Element' ? [node] : [];
  });
  return places.flatMap(({ array, indices }) => {
    const { space, type } = arrays.get(array)!;
    return space === 'input' ? indices.map((index, at) => ({ index, dimension: type.dims[at]!, array })) : [];
  });
}

/** What a loop starts from and what it is tested against. */
function loopBounds(body: Node): Node[] {
  return nodesOf(body).flatMap((node) => (node.type === 'ForStatement' ? [...(node.init ? [node.init] : []), node.test] : []));
}
