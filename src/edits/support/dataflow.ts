import type { Expression, Node, Parameter } from '../../model/index.ts';
import { walk } from '../../dialect/index.ts';

/**
 * Small questions about what a piece of tree reads and writes. Locals go by their names, the elements of an array by
 * `tile[]`, a name that no local has. What makes other threads' stores seen, or lanes exchange values, writes to arrays
 * nobody can name: nothing that reads an array moves over it, unless the array is known to be an input.
 */
const anyArray = '*[]';

function elementsOf(array: string): string {
  return `${array}[]`;
}

/** Locals and scalar parameters read in an expression. */
export function localsRead(expression: Expression): Set<string> {
  const names = new Set<string>();
  walk(expression, (each) => {
    if (each.type === 'Identifier') names.add(each.name);
  });
  return names;
}

/** Locals, scalar parameters and arrays read below the node; a compound assignment reads what it writes. */
export function readsOf(node: Node): Set<string> {
  const names = new Set<string>();
  walk(node, (each) => {
    switch (each.type) {
      case 'Identifier': names.add(each.name); break;
      case 'Assignment': if (each.operator !== '=') names.add(each.name); break;
      case 'Element': case 'AtomicAdd': names.add(elementsOf(each.array)); break;
      case 'AsyncCopy': names.add(elementsOf(each.source)); break;
      case 'MatrixDot': names.add(elementsOf(each.left)).add(elementsOf(each.right)); break;
      default: break;
    }
  });
  return names;
}

/** Locals declared or assigned, and arrays stored into, below the node. */
export function writesOf(node: Node): Set<string> {
  const names = new Set<string>();
  walk(node, (each) => {
    switch (each.type) {
      case 'Assignment': case 'VariableDeclaration': names.add(each.name); break;
      case 'SharedDeclaration': names.add(elementsOf(each.name)); break;
      case 'Store': case 'AtomicAdd': names.add(elementsOf(each.array)); break;
      case 'MatrixDot': names.add(elementsOf(each.target)).add(anyArray); break; // a warp does it together
      case 'AsyncCopy': names.add(elementsOf(each.array)).add(anyArray); break; // what it brings comes later, and copies count
      case 'Barrier': case 'CopyCommit': case 'CopyWait': names.add(anyArray); break;
      default: break;
    }
  });
  return names;
}

/** Locals declared below the node. */
export function declaredIn(node: Node): Set<string> {
  const names = new Set<string>();
  walk(node, (each) => {
    if (each.type === 'VariableDeclaration') names.add(each.name);
  });
  return names;
}

const keptWrites = new WeakMap<Node, ReadonlySet<string>>();

/** True if one of what `names` says is written below `region`. The elements of `inputs` never are. */
export function writesAny(region: Node, names: ReadonlySet<string>, inputs: readonly Parameter[] = []): boolean {
  let written = keptWrites.get(region); // asked for each expression of a loop
  if (!written) keptWrites.set(region, (written = writesOf(region)));
  return conflict(written, names, inputs);
}

/** True if a write of the first set may change what the second one names. */
export function conflict(written: ReadonlySet<string>, names: ReadonlySet<string>, inputs: readonly Parameter[] = []): boolean {
  for (const name of names) {
    if (written.has(name)) return true;
    if (name.endsWith('[]') && written.has(anyArray) && !inputs.some((input) => elementsOf(input.name) === name)) return true;
  }
  return false;
}

/** True if nothing the expression reads is written below `region`, so its value is the same all through it. */
export function isInvariantIn(expression: Expression, region: Node, inputs: readonly Parameter[] = []): boolean {
  return !writesAny(region, readsOf(expression), inputs);
}

/** Arrays named below the node: loaded from, stored into, copied or multiplied. */
export function arraysIn(node: Node): Set<string> {
  const names = new Set<string>();
  walk(node, (each) => {
    switch (each.type) {
      case 'Element': case 'Store': case 'AtomicAdd': names.add(each.array); break;
      case 'AsyncCopy': names.add(each.array).add(each.source); break;
      case 'MatrixDot': names.add(each.target).add(each.left).add(each.right); break;
      default: break;
    }
  });
  return names;
}

/** True for what a warp or a block must do together: its threads may not be parted before it, nor some kept from it. */
export function isTogether(node: Node): boolean {
  let together = false;
  walk(node, (each) => {
    if (each.type === 'Barrier' || each.type === 'MatrixDot' || (each.type === 'FunctionCall' && each.name !== 'dot')) together = true;
  });
  return together;
}

/** True if the statement does something that other threads see, or that must happen a certain number of times. */
export function hasEffect(node: Node): boolean {
  const written = writesOf(node);
  return isTogether(node) || [...written].some((name) => name.endsWith('[]'));
}

/** True if the child is one of the node's indices into an array. */
export function isIndexOf(parent: Node, child: Node): boolean {
  switch (parent.type) {
    case 'Element': return true;
    case 'Store': case 'AtomicAdd': return parent.value !== child;
    case 'AsyncCopy': case 'MatrixDot': return true;
    default: return false;
  }
}
