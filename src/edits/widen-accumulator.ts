import type { Construct, Expression } from '../model/index.ts';
import { componentOf, vectorOf, widthOf } from '../dialect/index.ts';
import type { EditOperator } from './operator.ts';
import { construct } from './support/build.ts';
import { proposing } from './support/draw.ts';
import { converting, gatheringLocals } from './support/gathering.ts';
import { keptPerTree } from './support/kept.ts';

/** A local that gathers in f16 is kept in f32, and what was rounded to f16 on its way into it no longer is. */
const sites = keptPerTree((typed) => gatheringLocals(typed).filter(({ type }) => componentOf(type) === 'f16'));

export const widenAccumulator: EditOperator = {
  name: 'widen-accumulator',
  description: 'keeps what a loop gathers in f32 instead of f16',
  requires: [],
  propose: proposing((typed, random) => {
    const found = sites(typed);
    if (found.length === 0) return undefined;
    const { declaration, type } = random.pick(found);
    return { target: declaration.id, choices: { to: vectorOf('f32', widthOf(type)) } };
  }),
  apply(body, { target, choices }, fresh) {
    const to = choices.to as Construct['to'];
    const isRounding = (value: Expression): value is Construct => value.type === 'Construct' && componentOf(value.to) === 'f16';
    return converting(body, target, (value) => construct(to, isRounding(value) ? value.arguments : [value], fresh));
  },
};
