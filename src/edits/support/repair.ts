import type { Assignment, Block, Declaration, Edit, Expression, Identifier, Kernel, NodeId, Random, Repair, Statement, VectorType } from '../../model/index.ts';
import { componentOf, rewrite, type TypedKernel, type ValueType, widthOf } from '../../dialect/index.ts';
import type { Draft, Fresh } from '../operator.ts';
import { visibleOfType } from './sites.ts';

/**
 * Mending what an edit tears. Think of an edit as two steps: a bare change of the tree, which may leave uses of locals
 * that can no longer be seen, and the mending of those uses. The mending is drawn once, when the edit is proposed, and
 * recorded; at replay each use that dangles is mended as recorded, and one without a record stays as it is for the checker
 * to reject. A mended use keeps its id: it is the same use, reading something else.
 */

/** The tree after the bare change. `origins` leads from nodes of a fresh copy to the nodes they were copied from. */
export interface Changed {
  readonly body: Block;
  readonly origins?: ReadonlyMap<NodeId, NodeId>;
}

/** The bare change that an edit's target and choices say; undefined if it does not fit the tree. */
export type Change = (body: Block, said: Pick<Edit, 'target' | 'choices'>, fresh: Fresh) => Changed | undefined;

type Replacement = Repair['replacement'];

/**
 * Draws the repairs for a change: a read takes another local of its type in scope or the constant 1 (GEVO, arXiv
 * 2004.08140), an assignment goes to such a local or away. Repairs are keyed by the use; for a use inside a copy by the
 * use it was copied from, since ids of copies follow from the edit's id, and that from the repairs. So if a use and its
 * copy both dangle, they are mended alike. Undefined if the change does not fit.
 */
export function draftRepaired(change: Change, typed: TypedKernel, target: NodeId, choices: Draft['choices'], random: Random): Draft | undefined {
  const changed = change(typed.kernel.body, { target, choices }, provisional());
  if (!changed) return undefined;
  const repairs = new Map<NodeId, Replacement>();
  mend(changed, typed.kernel, provisional(), (use, origin, visible) => {
    const type = typed.locals.get(use.name);
    if (type === undefined || repairs.has(origin)) return repairs.get(origin);
    const constant: Replacement = use.type === 'Assignment' ? { kind: 'removed' } : one(type);
    // Locals of a copy are not offered: their final names are not known yet, and `typed` does not know them.
    const locals = visibleOfType(typed, visible, type).map((name): Replacement => ({ kind: 'local', name }));
    const drawn = random.pick([...locals, constant]);
    repairs.set(origin, drawn);
    return drawn;
  });
  return { target, choices, repairs: [...repairs].map(([use, replacement]) => ({ use, replacement })) };
}

/** GEVO's 1, as a vector where a vector is wanted. */
function one(type: ValueType): Replacement {
  const constant = { kind: 'constant', value: type === 'bool' ? true : 1, float: componentOf(type) === 'f32' } as const;
  return widthOf(type) > 1 ? { ...constant, vector: type as VectorType } : constant;
}

/** The change with the edit's repairs: what `apply` of an operator gives. */
export function applyRepaired(change: Change, body: Block, edit: Edit, fresh: Fresh, kernel: Kernel): Block | undefined {
  const changed = change(body, edit, fresh);
  if (!changed || edit.repairs.length === 0) return changed?.body;
  const repairs = new Map(edit.repairs.map(({ use, replacement }) => [use, replacement]));
  return mend(changed, kernel, fresh, (_, origin) => repairs.get(origin));
}

/** Ids and names for a change that is only tried: no edit and no file has the like. */
function provisional(): Fresh {
  let nodes = 0;
  let names = 0;
  return Object.assign(() => `~${nodes++}`, { local: (stem: string) => `~${names++}~${stem}` });
}

type Decide = (use: Identifier | Assignment, origin: NodeId, visible: readonly string[]) => Replacement | undefined;

/** The tree with each dangling use replaced as `decide` says; undefined leaves it. */
function mend({ body, origins }: Changed, kernel: Kernel, fresh: Fresh, decide: Decide): Block {
  const visible: string[] = [];
  const isParameter = (name: string) => kernel.signature.parameters.some((parameter) => parameter.name === name);
  const asked = (use: Identifier | Assignment) => decide(use, origins?.get(use.id) ?? use.id, visible);

  const expression = <T extends Expression>(root: T): T => rewrite<Expression>(root, (node) => {
    if (node.type !== 'Identifier' || visible.includes(node.name) || isParameter(node.name)) return undefined;
    const replacement = asked(node);
    if (!replacement || replacement.kind === 'removed') return undefined;
    if (replacement.kind === 'local') return { type: 'Identifier', id: node.id, name: replacement.name };
    const { value, float, vector } = replacement;
    const literal = (id: NodeId): Expression => ({ type: 'Literal', id, value, float });
    return vector ? { type: 'Construct', id: node.id, to: vector, arguments: [literal(fresh())] } : literal(node.id);
  }) as T;

  const assignment = (node: Assignment): Assignment | null => {
    let name = node.name;
    if (!visible.includes(name)) {
      const replacement = asked(node);
      if (replacement?.kind === 'removed') return null;
      if (replacement?.kind === 'local') name = replacement.name;
    }
    const value = expression(node.value);
    return name === node.name && value === node.value ? node : { ...node, name, value };
  };

  const declaration = (node: Declaration): Declaration => {
    const init = node.init && expression(node.init);
    visible.push(node.name);
    return init === node.init ? node : { ...node, init };
  };

  const statement = (node: Statement): Statement | null => {
    switch (node.type) {
      case 'VariableDeclaration': return declaration(node);
      case 'Assignment': return assignment(node);
      case 'ReturnStatement': {
        const argument = expression(node.argument);
        return argument === node.argument ? node : { ...node, argument };
      }
      case 'IfStatement': {
        const test = expression(node.test), consequent = block(node.consequent), alternate = node.alternate && block(node.alternate);
        return test === node.test && consequent === node.consequent && alternate === node.alternate ? node : { ...node, test, consequent, alternate };
      }
      case 'ForStatement': {
        const outside = visible.length;
        const init = node.init && (node.init.type === 'Assignment' ? assignment(node.init) : declaration(node.init));
        const test = expression(node.test), update = node.update && assignment(node.update), inner = block(node.body);
        visible.length = outside;
        return init === node.init && test === node.test && update === node.update && inner === node.body ? node : { ...node, init, test, update, body: inner };
      }
      case 'BreakStatement': case 'ContinueStatement': case 'SharedDeclaration': case 'Barrier': case 'CopyCommit': case 'CopyWait': return node;
      default: return rewrite<Statement>(node, (part) => (part === node ? undefined : expression(part as Expression)));
    }
  };

  const block = (node: Block): Block => {
    const outside = visible.length;
    const list = node.body.map(statement);
    visible.length = outside;
    return list.every((each, at) => each === node.body[at]) ? node : { ...node, body: list.filter((each) => each !== null) };
  };
  return block(body);
}
