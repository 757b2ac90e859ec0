import type { Block, If, Statement } from '../model/index.ts';
import { walk, type TypedKernel } from '../dialect/index.ts';
import type { EditOperator } from './operator.ts';
import { conflict, isInvariantIn, readsOf, writesOf } from './support/dataflow.ts';
import { isJump, proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { changeBlock } from './support/place.ts';
import { sameTree } from './support/same.ts';
import { sitesOf } from './support/sites.ts';

/**
 * `if`s on one condition in one block become one `if`, as far as the block allows; what stands between them moves before.
 * An unrolled loop with a branch asks once for all its turns, and the loads of a branch no longer wait for the next test.
 * Unlike a loop for either answer, threads of both kinds go on to share what lies outside the branches.
 */

/** The block's statements with the first `if` merged with those after it; undefined if there is none to merge with. */
function merged(list: readonly Statement[], first: If): Statement[] | undefined {
  const at = list.indexOf(first);
  const moved: Statement[] = [];
  let whole = first;
  let end = at + 1; // up to here, all is merged
  for (let next = end; next < list.length; next++) {
    const statement = list[next]!;
    if (statement.type === 'IfStatement' && sameTree(statement.test, first.test)) {
      const between = list.slice(end, next);
      if (!isInvariantIn(first.test, whole) || !between.every((each) => isInvariantIn(first.test, each) && commute(each, whole))) break;
      moved.push(...between);
      whole = joined(whole, statement);
      end = next + 1;
    }
  }
  return whole === first ? undefined : [...list.slice(0, at), ...moved, whole, ...list.slice(end)];
}

function joined(first: If, second: If): If {
  const append = (block: Block, more: Block): Block => (block.body.some(isJump) ? block : { ...block, body: [...block.body, ...more.body] });
  const alternate = first.alternate && second.alternate ? append(first.alternate, second.alternate) : first.alternate ?? second.alternate;
  return { ...first, consequent: append(first.consequent, second.consequent), alternate };
}

/** True if the statement may run before the other instead of after it. */
function commute(statement: Statement, other: Statement): boolean {
  let jumps = false;
  walk(statement, (node) => {
    if (isJump(node as Statement)) jumps = true;
  });
  const [reads, writes] = [readsOf(statement), writesOf(statement)];
  const [otherReads, otherWrites] = [readsOf(other), writesOf(other)];
  return !jumps && !conflict(writes, otherReads) && !conflict(writes, otherWrites) && !conflict(otherWrites, reads) && !conflict(otherWrites, writes);
}

const sites = keptPerTree((typed: TypedKernel): readonly If[] => sitesOf(typed.kernel.body).statements.flatMap(({ statement, block }) =>
  statement.type === 'IfStatement' && merged(block.body, statement) ? [statement] : []));

export const mergeBranches: EditOperator = {
  name: 'merge-branches',
  description: 'makes one if of several on the same condition in a row',
  requires: [],
  propose: proposing((typed, random) => {
    const found = sites(typed);
    return found.length === 0 ? undefined : { target: random.pick(found).id, choices: {} };
  }),
  apply: (body, { target }) => changeBlock(body, ({ body: list }) => {
    const first = list.find(({ id }) => id === target);
    return first?.type === 'IfStatement' ? merged(list, first) : undefined;
  }),
};
