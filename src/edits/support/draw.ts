import type { Block, Expression, Node, NodeId, Random, Sizes, Statement } from '../../model/index.ts';
import type { TypedKernel } from '../../dialect/index.ts';
import type { Draft, EditOperator } from '../operator.ts';
import { arraysIn } from './dataflow.ts';
import { blocksOf, type Place } from './place.ts';
import { sitesOf, type BlockSite, type ExpressionSite, type Sites, type StatementSite } from './sites.ts';

/** Drawing places and statements, with what surely leads nowhere left out. */

export interface PlaceSite {
  readonly place: Place;
  readonly block: Block;
  /** Index in the block at which a statement would stand. */
  readonly at: number;
  readonly site: StatementSite | BlockSite;
}

/** How often a draw is tried before there seems to be no place for the edit. */
const tries = 12;

/** A `propose` that tries a draw a few times. A tree without expressions returns nothing: nothing is made of it. */
export function proposing(draw: (typed: TypedKernel, random: Random, fixed: Sizes) => Draft | undefined): EditOperator['propose'] {
  return (typed, random, fixed = {}) => {
    if (sitesOf(typed.kernel.body).expressions.length === 0) return undefined;
    for (let count = 0; count < tries; count++) {
      const draft = draw(typed, random, fixed);
      if (draft) return draft;
    }
    return undefined;
  };
}

/** A `propose` that picks one of the nodes found, each with the loop that the edit is to change. */
export function proposingInLoop(sites: (typed: TypedKernel) => readonly { readonly target: NodeId; readonly loop: NodeId }[]): EditOperator['propose'] {
  return proposing((typed, random) => {
    const found = sites(typed);
    if (found.length === 0) return undefined;
    const { target, loop } = random.pick(found);
    return { target, choices: { loop } };
  });
}

/** A place before any statement or at the end of any block, except behind a return, break or continue: nothing runs there. */
export function drawPlace({ statements, blocks }: Sites, random: Random): PlaceSite | undefined {
  const drawn = random.below(statements.length + blocks.length);
  const statement = statements[drawn];
  const site = statement ?? blocks[drawn - statements.length]!;
  const at = statement ? statement.at : site.block.body.length;
  if (site.block.body.slice(0, at).some(isJump)) return undefined;
  const place: Place = statement ? { side: 'before', at: statement.statement.id } : { side: 'end', at: site.block.id };
  return { place, block: site.block, at, site };
}

export function isJump({ type }: Statement): boolean {
  return type === 'ReturnStatement' || type === 'BreakStatement' || type === 'ContinueStatement';
}

/**
 * True if the statement may stand there: a break or continue that leaves it needs a loop around, a shared array that it
 * names must be declared before. A shared array's own declaration stays where it is.
 */
export function mayStandAt(statement: Statement, site: StatementSite | BlockSite, typed: TypedKernel): boolean {
  if (statement.type === 'SharedDeclaration' || (site.loops.length === 0 && leavesLoop(statement))) return false;
  return typed.kernel.body.launch === undefined || seesArrays(statement, site.visible, typed);
}

/** True if the shared arrays that a piece of tree names are among what is visible. */
export function seesArrays(piece: Node, visible: readonly string[], { arrays }: TypedKernel): boolean {
  return [...arraysIn(piece)].every((name) => arrays.get(name)?.space !== 'shared' || visible.includes(name));
}

/** True unless the statement declares a shared array that the kernel names: nothing would mend that. */
export function mayGo(statement: Statement, body: Block): boolean {
  return statement.type !== 'SharedDeclaration' || !arraysIn(body).has(statement.name);
}

/** True if another expression may stand there: vectors begin at multiples of their width, which a literal shows. */
export function mayStandFor(site: ExpressionSite, by: Expression): boolean {
  const { expression, parent } = site;
  if (by.type !== 'Literal' || !('indices' in parent) || !('width' in parent) || parent.width === undefined) return true;
  const ends = parent.type === 'AsyncCopy' ? [parent.indices.at(-1), parent.sourceIndices.at(-1)] : [parent.indices.at(-1)];
  return !ends.includes(expression) || Number(by.value) % parent.width === 0;
}

function leavesLoop(statement: Statement): boolean {
  if (statement.type === 'BreakStatement' || statement.type === 'ContinueStatement') return true;
  return statement.type === 'IfStatement' && blocksOf(statement).some((block) => block.body.some(leavesLoop));
}

/** True if the site lies inside the statement. */
export function isInside({ around }: StatementSite | BlockSite, statement: Statement): boolean {
  return around.some((each) => each === statement);
}
