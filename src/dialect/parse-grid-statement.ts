import type * as estree from 'acorn';
import type { Element, GridStatement, NodeId } from '../model/index.ts';
import { accessFunction, isStatementFunction, onlyInGrid } from './functions.ts';
import type { ParseContext } from './parse-context.ts';
import { parseCall, parseExpression, parsePlace, takeHint } from './parse-expression.ts';
import { parseStaticSize } from './static-size.ts';

/** A call that stands as a statement: `barrier()`, `store4(…)`, `atomicAdd(…)`, `copyAsync4(…)`, `matrixDot(…)`. */
export function parseGridStatement(node: estree.CallExpression, context: ParseContext): GridStatement {
  const { callee } = node;
  const name = callee.type === 'Identifier' && context.lookUp(callee) === undefined ? callee.name : '';
  if (!isStatementFunction(name)) {
    parseCall(node, context); // a call that is wrong in itself is told so
    return context.fail(node, 'a call does nothing as a statement; allowed: let, const, assignment, if, for, while, break, continue, return');
  }
  if (context.output === null) return context.fail(node, onlyInGrid(`'${name}'`));
  return parseStatementCall(node, name, context.id(node), context);
}

function parseStatementCall(node: estree.CallExpression, name: string, id: NodeId, context: ParseContext): GridStatement {
  const args: estree.AnyNode[] = [...node.arguments];
  const count = (wanted: number, example: string) => {
    if (args.length !== wanted) context.fail(node, `${name} reads like ${example}; found ${args.length} argument${args.length === 1 ? '' : 's'}`);
  };
  const access = accessFunction(name);
  if (access?.stem === 'store') {
    const hint = takeHint(args, context);
    const value = args.pop();
    const [named, ...indices] = args;
    if (!named || !value) return context.fail(node, `${name} takes an array, its indices and a value: ${name}(pooled, bag, column, value)`);
    return {
      type: 'Store', id, ...parsePlace(node, named, indices, context), value: parseExpression(value, context),
      ...(access.width === 1 ? {} : { width: access.width }), ...hint,
    };
  }
  if (access?.stem === 'copyAsync') {
    const to = takePlace(args, node, context);
    const { array: source, indices: sourceIndices } = takePlace(args, node, context);
    if (args.length > 0) return context.fail(args[0]!, `${name} reads like ${name}(tile, i, table, row, column); found an argument too many`);
    return { type: 'AsyncCopy', id, ...to, source, sourceIndices, ...(access.width === 1 ? {} : { width: access.width }) };
  }
  switch (name) {
    case 'barrier': count(0, 'barrier()'); return { type: 'Barrier', id, scope: 'block' };
    case 'warpBarrier': count(0, 'warpBarrier()'); return { type: 'Barrier', id, scope: 'warp' };
    case 'copyCommit': count(0, 'copyCommit()'); return { type: 'CopyCommit', id };
    case 'copyWait': {
      count(1, 'copyWait(0)');
      const [pending] = args;
      if (pending?.type !== 'Literal' || typeof pending.value !== 'number' || !Number.isInteger(pending.value) || pending.value < 0 || pending.value > 7) {
        return context.fail(node, 'copyWait takes a written number of groups from 0 to 7');
      }
      return { type: 'CopyWait', id, pending: pending.value };
    }
    case 'atomicAdd': {
      const value = args.pop();
      const [named, ...indices] = args;
      if (!named || !value) return context.fail(node, 'atomicAdd takes an array, its indices and a value: atomicAdd(sums, at, value)');
      return { type: 'AtomicAdd', id, ...parsePlace(node, named, indices, context), value: parseExpression(value, context) };
    }
    case 'matrixDot': {
      count(8, 'matrixDot(target, row, column, left, leftRow, right, rightRow, depth)');
      const named = [args[0]!, args[3]!, args[5]!].map((each) => {
        const array = each.type === 'Identifier' ? context.array(each) : undefined;
        return array?.rank === 2 ? array.name : context.fail(each, 'matrixDot takes shared arrays of two dimensions by name');
      }) as [string, string, string];
      const indices = [args[1]!, args[2]!, args[4]!, args[6]!].map((each) => parseExpression(each, context));
      return { type: 'MatrixDot', id, target: named[0], left: named[1], right: named[2], indices, depth: parseStaticSize(args[7]!, context) };
    }
    default: return context.fail(node, 'a shared array is declared with a name: const tile = shared(f32, 8, 33)');
  }
}

/** An array and as many indices as it has dimensions, taken from the front of an argument list. */
function takePlace(args: estree.AnyNode[], node: estree.AnyNode, context: ParseContext): Pick<Element, 'array' | 'indices'> {
  const named = args.shift();
  const array = named?.type === 'Identifier' ? context.array(named) : undefined;
  if (!named || !array) return context.fail(named ?? node, 'a copy reads like copyAsync4(tile, i, table, row, column): a shared array with its indices, then a parameter with its indices');
  return parsePlace(node, named, args.splice(0, array.rank), context);
}
