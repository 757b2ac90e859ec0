import type { Block, Declaration, Launch, NodeId, SizeExpression, Statement } from '../../model/index.ts';
import { nodesOf } from '../../dialect/index.ts';
import { changeBlock } from './place.ts';
import { type Cover, countOf, coverOf, type Position, positionsIn } from './launch.ts';
import { sizeOf } from './size.ts';
import { isTogether } from './dataflow.ts';

/**
 * Where a thread learns its place along one dimension of the work, `const row = this.block.x * this.blockDim.y + …`, in a
 * block of the kernel's top, and what it does there: the rest of that block. Nothing else asks for that place, and the
 * threads share neither memory nor lanes, so a thread may as well do several places.
 */
export interface WorkSite {
  readonly launch: Launch;
  readonly declaration: Declaration;
  readonly position: Position;
  /** What stands behind the declaration in its block. */
  readonly rest: readonly Statement[];
  readonly cover: Cover;
  /** How much of the dimension a place stands for. */
  readonly times: number;
}

export function workSites(body: Block): WorkSite[] {
  const { launch } = body;
  if (!launch || nodesOf(body).some((node) => node.type === 'SharedDeclaration') || isTogether(body)) return [];
  const positions = positionsIn(body, launch);
  return topBlocks(body).flatMap((block) => block.body.flatMap((statement, at): WorkSite[] => {
    const position = statement.type === 'VariableDeclaration' ? positions.find(({ expression }) => nodesOf(statement).includes(expression)) : undefined;
    if (statement.type !== 'VariableDeclaration' || !position) return [];
    const cover = launch.grid[position.grid] && coverOf(launch.grid[position.grid]!);
    const times = cover && timesOf(cover, launch.block[position.block]);
    if (!cover || !times || countOf(body, 'local', position.block) !== 1 || countOf(body, 'block', position.grid) !== 1) return [];
    return [{ launch, declaration: statement, position, rest: block.body.slice(at + 1), cover, times }];
  }));
}

/** The site of that declaration. */
export function workSite(body: Block, id: NodeId): WorkSite | undefined {
  return workSites(body).find(({ declaration }) => declaration.id === id);
}

/** The blocks that every thread that works reaches once: the outermost, and an only `if` in it. */
function topBlocks(block: Block): Block[] {
  const last = block.body.at(-1);
  return last?.type === 'IfStatement' && !last.alternate ? [block, ...topBlocks(last.consequent)] : [block];
}

function timesOf({ each }: Cover, extent: SizeExpression | undefined): number {
  if (each.kind !== 'number' || extent?.kind !== 'number') return 0;
  return Number.isInteger(each.value / extent.value) ? each.value / extent.value : 0;
}

/** The body with other statements for the declaration and all behind it in its block. */
export function reworked(body: Block, { declaration }: WorkSite, statements: readonly Statement[]): Block | undefined {
  return changeBlock(body, ({ body: list }) => {
    const at = list.findIndex(({ id }) => id === declaration.id);
    return at < 0 ? undefined : [...list.slice(0, at), ...statements];
  });
}

/** How many places there are. */
export function placesOf({ cover, times }: WorkSite): SizeExpression {
  return times === 1 ? cover.size : { kind: 'function', name: 'ceil', arguments: [{ kind: 'operation', operator: '/', left: cover.size, right: sizeOf(times) }] };
}

