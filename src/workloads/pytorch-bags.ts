import type { ArrayData, Parameter, Signature } from '../model/index.ts';
import { holdIn } from '../util/scalars.ts';
import { showSize } from '../util/size-expression.ts';

/**
 * Bags as PyTorch's EmbeddingBag takes them, put into the form of kernels: flat lookups, and offsets of which the last is the
 * number of lookups (CSR).
 */
type Arrays = Readonly<Record<string, ArrayData>>;

/**
 * Bags of one length: PyTorch takes their lookups, and weights, as `[bags][length]` and no offsets. Those arrays lose a
 * dimension, and offsets are made. Arrays of another form come back as they are.
 */
export function flattenBags(signature: Signature, arrays: Arrays): Arrays {
  const { offsets, lists } = partsOf(signature);
  const shape = lists.map(({ name }) => arrays[name]?.shape).find((each) => each?.length === 2);
  if (offsets === undefined || shape === undefined || Object.hasOwn(arrays, offsets)) return arrays;
  if (lists.some(({ name }) => arrays[name]?.shape.join() !== shape.join())) return arrays;
  const [bags, length] = shape as readonly [number, number];
  return {
    ...arrays,
    ...Object.fromEntries(lists.map(({ name }) => [name, { ...arrays[name]!, shape: [bags * length] }])),
    [offsets]: { scalar: 'i32', shape: [bags + 1], values: Int32Array.from({ length: bags + 1 }, (_, bag) => bag * length) },
  };
}

/** Offsets with the number of lookups behind them, which PyTorch leaves out unless it is told `include_last_offset`. */
export function withLastOffset(signature: Signature, arrays: Arrays): Arrays {
  const { offsets, lists } = partsOf(signature);
  const given = offsets === undefined ? undefined : arrays[offsets];
  const lookups = lists[0] && arrays[lists[0].name];
  if (offsets === undefined || given?.shape.length !== 1 || lookups === undefined) return arrays;
  const values = Int32Array.from({ length: given.values.length + 1 }, (_, at) => Number(given.values[at] ?? lookups.values.length));
  return { ...arrays, [offsets]: { ...given, shape: [values.length], values: holdIn(given.scalar, values) } };
}

/** The name of a kernel's offsets, and its parameters with one element a lookup. */
function partsOf({ parameters, roles }: Signature): { offsets: string | undefined; lists: readonly Parameter[] } {
  for (const { name } of parameters) {
    const role = roles[name];
    if (role?.kind !== 'offsets') continue;
    return { offsets: name, lists: parameters.filter(({ type }) => type.dims.length === 1 && showSize(type.dims[0]!) === showSize(role.into)) };
  }
  return { offsets: undefined, lists: [] };
}
