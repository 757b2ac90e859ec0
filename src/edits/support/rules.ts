import type { Block, Expression, Node, NodeId } from '../../model/index.ts';
import { walk, type TypedKernel, type ValueType } from '../../dialect/index.ts';
import type { EditOperator, Fresh } from '../operator.ts';
import { proposing } from './draw.ts';
import { exchangeExpression, isExpression } from './expression.ts';
import { keptPerTree } from './kept.ts';
import { naturalType } from './natural-type.ts';
import { mayGrowBy } from './copy.ts';
import { sitesOf } from './sites.ts';

/**
 * Operators that are a list of rewriting rules for one expression. The shape of a rule is asked again when it is applied;
 * what hangs on types is asked only when it is proposed, as an edit sees no types.
 */
export interface Rule {
  readonly name: string;
  /** What the expression becomes; undefined if it has not the rule's shape. The parts it moves keep their ids. */
  make(expression: Expression, fresh: Fresh, parent: Node): Expression | undefined;
  /** Whether the types allow it, for an expression of the rule's shape. */
  holds?(expression: Expression, types: Types): boolean;
}

export interface Types {
  readonly typed: TypedKernel;
  of(expression: Expression): ValueType;
  /** True if all of them have this type here, and would have it in any surroundings but a float's. */
  all(type: ValueType, ...expressions: readonly Expression[]): boolean;
}

/** Ids for a shape that is only tried. */
const tried: Fresh = Object.assign(() => '~', { local: (stem: string) => stem });

export function rewriting(name: string, description: string, rules: readonly Rule[]): EditOperator {
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const sites = keptPerTree((typed) => {
    const types = typesOf(typed);
    const found: { target: NodeId; rule: string }[] = [];
    for (const { expression, parent } of sitesOf(typed.kernel.body).expressions) {
      for (const rule of rules) {
        if (rule.make(expression, tried, parent) && (rule.holds?.(expression, types) ?? true)) found.push({ target: expression.id, rule: rule.name });
      }
    }
    return found;
  });
  return {
    name, description, requires: [],
    propose: proposing((typed, random) => {
      const found = sites(typed);
      if (found.length === 0) return undefined;
      const { target, rule } = random.pick(found);
      return { target, choices: { rule } };
    }),
    apply(body, { target, choices }, fresh) {
      const found = withParent(body, target);
      const made = found && byName.get(choices.rule as string)?.make(found.expression, fresh, found.parent);
      if (!made || !mayGrowBy(body, made)) return undefined;
      return exchangeExpression(body, target, () => made);
    },
  };
}

function withParent(body: Block, id: NodeId): { expression: Expression; parent: Node } | undefined {
  let found: { expression: Expression; parent: Node } | undefined;
  walk(body, (node, parent) => {
    if (node.id === id && parent && isExpression(node)) found = { expression: node, parent };
  });
  return found;
}

function typesOf(typed: TypedKernel): Types {
  const of = (expression: Expression) => typed.types.get(expression.id)!;
  return { typed, of, all: (type, ...list) => list.every((each) => of(each) === type && (type !== 'i32' || naturalType(each, typed) === type)) };
}
