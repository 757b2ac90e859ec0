import type { AsyncCopy, Block, Element, Kernel, NodeId, Statement, Store } from '../model/index.ts';
import { rewrite, walk } from '../dialect/index.ts';
import type { EditOperator } from './operator.ts';
import { proposing } from './support/draw.ts';
import { arraysIn } from './support/dataflow.ts';
import { keptPerTree } from './support/kept.ts';
import { blocksOf } from './support/place.ts';
import { sharedNamed } from './support/shared.ts';
import { sitesOf } from './support/sites.ts';

/**
 * `tile[i] = table[row][d]`, from an input to a shared array with nothing done to it, becomes a copy that takes no registers
 * and that no thread waits for until the next barrier: the wait stands right before that. Copies of 4, 8 or 16 bytes.
 */
interface Staging {
  readonly store: Store;
  readonly load: Element;
  /** The next barrier behind the store, in its block or in one around it. */
  readonly barrier: Statement;
}

function stagingAt(body: Block, id: NodeId, { signature }: Kernel): Staging | undefined {
  const path = pathTo(body, id);
  const store = path?.at(-1)?.statement;
  if (!path || store?.type !== 'Store' || store.value.type !== 'Element' || store.width !== store.value.width) return undefined;
  const from = signature.parameters.find(({ name }) => name === (store.value as Element).array)?.type.scalar;
  const to = sharedNamed(body, store.array)?.scalar;
  const bytes = (to === 'f16' ? 2 : 4) * (store.width ?? 1);
  if (to === undefined || from !== to || ![4, 8, 16].includes(bytes)) return undefined;
  // what follows the store, up to the barrier, must leave its target alone
  for (const { block, at } of path.toReversed()) {
    for (const statement of block.body.slice(at + 1)) {
      if (statement.type === 'Barrier') return { store, load: store.value, barrier: statement };
      if (holdsBarrier(statement) || arraysIn(statement).has(store.array)) return undefined;
    }
  }
  return undefined;
}

/** The statements around one, outermost first, and itself, each with its block. */
function pathTo(block: Block, id: NodeId): { block: Block; at: number; statement: Statement }[] | undefined {
  for (const [at, statement] of block.body.entries()) {
    if (statement.id === id) return [{ block, at, statement }];
    for (const inner of blocksOf(statement)) {
      const path = pathTo(inner, id);
      if (path) return [{ block, at, statement }, ...path];
    }
  }
  return undefined;
}

function holdsBarrier(statement: Statement): boolean {
  let holds = false;
  walk(statement, (node) => {
    if (node.type === 'Barrier') holds = true;
  });
  return holds;
}

const sites = keptPerTree(({ kernel }) => sitesOf(kernel.body).statements.flatMap(({ statement: { id } }) => (stagingAt(kernel.body, id, kernel) ? [id] : [])));

export const asyncStaging: EditOperator = {
  name: 'async-staging',
  description: 'copies what is staged in shared memory asynchronously, and waits for it before the barrier',
  requires: ['grid', 'shared-memory', 'async-copy'],
  propose: proposing((typed, random) => {
    const found = sites(typed);
    return found.length === 0 ? undefined : { target: random.pick(found), choices: {} };
  }),
  apply(body, { target }, fresh, kernel) {
    const staging = stagingAt(body, target, kernel);
    if (!staging) return undefined;
    const { store: { array, indices, width }, load, barrier } = staging;
    const copy: AsyncCopy = { type: 'AsyncCopy', id: target, array, indices, source: load.array, sourceIndices: load.indices, ...(width === undefined ? {} : { width }) };
    return rewrite(body, (node) => {
      if (node === staging.store) return copy;
      return node === barrier ? [{ type: 'CopyCommit', id: fresh() }, { type: 'CopyWait', id: fresh(), pending: 0 }, barrier] : undefined;
    });
  },
};
