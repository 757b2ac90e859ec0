import type { Expression, Node } from '../../model/index.ts';
import { walk } from '../../dialect/index.ts';

/** Small questions about what a piece of tree reads and writes. Arrays are never written in a map kernel. */

/** Locals (and scalar parameters) read below the node; a compound assignment reads what it writes. */
export function readsOf(node: Node): Set<string> {
  const names = new Set<string>();
  walk(node, (each) => {
    if (each.type === 'Identifier') names.add(each.name);
    if (each.type === 'Assignment' && each.operator !== '=') names.add(each.name);
  });
  return names;
}

/** Locals declared or assigned below the node. */
export function writesOf(node: Node): Set<string> {
  const names = new Set<string>();
  walk(node, (each) => {
    if (each.type === 'Assignment' || each.type === 'VariableDeclaration') names.add(each.name);
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

/** True if one of the locals is written below `region`. */
export function writesAny(region: Node, names: ReadonlySet<string>): boolean {
  let written = keptWrites.get(region); // asked for each expression of a loop
  if (!written) keptWrites.set(region, (written = writesOf(region)));
  for (const name of names) if (written.has(name)) return true;
  return false;
}

/** True if nothing the expression reads is written below `region`, so its value is the same all through it. */
export function isInvariantIn(expression: Expression, region: Node): boolean {
  return !writesAny(region, readsOf(expression));
}
