import type { EditOperator } from './operator.ts';
import { proposing } from './support/draw.ts';
import { relaunched } from './support/launch.ts';

/**
 * Places in arrays are worked out in 32 bits instead of 64, or again in 64: fewer registers and instructions. The launch
 * says it, and whoever launches refuses arrays of more than 2^31 − 1 elements, so nothing can come out wrong.
 */
export const narrowAddresses: EditOperator = {
  name: 'narrow-addresses',
  description: 'works out places in arrays in 32 bits instead of 64, or the other way round',
  requires: ['grid'],
  propose: proposing(({ kernel: { body } }) =>
    (body.launch ? { target: body.id, choices: { addresses: body.launch.addresses === 32 ? 64 : 32 } } : undefined)),
  apply(body, { target, choices }) {
    if (body.id !== target || !body.launch || (body.launch.addresses ?? 64) === choices.addresses) return undefined;
    const { addresses: _, ...wide } = body.launch;
    return relaunched(body, choices.addresses === 32 ? { ...wide, addresses: 32 } : wide);
  },
};
