/**
 * Which names a kernel may give: those that mean one thing everywhere it goes, which is JavaScript here, gpu.js, WGSL and
 * CUDA there, and keys of plain objects on the way.
 */

const taken = new Set([...Object.getOwnPropertyNames(Object.prototype), 'Math', 'Infinity', 'NaN', 'undefined', 'eval', 'arguments']);
const longest = 100;

/** Why a function, a parameter, a local or a size cannot have this name; undefined if it can. */
export function nameProblem(name: string): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) return `the name '${name}' is not in the language; a name has only ASCII letters, digits and _`;
  if (name.startsWith('__')) return `the name '${name}' is reserved; a name does not start with __`;
  if (taken.has(name)) return `the name '${name}' is reserved; choose another`;
  if (name.length > longest) return `the name '${name}' has ${name.length} characters; a name has at most ${longest}`;
  return undefined;
}

/** Names for a message: a dozen of them, or how many more there are, or what stands for none. */
export function listed(names: Iterable<string>, none: string): string {
  const all = [...names];
  if (all.length === 0) return none;
  return all.length <= 12 ? all.join(', ') : `${all.slice(0, 12).join(', ')} and ${all.length - 12} more`;
}
