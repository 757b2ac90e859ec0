import type * as estree from 'acorn';
import type { SizeExpression, SizeFunction } from '../model/index.ts';
import type { ParseContext } from './parse-context.ts';

/** Sizes of shared arrays and the like: `4 * this.constants.dim`, made a size expression. */
export function parseStaticSize(node: estree.AnyNode, context: ParseContext): SizeExpression {
  const fail = (): never => context.fail(node, 'a size here is made of whole numbers, this.constants.<size>, + - * / and Math.ceil, floor, min, max');
  const inside = (each: estree.AnyNode) => context.nested(each, () => parseStaticSize(each, context));
  switch (node.type) {
    case 'Literal': return typeof node.value === 'number' && Number.isInteger(node.value) && node.value >= 0 ? { kind: 'number', value: node.value } : fail();
    case 'BinaryExpression': {
      const { operator } = node;
      if ((operator !== '+' && operator !== '-' && operator !== '*' && operator !== '/') || node.left.type === 'PrivateIdentifier') return fail();
      return { kind: 'operation', operator, left: inside(node.left), right: inside(node.right) };
    }
    case 'MemberExpression': {
      const { object, property } = node;
      const isConstants = object.type === 'MemberExpression' && object.object.type === 'ThisExpression' && object.property.type === 'Identifier' && object.property.name === 'constants';
      if (!isConstants || node.computed || property.type !== 'Identifier') return fail();
      if (!context.symbols.has(property.name)) return context.fail(property, `this.constants.${property.name} is not a size of this kernel`);
      return { kind: 'symbol', name: property.name };
    }
    case 'CallExpression': {
      const { callee } = node;
      const name = callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'Math' && callee.property.type === 'Identifier' ? callee.property.name : '';
      const arity = name === 'ceil' || name === 'floor' ? 1 : name === 'min' || name === 'max' ? 2 : 0;
      if (arity === 0 || node.arguments.length !== arity) return fail();
      return { kind: 'function', name: name as SizeFunction, arguments: node.arguments.map(inside) };
    }
    default: return fail();
  }
}
