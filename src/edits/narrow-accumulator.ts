import type { Construct, VectorType } from '../model/index.ts';
import { rewrite } from '../dialect/index.ts';
import type { EditOperator } from './operator.ts';
import { construct } from './support/build.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { gatheringLocals } from './support/gathering.ts';
import { componentOf, vectorOf, widthOf, type ValueType } from '../dialect/index.ts';

/**
 * A local that gathers is kept in f16: half the registers, twice the additions a turn where two are done at once, and three
 * digits instead of seven, so the tolerance decides. Each value on its way into it is rounded to f16.
 */
const sites = keptPerTree((typed) => gatheringLocals(typed).filter(({ type }) => componentOf(type) === 'f32'));

export const narrowAccumulator: EditOperator = {
  name: 'narrow-accumulator',
  description: 'keeps what is gathered in a local in f16, each term rounded to it',
  requires: ['f16'],
  propose: proposing((typed, random) => {
    const found = sites(typed);
    if (found.length === 0) return undefined;
    const { declaration, type } = random.pick(found);
    return { target: declaration.id, choices: { to: vectorOf('f16', widthOf(type)) } };
  }),
  apply(body, { target, choices }, fresh) {
    const to = choices.to as Construct['to'];
    let name: string | undefined;
    rewrite(body, (node) => {
      if (node.id === target && node.type === 'VariableDeclaration') name = node.name;
      return undefined;
    });
    if (name === undefined) return undefined;
    return rewrite(body, (node) => {
      if (node.type === 'VariableDeclaration' && node.name === name && node.init) return { ...node, init: construct(to, [node.init], fresh) };
      if (node.type === 'Assignment' && node.name === name) return { ...node, value: construct(to, [node.value], fresh) };
      return undefined;
    });
  },
};
