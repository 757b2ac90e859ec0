import type { TypedKernel } from '../../dialect/index.ts';

/**
 * Remembers what was found in a tree for as long as the tree lives: a parent has many children in a row, and each draws
 * from the same list of sites.
 */
export function keptPerTree<T>(find: (typed: TypedKernel) => T): (typed: TypedKernel) => T {
  const kept = new WeakMap<TypedKernel, { readonly found: T }>();
  return (typed) => {
    let entry = kept.get(typed);
    if (!entry) kept.set(typed, (entry = { found: find(typed) }));
    return entry.found;
  };
}
