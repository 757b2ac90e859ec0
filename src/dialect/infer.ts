import type { Block, Expression, Parameter, Statement } from '../model/index.ts';
import { mathFunctions } from './math.ts';
import { loadedType, type ValueType } from './value-type.ts';

/**
 * Types of locals: f32 as soon as one assignment to it is, bool if its first value is, else i32. Found by iteration to
 * a fixed point, since a local's type may hang on another's; types only move from i32 to f32, so it ends.
 */
export function inferLocals(body: Block, parameters: ReadonlyMap<string, Parameter>): ReadonlyMap<string, ValueType> {
  const locals = new Map<string, ValueType>();
  const stores: { name: string; value: Expression; division: boolean }[] = [];
  collect(body.body, locals, stores);
  let changed = true;
  while (changed) {
    changed = false;
    for (const { name, value, division } of stores) {
      const known = locals.get(name);
      if (known === undefined || known === 'f32') continue; // an undeclared name is the checker's to report
      const type = division ? 'f32' : roughType(value, locals, parameters);
      if (type === 'f32' || (type === 'bool' && known === 'i32' && isFirst(stores, name, value))) {
        locals.set(name, type);
        changed = true;
      }
    }
  }
  return locals;
}

function isFirst(stores: readonly { name: string; value: Expression }[], name: string, value: Expression): boolean {
  return stores.find((store) => store.name === name)?.value === value;
}

function collect(list: readonly Statement[], locals: Map<string, ValueType>, stores: { name: string; value: Expression; division: boolean }[]): void {
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

/** The type of an expression as far as its leaves tell; an integer literal alone is i32. Never fails. */
function roughType(node: Expression, locals: ReadonlyMap<string, ValueType>, parameters: ReadonlyMap<string, Parameter>): ValueType {
  const rough = (each: Expression) => roughType(each, locals, parameters);
  switch (node.type) {
    case 'Literal': return typeof node.value === 'boolean' ? 'bool' : node.float ? 'f32' : 'i32';
    case 'Identifier': {
      const parameter = parameters.get(node.name);
      return locals.get(node.name) ?? (parameter ? loadedType(parameter.type.scalar) : 'i32');
    }
    case 'Builtin': case 'SizeConstant': return 'i32';
    case 'Element': {
      const parameter = parameters.get(node.array);
      return parameter ? loadedType(parameter.type.scalar) : 'i32';
    }
    case 'UnaryExpression': return node.operator === '!' ? 'bool' : rough(node.argument);
    case 'LogicalExpression': return 'bool';
    case 'ConditionalExpression': return rough(node.consequent) === 'f32' ? 'f32' : rough(node.alternate);
    case 'BinaryExpression':
      switch (node.operator) {
        case '+': case '-': case '*': case '%': return rough(node.left) === 'f32' || rough(node.right) === 'f32' ? 'f32' : 'i32';
        case '/': return 'f32';
        case '<': case '<=': case '>': case '>=': case '===': case '!==': return 'bool';
        default: return 'i32';
      }
    case 'MathCall': {
      const rule = mathFunctions[node.name]!;
      return rule.result === 'same' ? (node.arguments.some((argument) => rough(argument) === 'f32') ? 'f32' : 'i32') : (rule.result as ValueType);
    }
  }
}
