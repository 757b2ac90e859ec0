import type { Block, Builtin, Expression, For, Launch, Random, Sizes, Statement } from '../model/index.ts';
import { nodesOf, rewrite, type TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator, Fresh } from './operator.ts';
import { binary, number, read } from './support/build.ts';
import { isTogether } from './support/dataflow.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { countOf } from './support/launch.ts';
import { sizeExpression, sizeOf, valueOf } from './support/size.ts';
import { varyingAlongX, type Varying } from './support/uniform.ts';

/**
 * A row, or a bag, takes 8, 16 or 32 lanes however long the block was along x; each lane does what several threads did, by
 * turns. A warp then serves several narrow rows, or one lane several columns of a wide one (FBGEMM's lane groups). Fits
 * where threads neither wait for each other nor share memory or lanes.
 */
const widths = [8, 16, 32] as const;

function mayTakeTurns(body: Block): boolean {
  if (!body.launch) return false;
  const shares = nodesOf(body).some(({ type }) => type === 'SharedDeclaration' || type === 'CopyCommit' || type === 'CopyWait');
  return !shares && !isTogether(body) && countOf(body, 'lane', 0) === 0 && countOf(body, 'local', 0) > 0;
}

const fits = keptPerTree(({ kernel: { body } }) => mayTakeTurns(body));

function draw(typed: TypedKernel, random: Random, fixed: Sizes): Draft | undefined {
  const { body } = typed.kernel;
  const across = body.launch && fits(typed) ? valueOf(body.launch.block[0]!, fixed) : undefined;
  const rest = body.launch?.block.slice(1).reduce((threads, size) => threads * (valueOf(size, fixed) ?? 1), 1) ?? 1;
  const narrower = widths.filter((width) => across !== undefined && width < across && width * rest >= 32);
  return narrower.length === 0 ? undefined : { target: body.id, choices: { lanes: random.pick(narrower) } };
}

/**
 * The statements with a loop round those that hang on x. What is the same for all lanes of a row is worked out once, before
 * it; a local that is assigned to is not: it would carry what one turn left into the next.
 */
function turns(list: readonly Statement[], isSame: (statement: Statement) => boolean, varying: Varying, loop: (inside: readonly Statement[]) => Statement): Statement[] {
  const first = list.findIndex((statement) => !isSame(statement));
  if (first < 0) return [...list];
  const [same, rest] = [list.slice(0, first), list.slice(first)];
  const [only] = rest;
  if (rest.length === 1 && only?.type === 'IfStatement' && only.alternate === null && !varying.has(only.test)) {
    return [...same, { ...only, consequent: { ...only.consequent, body: turns(only.consequent.body, isSame, varying, loop) } }];
  }
  return [...same, loop(rest)];
}

export const lanesPerRow: EditOperator = {
  name: 'lanes-per-row',
  description: 'gives a row 8, 16 or 32 lanes, each of which does what several threads did',
  requires: ['grid'],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh, kernel) {
    if (body.id !== target || !mayTakeTurns(body)) return undefined;
    const launch = body.launch!;
    const lane = fresh.local('lane');
    const varying = varyingAlongX(body, kernel.signature.parameters);
    const assigned = new Set(nodesOf(body).flatMap((node) => (node.type === 'Assignment' ? [node.name] : [])));
    const isSame = (statement: Statement) => statement.type === 'VariableDeclaration' && !assigned.has(statement.name) && statement.init !== null && !varying.has(statement.init);
    const looped = turns(body.body, isSame, varying, (inside) => byTurns(inside, lane, launch, choices.lanes as number, fresh));
    const changed: Launch = { ...launch, block: launch.block.with(0, sizeOf(choices.lanes as number)) };
    return { ...body, body: looped, launch: changed };
  },
};

function byTurns(list: readonly Statement[], lane: string, { block }: Launch, lanes: number, fresh: Fresh): For {
  const across = (): Expression => sizeExpression(block[0]!, fresh);
  const inside = list.map((statement) => rewrite(statement, (node) => {
    if (node.type !== 'Builtin' || node.axis !== 'x') return undefined;
    return node.group === 'local' ? { type: 'Identifier', id: node.id, name: lane } : node.group === 'blockDim' ? across() : undefined;
  }));
  const first: Builtin = { type: 'Builtin', id: fresh(), group: 'local', axis: 'x' };
  return {
    type: 'ForStatement', id: fresh(),
    init: { type: 'VariableDeclaration', id: fresh(), name: lane, init: first },
    test: binary(read(lane, fresh), '<', across(), fresh),
    update: { type: 'Assignment', id: fresh(), operator: '+=', name: lane, value: number(lanes, false, fresh) },
    body: { type: 'BlockStatement', id: fresh(), body: inside },
  };
}
