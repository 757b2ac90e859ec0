import type { Binary, BinaryOperator, Call, Construct, Expression, Identifier, Literal } from '../../model/index.ts';
import type { Fresh } from '../operator.ts';

/** Short words for making the nodes that an edit adds, each with a fresh id. */

export function read(name: string, fresh: Fresh): Identifier {
  return { type: 'Identifier', id: fresh(), name };
}

export function number(value: number, float: boolean, fresh: Fresh): Literal {
  return { type: 'Literal', id: fresh(), value, float };
}

export function truth(value: boolean, fresh: Fresh): Literal {
  return { type: 'Literal', id: fresh(), value, float: false };
}

export function binary(left: Expression, operator: BinaryOperator, right: Expression, fresh: Fresh): Binary {
  return { type: 'BinaryExpression', id: fresh(), operator, left, right };
}

export function call(name: string, list: readonly Expression[], fresh: Fresh): Call {
  return { type: 'MathCall', id: fresh(), name, arguments: list };
}

export function construct(to: Construct['to'], list: readonly Expression[], fresh: Fresh): Construct {
  return { type: 'Construct', id: fresh(), to, arguments: list };
}

/** The expression as `operator` of two parts; undefined if it is something else. */
export function parts(expression: Expression, operator: BinaryOperator): readonly [Expression, Expression] | undefined {
  return expression.type === 'BinaryExpression' && expression.operator === operator ? [expression.left, expression.right] : undefined;
}

/** The value of a numeric literal. */
export function numberOf(expression: Expression | undefined): number | undefined {
  return expression?.type === 'Literal' && typeof expression.value === 'number' ? expression.value : undefined;
}
