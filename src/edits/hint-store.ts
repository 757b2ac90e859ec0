import type { Hint, Random, Store } from '../model/index.ts';
import { rewrite, type TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator } from './operator.ts';
import { proposing } from './support/draw.ts';
import { sitesOf } from './support/sites.ts';

/** What is stored into the output is not read again in the launch: saying so (or to keep it) leaves the caches to the loads. */
const hints: readonly (Hint | 'none')[] = ['stream', 'stream', 'keep', 'none'];

function draw({ kernel: { body } }: TypedKernel, random: Random): Draft | undefined {
  const stores = sitesOf(body).statements.flatMap(({ statement }) => (statement.type === 'Store' && statement.array === body.launch?.output ? [statement] : []));
  if (stores.length === 0) return undefined;
  const everywhere = random.chance(0.75);
  const store = everywhere ? stores[0]! : random.pick(stores);
  return { target: store.id, choices: { hint: random.pick(hints.filter((each) => each !== (store.hint ?? 'none'))), everywhere } };
}

function hinted({ hint: _, ...plain }: Store, hint: Hint | 'none'): Store {
  return hint === 'none' ? plain : { ...plain, hint };
}

export const hintStore: EditOperator = {
  name: 'hint-store',
  description: 'tells the caches whether to keep what is stored into the output',
  requires: ['grid', 'memory-hints'],
  propose: proposing(draw),
  apply(body, { target, choices }) {
    const found = sitesOf(body).statementById.get(target)?.statement;
    const output = body.launch?.output;
    if (found?.type !== 'Store' || found.array !== output) return undefined;
    return rewrite(body, (node) => (node.type === 'Store' && (node === found || (choices.everywhere && node.array === output)) ? hinted(node, choices.hint as Hint | 'none') : undefined));
  },
};
