import type { Block, Declaration, Expression, NodeId } from '../../model/index.ts';
import { rewrite, type TypedKernel, type ValueType } from '../../dialect/index.ts';
import { accumulatorsIn } from './accumulator.ts';
import { findStatement } from './place.ts';
import { sitesOf } from './sites.ts';

/** The locals that loops gather into, and another type for them. */
export interface Gathering {
  readonly declaration: Declaration;
  readonly type: ValueType;
}

export function gatheringLocals({ kernel: { body }, locals }: TypedKernel): Gathering[] {
  const { statements } = sitesOf(body);
  const names = new Set(statements.flatMap(({ statement }) => (statement.type === 'ForStatement' ? accumulatorsIn([statement]).map(({ name }) => name) : [])));
  return statements.flatMap(({ statement }) => {
    const type = statement.type === 'VariableDeclaration' && names.has(statement.name) ? locals.get(statement.name) : undefined;
    return statement.type === 'VariableDeclaration' && type !== undefined ? [{ declaration: statement, type }] : [];
  });
}

/** The body with every value that comes into the local of that declaration converted. */
export function converting(body: Block, target: NodeId, convert: (value: Expression) => Expression): Block | undefined {
  const declaration = findStatement(body, target);
  if (declaration?.type !== 'VariableDeclaration') return undefined;
  return rewrite(body, (node) => {
    if (node === declaration) return declaration.init ? { ...declaration, init: convert(declaration.init) } : undefined;
    return node.type === 'Assignment' && node.name === declaration.name ? { ...node, value: convert(node.value) } : undefined;
  });
}
