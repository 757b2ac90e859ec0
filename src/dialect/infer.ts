import type { ArrayType, Block, Expression, Statement } from '../model/index.ts';
import { mathFunctions } from './math.ts';
import { componentOf, loadedType, type ValueType, vectorOf, wider, widthOf } from './value-type.ts';

/**
 * Types of locals. A local is a vector or bool if its first value is; a number is f32 as soon as one assignment to it is,
 * else f16 as soon as one is, else i32. Found by iteration to a fixed point, since a local's type may hang on another's;
 * types only widen, so it ends.
 */
export function inferLocals(body: Block, arrays: ReadonlyMap<string, ArrayType>): ReadonlyMap<string, ValueType> {
  const locals = new Map<string, ValueType>();
  const stores: StoredValue[] = [];
  collect(body.body, locals, stores);
  let changed = true;
  // A chain of locals settles one link a round and widens twice at most; more rounds would be going round and round.
  for (let round = 0; changed && round <= 3 * stores.length; round++) {
    changed = false;
    for (const { name, value, division } of stores) {
      const known = locals.get(name);
      if (known === undefined || known === 'f32') continue; // an undeclared name is the checker's to report
      const rough = roughType(value, locals, arrays);
      const type = joined(known, division ? realOf(rough) : rough, isFirst(stores, name, value));
      if (type === known) continue;
      locals.set(name, type);
      changed = true;
    }
  }
  return locals;
}

interface StoredValue { name: string; value: Expression; division: boolean }

function joined(known: ValueType, type: ValueType, first: boolean): ValueType {
  if (type === 'bool') return known === 'i32' && first ? 'bool' : known;
  if (known === 'bool') return componentOf(type) === 'i32' ? known : 'f32';
  return vectorOf(wider(componentOf(known), componentOf(type)), widthOf(first ? type : known));
}

/** What a division gives. */
function realOf(type: ValueType): ValueType {
  return componentOf(type) === 'f16' ? type : vectorOf('f32', widthOf(type));
}

function isFirst(stores: readonly { name: string; value: Expression }[], name: string, value: Expression): boolean {
  return stores.find((store) => store.name === name)?.value === value;
}

function collect(list: readonly Statement[], locals: Map<string, ValueType>, stores: StoredValue[]): void {
  for (const node of list) {
    switch (node.type) {
      case 'VariableDeclaration':
        locals.set(node.name, 'i32');
        if (node.init) stores.push({ name: node.name, value: node.init, division: false });
        break;
      case 'Assignment': stores.push({ name: node.name, value: node.value, division: node.operator === '/=' }); break;
      case 'IfStatement':
        collect(node.consequent.body, locals, stores);
        if (node.alternate) collect(node.alternate.body, locals, stores);
        break;
      case 'ForStatement':
        if (node.init) collect([node.init], locals, stores);
        collect(node.body.body, locals, stores);
        if (node.update) collect([node.update], locals, stores);
        break;
      default: break;
    }
  }
}

/** The type of an expression as far as its leaves tell; an integer literal alone is i32. Never fails. `arrays`: scalars too. */
function roughType(node: Expression, locals: ReadonlyMap<string, ValueType>, arrays: ReadonlyMap<string, ArrayType>): ValueType {
  const rough = (each: Expression) => roughType(each, locals, arrays);
  const both = (a: ValueType, b: ValueType): ValueType =>
    a === 'bool' || b === 'bool' ? (a === 'bool' ? b : a) : vectorOf(wider(componentOf(a), componentOf(b)), Math.max(widthOf(a), widthOf(b)) as 1);
  switch (node.type) {
    case 'Literal': return typeof node.value === 'boolean' ? 'bool' : node.float ? 'f32' : 'i32';
    case 'Identifier': {
      const scalar = arrays.get(node.name)?.scalar;
      return locals.get(node.name) ?? (scalar ? loadedType(scalar) : 'i32');
    }
    case 'Builtin': case 'SizeConstant': return 'i32';
    case 'Element': {
      const scalar = arrays.get(node.array)?.scalar;
      return vectorOf(scalar ? loadedType(scalar) : 'i32', node.width ?? 1);
    }
    case 'UnaryExpression': return node.operator === '!' ? 'bool' : rough(node.argument);
    case 'LogicalExpression': return 'bool';
    case 'ConditionalExpression': {
      const type = rough(node.consequent);
      return type === 'bool' ? type : both(type, rough(node.alternate));
    }
    case 'BinaryExpression':
      switch (node.operator) {
        case '+': case '-': case '*': case '%': return both(rough(node.left), rough(node.right));
        case '/': return realOf(both(rough(node.left), rough(node.right)));
        case '<': case '<=': case '>': case '>=': case '===': case '!==': return 'bool';
        default: return 'i32';
      }
    case 'MathCall': {
      const rule = mathFunctions[node.name]!;
      return rule.result === 'same' ? node.arguments.map(rough).reduce(both) : (rule.result as ValueType);
    }
    case 'Construct': return node.to;
    case 'Component': return componentOf(rough(node.vector));
    case 'FunctionCall': {
      const type = rough(node.arguments[0]!);
      return node.name === 'dot' ? componentOf(type) : type;
    }
  }
}
