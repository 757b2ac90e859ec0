import type { Block, Declaration, Expression, Identifier, Kernel, Node, NodeId } from '../model/index.ts';
import { copyFresh, rewrite, walk, type TypedKernel } from '../dialect/index.ts';
import type { EditOperator } from './operator.ts';
import { mayGrowBy } from './support/copy.ts';
import { isIndexOf, isTogether, readsOf, writesAny } from './support/dataflow.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { isNaturally, isTypedBySurroundings, mayStandAlone } from './support/natural-type.ts';
import { removeStatement } from './support/place.ts';
import { sitesOf } from './support/sites.ts';

/**
 * The way back from a common subexpression: a local that is given one value and keeps it goes, and its value is computed
 * wherever it was read. By itself that is more work; it frees the parts for other edits, and a local used once is noise.
 */
interface Inlined {
  readonly declaration: Declaration & { readonly init: Expression };
  readonly uses: readonly Use[];
}

interface Use {
  readonly use: Identifier;
  readonly parent: Node;
}

function inlinable(body: Block, id: NodeId, { signature }: Kernel): Inlined | undefined {
  const site = sitesOf(body).statementById.get(id);
  if (site?.statement.type !== 'VariableDeclaration' || !site.statement.init) return undefined;
  const { name, init } = site.statement;
  const reads = readsOf(init);
  const uses: Use[] = [];
  let last = -1;
  let assigned = false;
  const behind = site.block.body.slice(site.at + 1);
  behind.forEach((statement, at) => walk(statement, (node, parent) => {
    if (node.type === 'Assignment' && node.name === name) assigned = true;
    if (node.type !== 'Identifier' || node.name !== name) return;
    uses.push({ use: node, parent: parent! });
    last = at;
  }));
  if (assigned || uses.length === 0 || isTogether(init)) return undefined; // fewer lanes may meet where it is read
  // a plain assignment or store writes after it has computed its value
  const plain = ['Assignment', 'VariableDeclaration', 'Store'].includes(behind[last]!.type);
  if (behind.slice(0, plain ? last : last + 1).some((statement) => writesAny(statement, reads, signature.parameters))) return undefined;
  return uses.every(({ parent }) => mayStandAlone(init, parent)) ? { declaration: { ...site.statement, init }, uses } : undefined;
}

/** The value must be of the local's type in every use: an integer literal in it might become a float there. */
function keepsType({ declaration: { init }, uses }: Inlined, typed: TypedKernel): boolean {
  if (!isNaturally(init, typed)) return false;
  if (init.type === 'Literal' || !isTypedBySurroundings(init) || typed.types.get(init.id) !== 'i32') return true;
  return uses.every(({ use, parent }) => isIndexOf(parent, use) || wantsWhole(parent, typed));
}

function wantsWhole(parent: Node, { types, locals }: TypedKernel): boolean {
  if (parent.type === 'Assignment' || parent.type === 'VariableDeclaration') return locals.get(parent.name) === 'i32';
  if (parent.type !== 'BinaryExpression') return false;
  return types.get(parent.left.id) === 'i32' && types.get(parent.right.id) === 'i32' && types.get(parent.id) !== 'f32';
}

const sites = keptPerTree((typed: TypedKernel) => sitesOf(typed.kernel.body).statements.flatMap(({ statement }) => {
  const inlined = statement.type === 'VariableDeclaration' ? inlinable(typed.kernel.body, statement.id, typed.kernel) : undefined;
  return inlined && keepsType(inlined, typed) ? [statement.id] : [];
}));

export const inlineLocal: EditOperator = {
  name: 'inline-local',
  description: 'computes the value of a local wherever it is read, and takes the local away',
  requires: [],
  propose: proposing((typed, random) => {
    const found = sites(typed);
    return found.length === 0 ? undefined : { target: random.pick(found), choices: {} };
  }),
  apply(body, { target }, fresh, kernel) {
    const inlined = inlinable(body, target, kernel);
    if (!inlined) return undefined;
    const { declaration: { init }, uses } = inlined;
    if (!mayGrowBy(body, init, uses.length)) return undefined;
    const [first] = uses;
    const replaced = new Set<Node>(uses.map(({ use }) => use));
    const spread = rewrite(body, (node) => (!replaced.has(node) ? undefined : node === first!.use ? init : copyFresh(init, fresh)));
    return removeStatement(spread, target);
  },
};
