import type { Arguments, ArrayData, Role, Signature, Sizes } from '../model/index.ts';
import { isFloat } from '../util/scalars.ts';
import { evaluateSize, showSize } from '../util/size-expression.ts';

/**
 * Rows that nobody asks for are NaN: a kernel that reads one and multiplies it by 0, adds it and takes it off again, or picks
 * the larger of it and another, gives what no memory full of ordinary numbers would show. Of bytes all bits are set, which is
 * NaN as a scale of f16 or f32.
 *
 * A row is asked for where an index is its number; for a number that stands alone (a padding index) it is not, nor for those
 * equal to it; nor where another array says of the row where it is found instead. An index outside reads row 0.
 */
export function poisonUnread(signature: Signature, roles: Readonly<Record<string, Role>>, inputs: Arguments, sizes: Sizes): Arguments {
  const held = { ...inputs };
  for (const { name, type } of signature.parameters) {
    const role = roles[name] ?? { kind: 'values' };
    const { scalar } = type;
    if (role.kind !== 'values' || !(role.rows !== undefined || isFloat(scalar))) continue;
    const wanted = role.tables !== undefined ? elementsOfTables(inputs) : type.dims.length === 2 ? rowsAskedFor(signature, roles, inputs, sizes, showSize(type.dims[0]!)) : undefined;
    if (wanted !== undefined) held[name] = poisoned(inputs[name]!, wanted);
  }
  return held;
}

function poisoned(array: ArrayData, wanted: Uint8Array): ArrayData {
  const values = array.values.slice() as Float32Array | Uint8Array;
  const width = wanted.length === 0 ? 0 : values.length / wanted.length;
  wanted.forEach((isWanted, row) => {
    if (isWanted === 0) values.fill(values instanceof Uint8Array ? 255 : Number.NaN, row * width, (row + 1) * width);
  });
  return { ...array, values };
}

/** 1 for each row of a dimension that a lookup asks for; undefined where nothing is looked up in it. */
function rowsAskedFor(signature: Signature, roles: Readonly<Record<string, Role>>, inputs: Arguments, sizes: Sizes, dimension: string): Uint8Array | undefined {
  const into = signature.parameters.flatMap(({ name, type }) => {
    const role = roles[name];
    return role?.kind === 'index' && showSize(role.into) === dimension ? [{ name, type, role }] : [];
  });
  const lists = into.filter(({ type }) => type.dims.length > 0);
  if (lists.length === 0) return undefined;
  const alone = new Set(into.filter(({ type }) => type.dims.length === 0).map(({ name }) => Number(inputs[name]!.values[0])));
  const elsewhere = placesElsewhere(signature, roles, inputs, dimension);
  const wanted = new Uint8Array(evaluateSize(lists[0]!.role.into, sizes));
  for (const { name, role } of lists) {
    for (const value of inputs[name]!.values) {
      const index = Number(value);
      if (index === -1 && role.outside !== undefined) continue;
      const row = index >= 0 && index < wanted.length ? index : 0;
      if (!alone.has(row) && !((elsewhere?.[row] ?? -1) >= 0)) wanted[row] = 1;
    }
  }
  return wanted;
}

/** What is as long as the dimension and holds row numbers of another one, where they are not −1. */
function placesElsewhere({ parameters }: Signature, roles: Readonly<Record<string, Role>>, inputs: Arguments, dimension: string): number[] | undefined {
  const other = parameters.find(({ name, type }) => {
    const role = roles[name];
    return role?.kind === 'index' && role.outside === 'pruned' && type.dims.length === 1 && showSize(type.dims[0]!) === dimension && showSize(role.into) !== dimension;
  });
  return other && Array.from(inputs[other.name]!.values, Number);
}

/** Elements of tables that lie one behind the other (see tables.ts among the oracles). */
function elementsOfTables(inputs: Arguments): Uint8Array {
  const numbers = (name: string) => Array.from(inputs[name]!.values, Number);
  const [starts, columns, indices] = [numbers('starts'), numbers('columns'), numbers('indices')];
  const offsets = inputs['offsets'] === undefined ? undefined : numbers('offsets');
  const bags = starts.length === 0 ? 0 : (offsets === undefined ? indices.length : offsets.length - 1) / starts.length;
  const firstOf = (table: number) => (offsets === undefined ? table * bags : offsets[table * bags]!);
  const wanted = new Uint8Array(inputs['tables']!.values.length);
  starts.forEach((start, table) => {
    const width = columns[table + 1]! - columns[table]!;
    for (let lookup = firstOf(table); lookup < firstOf(table + 1); lookup++) wanted.fill(1, start + indices[lookup]! * width, start + (indices[lookup]! + 1) * width);
  });
  return wanted;
}
