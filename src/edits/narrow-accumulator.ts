import type { Construct, Expression } from '../model/index.ts';
import { componentOf, vectorOf, widthOf } from '../dialect/index.ts';
import type { EditOperator } from './operator.ts';
import { construct } from './support/build.ts';
import { proposing } from './support/draw.ts';
import { converting, gatheringLocals } from './support/gathering.ts';
import { keptPerTree } from './support/kept.ts';
import { isWritten } from './support/part.ts';

/**
 * A local that gathers is kept in f16: half the registers, and two additions at once where a card can; but three digits
 * instead of seven, so the tolerance decides. Each term is rounded to f16 on its way.
 */
const sites = keptPerTree((typed) => gatheringLocals(typed).filter(({ type }) => componentOf(type) === 'f32'));

export const narrowAccumulator: EditOperator = {
  name: 'narrow-accumulator',
  description: 'keeps what a loop gathers in f16, each term rounded to it',
  requires: ['f16'],
  propose: proposing((typed, random) => {
    const found = sites(typed);
    if (found.length === 0) return undefined;
    const { declaration, type } = random.pick(found);
    return { target: declaration.id, choices: { to: vectorOf('f16', widthOf(type)) } };
  }),
  apply(body, { target, choices }, fresh) {
    const to = choices.to as Construct['to'];
    const narrow = (value: Expression) => construct(to, value.type === 'Construct' && isWritten(value) ? value.arguments : [value], fresh);
    return converting(body, target, narrow);
  },
};
