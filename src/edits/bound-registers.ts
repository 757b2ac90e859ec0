import type { Random } from '../model/index.ts';
import type { TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator } from './operator.ts';
import { proposing } from './support/draw.ts';
import { relaunched } from './support/launch.ts';

/**
 * How many blocks a processor should hold at once, which bounds the registers of a thread; or the bound goes. More blocks
 * hide more of memory's latency; too few registers spill. (A bound alone gave PyTorch's bags up to twofold on an A100.)
 */
const counts = [1, 2, 3, 4, 5, 6, 8, 12, 16] as const;

function draw({ kernel: { body } }: TypedKernel, random: Random): Draft | undefined {
  if (!body.launch) return undefined;
  const { resident } = body.launch;
  if (resident !== undefined && random.chance(0.2)) return { target: body.id, choices: { resident: 0 } };
  return { target: body.id, choices: { resident: random.pick(counts.filter((count) => count !== resident)) } };
}

export const boundRegisters: EditOperator = {
  name: 'bound-registers',
  description: 'says how many blocks a processor should hold at once, which bounds registers, or no longer says it',
  requires: ['grid'],
  propose: proposing(draw),
  apply(body, { target, choices }) {
    if (body.id !== target || !body.launch) return undefined;
    const { resident, ...free } = body.launch;
    const count = choices.resident as number;
    if (count === (resident ?? 0)) return undefined;
    return relaunched(body, count === 0 ? free : { ...free, resident: count });
  },
};
