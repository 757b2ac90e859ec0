import type { Block, SharedDeclaration } from '../model/index.ts';
import { rewrite } from '../dialect/index.ts';
import type { EditOperator } from './operator.ts';
import { proposing } from './support/draw.ts';
import { bytesOf, hasRoomFor, padded, widestAccess } from './support/shared.ts';

/**
 * Rows of a shared array get longer by one access: rows that are a multiple of 32 words long all begin in the same bank,
 * and threads that take one element of each wait for each other. Nobody reads what is added. Vectors still begin at
 * multiples of their width, and tiles of the matrix unit at 16 bytes.
 */
function mayPad({ dims }: SharedDeclaration): boolean {
  const row = dims.at(-1)!;
  const isPadded = row.kind === 'operation' && row.operator === '+' && row.right.kind === 'number';
  return dims.length > 1 && !isPadded;
}

function arraysOf(body: Block): SharedDeclaration[] {
  return body.body.filter((statement): statement is SharedDeclaration => statement.type === 'SharedDeclaration' && mayPad(statement));
}

export const sharedPadding: EditOperator = {
  name: 'shared-padding',
  description: 'makes the rows of a shared array one access longer, so that they begin in different banks',
  requires: ['grid', 'shared-memory'],
  propose: proposing(({ kernel: { body } }, random, fixed) => {
    const found = arraysOf(body).filter(({ name, dims, scalar }) => {
      const added = bytesOf({ scalar, dims: [...dims.slice(0, -1), { kind: 'number', value: widestAccess(body, name) }] }, fixed);
      return hasRoomFor(added, body, fixed);
    });
    return found.length === 0 ? undefined : { target: random.pick(found).id, choices: {} };
  }),
  apply(body, { target }) {
    const found = arraysOf(body).find(({ id }) => id === target);
    if (!found) return undefined;
    const longer: SharedDeclaration = { ...found, dims: found.dims.with(-1, padded(found.dims.at(-1)!, widestAccess(body, found.name))) };
    return rewrite(body, (node) => (node === found ? longer : undefined));
  },
};
