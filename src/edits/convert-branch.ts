import type { Assignment, Block, Conditional, Expression, If, Node, NodeId, Return, Statement } from '../model/index.ts';
import type { TypedKernel } from '../dialect/index.ts';
import type { EditOperator, Fresh } from './operator.ts';
import { read } from './support/build.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { exchangeStatement, findStatement } from './support/place.ts';
import { sitesOf } from './support/sites.ts';

/**
 * A choice as a branch or as a value: `if (c) x = a; else x = b;` is `x = c ? a : b`, and a return likewise. Or the two
 * branches change places, and the condition is turned round. A local's type follows from all that is stored in it, so
 * neither form changes one.
 */
type Form = 'value' | 'branch' | 'turned';

function made(form: Form, statement: Statement, fresh: Fresh): Statement | undefined {
  if (form === 'branch') return branched(statement, fresh);
  if (statement.type !== 'IfStatement') return undefined;
  return form === 'value' ? valued(statement, fresh) : turned(statement, fresh);
}

function valued({ test, consequent, alternate }: If, fresh: Fresh): Assignment | Return | undefined {
  const [first, second] = [only(consequent), only(alternate)];
  const choice = (whenTrue: Expression, whenFalse: Expression): Conditional =>
    ({ type: 'ConditionalExpression', id: fresh(), test, consequent: whenTrue, alternate: whenFalse });
  if (first?.type === 'ReturnStatement' && second?.type === 'ReturnStatement') return { ...first, argument: choice(first.argument, second.argument) };
  if (first?.type !== 'Assignment') return undefined;
  const { name, operator, value } = first;
  if (second?.type === 'Assignment' && second.name === name && second.operator === operator) return { ...first, value: choice(value, second.value) };
  return !alternate && operator === '=' ? { ...first, value: choice(value, read(name, fresh)) } : undefined;
}

function only(block: Block | null): Statement | undefined {
  return block?.body.length === 1 ? block.body[0] : undefined;
}

function branched(statement: Statement, fresh: Fresh): If | undefined {
  const value = statement.type === 'Assignment' ? statement.value : statement.type === 'ReturnStatement' ? statement.argument : undefined;
  if (value?.type !== 'ConditionalExpression') return undefined;
  const part = (chosen: Expression, id: NodeId): Block => {
    const inside: Statement = statement.type === 'Assignment' ? { ...statement, id, value: chosen } : { type: 'ReturnStatement', id, argument: chosen };
    return { type: 'BlockStatement', id: fresh(), body: [inside] };
  };
  return { type: 'IfStatement', id: fresh(), test: value.test, consequent: part(value.consequent, statement.id), alternate: part(value.alternate, fresh()) };
}

function turned(statement: If, fresh: Fresh): If | undefined {
  const { test, consequent, alternate } = statement;
  if (!alternate) return undefined;
  const not = test.type === 'UnaryExpression' && test.operator === '!' ? test.argument : { type: 'UnaryExpression' as const, id: fresh(), operator: '!' as const, argument: test };
  return { ...statement, test: not, consequent: alternate, alternate: consequent };
}

const tried: Fresh = Object.assign(() => '~', { local: (stem: string) => stem });
const forms: readonly Form[] = ['value', 'branch', 'turned'];

const sites = keptPerTree((typed: TypedKernel) => sitesOf(typed.kernel.body).statements.flatMap(({ statement }) =>
  forms.filter((form) => made(form, statement, tried)).filter((form) => form !== 'branch' || wholeParts(statement, typed)).map((form) => ({ target: statement.id, form }))));

/** A whole branch of a float choice would be stored as it is, and the other one decide the type no more. */
function wholeParts(statement: Node, { types }: TypedKernel): boolean {
  const value = statement.type === 'Assignment' ? statement.value : statement.type === 'ReturnStatement' ? statement.argument : undefined;
  return value?.type === 'ConditionalExpression' && types.get(value.consequent.id) === types.get(value.alternate.id);
}

export const convertBranch: EditOperator = {
  name: 'convert-branch',
  description: 'makes a branch a choice between values or back, or turns its condition round',
  requires: [],
  propose: proposing((typed, random) => {
    const found = sites(typed);
    if (found.length === 0) return undefined;
    const { target, form } = random.pick(found);
    return { target, choices: { form } };
  }),
  apply(body, { target, choices }, fresh) {
    const found = findStatement(body, target);
    const changed = found && made(choices.form as Form, found, fresh);
    return changed && exchangeStatement(body, target, () => [changed]);
  },
};
