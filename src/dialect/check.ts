import type { ArrayType, Assignment, Block, Capability, Expression, For, If, Kernel, NodeId, Parameter, Statement } from '../model/index.ts';
import { capabilitiesOf } from './capabilities.ts';
import { type Checking, gridExpression, gridStatement } from './check-grid.ts';
import { inferLocals } from './infer.ts';
import { mathFunctions } from './math.ts';
import type { TypedArray } from './typed-array.ts';
import { componentOf, loadedType, type ValueType, vectorOf, wider, widthOf } from './value-type.ts';
import { type Rule, Violation } from './violation.ts';

/**
 * A kernel that obeys the rules of the language, with the type of every expression. A `/` of type i32 is the quotient
 * inside `Math.floor(a / b)` or `(a / b) | 0` of two integers: integer division. An operand whose type differs from its
 * operator's is converted (i32 → f16 → f32; a number that meets a vector becomes all of its components).
 */
export interface TypedKernel {
  readonly kernel: Kernel;
  readonly types: ReadonlyMap<NodeId, ValueType>;
  readonly locals: ReadonlyMap<string, ValueType>;
  /** The inputs, arrays and scalars. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** All that can be indexed: inputs, a grid kernel's output and shared arrays. */
  readonly arrays: ReadonlyMap<string, TypedArray>;
}

export type CheckResult =
  | { readonly ok: true; readonly typed: TypedKernel }
  | { readonly ok: false; readonly rule: Rule; readonly at: NodeId; readonly detail: string };

/**
 * Checks scopes and types; `capabilities` are the device's, or 'any' for all. A broken rule is a value, not an exception:
 * most mutants break one.
 */
export function check(kernel: Kernel, capabilities: readonly Capability[] | 'any'): CheckResult {
  const parameters = parametersOf(kernel);
  const arrays = arraysOf(kernel);
  const checker = new Checker(kernel, parameters, arrays, inferLocals(kernel.body, typesOf(parameters, arrays)));
  try {
    if (capabilities !== 'any') allowed(kernel, capabilities);
    checker.block(kernel.body);
  } catch (thrown) {
    if (thrown instanceof Violation) return { ok: false, rule: thrown.rule, at: thrown.at, detail: thrown.detail };
    throw thrown;
  }
  return { ok: true, typed: { kernel, types: checker.types, locals: checker.locals, parameters, arrays } };
}

function allowed(kernel: Kernel, available: readonly Capability[]): void {
  for (const [needed, { at, what }] of capabilitiesOf(kernel)) {
    if (available.includes(needed)) continue;
    throw new Violation('capability', at, `${what} needs ${needed}, which this device does not have; it has ${available.join(', ') || 'f32 and i32 only'}`);
  }
}

const parameterMaps = new WeakMap<object, ReadonlyMap<string, Parameter>>();
const inputMaps = new WeakMap<object, ReadonlyMap<string, TypedArray>>();

function parametersOf({ signature }: Kernel): ReadonlyMap<string, Parameter> {
  let map = parameterMaps.get(signature.parameters);
  if (!map) parameterMaps.set(signature.parameters, (map = new Map(signature.parameters.map((p) => [p.name, p]))));
  return map;
}

const typeMaps = new WeakMap<object, ReadonlyMap<string, ArrayType>>();

/** Of scalars and arrays by name; all mutants of a map kernel have one map. */
function typesOf(parameters: ReadonlyMap<string, Parameter>, arrays: ReadonlyMap<string, TypedArray>): ReadonlyMap<string, ArrayType> {
  let types = typeMaps.get(arrays);
  if (!types) typeMaps.set(arrays, (types = new Map([...parameters, ...arrays].map(([name, { type }]) => [name, type]))));
  return types;
}

function arraysOf({ signature, body }: Kernel): ReadonlyMap<string, TypedArray> {
  let inputs = inputMaps.get(signature.parameters);
  if (!inputs) {
    const made = signature.parameters.flatMap(({ name, type }): [string, TypedArray][] => (type.dims.length > 0 ? [[name, { space: 'input', type }]] : []));
    inputMaps.set(signature.parameters, (inputs = new Map(made)));
  }
  if (!body.launch) return inputs;
  const all = new Map(inputs).set(body.launch.output, { space: 'output', type: signature.returns });
  for (const node of body.body) if (node.type === 'SharedDeclaration') all.set(node.name, { space: 'shared', type: { scalar: node.scalar, dims: node.dims } });
  return all;
}

/** True if the wish for a type may pass through the expression to an integer literal. */
function heeds(node: Expression): boolean {
  switch (node.type) {
    case 'Literal': case 'ConditionalExpression': return true;
    case 'UnaryExpression': return node.operator === '-';
    case 'BinaryExpression': return node.operator === '+' || node.operator === '-' || node.operator === '*' || node.operator === '%';
    case 'MathCall': return mathFunctions[node.name]!.result === 'same';
    case 'FunctionCall': return true;
    default: return false;
  }
}

/** True where the language divides two integers to an integer: the parent rounds the quotient. */
function isQuotient(node: Expression): node is Expression & { type: 'BinaryExpression' } {
  return node.type === 'BinaryExpression' && node.operator === '/';
}

class Checker implements Checking {
  readonly types = new Map<NodeId, ValueType>();
  readonly locals: ReadonlyMap<string, ValueType>;
  readonly kernel: Kernel;
  private readonly arrays: ReadonlyMap<string, TypedArray>;
  private readonly parameters: ReadonlyMap<string, Parameter>;
  /** Locals and shared arrays that can be named here. */
  private readonly inScope = new Set<string>();
  private readonly declared = new Set<string>();
  private loopDepth = 0;

  constructor(kernel: Kernel, parameters: ReadonlyMap<string, Parameter>, arrays: ReadonlyMap<string, TypedArray>, locals: ReadonlyMap<string, ValueType>) {
    this.kernel = kernel;
    this.parameters = parameters;
    this.arrays = arrays;
    this.locals = locals;
  }

  block(block: Block): void {
    const opened: string[] = [];
    for (const statement of block.body) {
      this.statement(statement);
      if (statement.type === 'VariableDeclaration' || statement.type === 'SharedDeclaration') opened.push(statement.name);
    }
    for (const name of opened) this.inScope.delete(name);
  }

  private statement(node: Statement): void {
    switch (node.type) {
      case 'VariableDeclaration': {
        if (node.init) this.assignable(node.name, node.init, node.id);
        this.declare(node.name, node.id);
        return;
      }
      case 'Assignment': return this.assignment(node);
      case 'IfStatement': return this.ifStatement(node);
      case 'ForStatement': return this.forStatement(node);
      case 'ReturnStatement': {
        if (this.kernel.body.launch) throw new Violation('scope', node.id, 'a grid kernel stores into its output and returns nothing');
        const type = this.expression(node.argument, 'f32');
        if (type === 'bool') throw new Violation('type', node.argument.id, 'a kernel returns a number; found bool (use a ? 1 : 0)');
        if (widthOf(type) > 1) throw new Violation('type', node.argument.id, `a map kernel returns one number; found ${type}`);
        return;
      }
      case 'BreakStatement': case 'ContinueStatement':
        if (this.loopDepth === 0) throw new Violation('loop-control', node.id, `'${node.type === 'BreakStatement' ? 'break' : 'continue'}' stands outside a loop`);
        return;
      default: gridStatement(this, node);
    }
  }

  /** A name of its own for a local or a shared array. */
  declare(name: string, at: NodeId): void {
    if (this.declared.has(name) || this.parameters.has(name) || this.arrays.get(name)?.space === 'output') throw new Violation('scope', at, `'${name}' is declared twice`);
    this.declared.add(name);
    this.inScope.add(name);
  }

  private ifStatement(node: If): void {
    this.condition(node.test);
    this.block(node.consequent);
    if (node.alternate) this.block(node.alternate);
  }

  private forStatement(node: For): void {
    if (node.init) this.statement(node.init);
    this.condition(node.test);
    this.loopDepth++;
    this.block(node.body);
    this.loopDepth--;
    if (node.update) this.assignment(node.update);
    if (node.init?.type === 'VariableDeclaration') this.inScope.delete(node.init.name);
  }

  private assignment(node: Assignment): void {
    if (!this.inScope.has(node.name)) throw new Violation('scope', node.id, `'${node.name}' is not declared here`);
    const local = this.locals.get(node.name);
    if (local === undefined) throw new Violation('type', node.id, `'${node.name}' is a shared array; store into its elements`);
    const operator = node.operator;
    if (operator === '=') return this.assignable(node.name, node.value, node.id);
    if (local === 'bool') throw new Violation('type', node.id, `'${node.name}' is bool; '${operator}' takes numbers`);
    const bits = operator !== '+=' && operator !== '-=' && operator !== '*=' && operator !== '/=' && operator !== '%=';
    if (bits && local !== 'i32') throw new Violation('type', node.id, `'${operator}' takes i32; '${node.name}' is ${local}`);
    if (operator === '%=' && widthOf(local) > 1) throw new Violation('type', node.id, `'%=' takes single numbers; '${node.name}' is ${local}`);
    const type = this.expression(node.value, local);
    if (type === 'bool') throw new Violation('type', node.value.id, `'${operator}' takes numbers; found bool`);
    if (bits && type !== 'i32') throw new Violation('type', node.value.id, `'${operator}' takes i32; found ${type}`);
    if (widthOf(type) > 1 && widthOf(type) !== widthOf(local)) throw new Violation('type', node.value.id, `'${node.name}' is ${local} and cannot take ${type}`);
  }

  /** What a place of this type takes: the same kind, and the same number of components. */
  private assignable(name: string, value: Expression, at: NodeId): void {
    const local = this.locals.get(name)!;
    const type = this.expression(value, local);
    if ((local === 'bool') !== (type === 'bool') || widthOf(local) !== widthOf(type)) throw new Violation('type', at, `'${name}' is ${local} and cannot take ${type}`);
  }

  private condition(test: Expression): void {
    const type = this.expression(test, 'bool');
    if (type !== 'bool') throw new Violation('type', test.id, `a condition is a comparison or bool; found ${type} (write … !== 0)`);
  }

  /**
   * Types an expression whose surroundings want `wanted`; only an integer literal heeds the wish. What has no such
   * literal in reach keeps its first type: typing anew at every level would take time exponential in the depth.
   */
  expression(node: Expression, wanted: ValueType): ValueType {
    const known = this.types.get(node.id);
    if (known !== undefined && !heeds(node)) return known;
    const type = this.typeOf(node, wanted);
    this.types.set(node.id, type);
    return type;
  }

  private typeOf(node: Expression, wanted: ValueType): ValueType {
    switch (node.type) {
      case 'Literal': {
        if (typeof node.value === 'boolean') return 'bool';
        const component = componentOf(wanted);
        return component === 'f16' ? 'f16' : node.float || component === 'f32' ? 'f32' : 'i32';
      }
      case 'Identifier': {
        const local = this.locals.get(node.name);
        if (local !== undefined && this.inScope.has(node.name)) return local;
        if (this.arrays.has(node.name)) throw new Violation('type', node.id, `array '${node.name}' must be indexed`);
        const parameter = this.parameters.get(node.name);
        if (!parameter) throw new Violation('scope', node.id, `'${node.name}' is not declared here`);
        return loadedType(parameter.type.scalar);
      }
      case 'Builtin': {
        const ofMaps = node.group === 'thread' || node.group === 'output';
        if (ofMaps === (this.kernel.body.launch !== undefined)) throw new Violation('scope', node.id, `this.${node.group} is not there in a ${ofMaps ? 'grid' : 'map'} kernel`);
        return 'i32';
      }
      case 'SizeConstant': return 'i32';
      case 'Element': return this.element(node);
      case 'UnaryExpression': return this.unary(node, wanted);
      case 'LogicalExpression':
        for (const side of [node.left, node.right]) {
          const type = this.expression(side, 'bool');
          if (type !== 'bool') throw new Violation('type', side.id, `'${node.operator}' takes bool; found ${type}`);
        }
        return 'bool';
      case 'ConditionalExpression': {
        this.condition(node.test);
        return this.unify(node.consequent, node.alternate, wanted, node.id, '?:');
      }
      case 'BinaryExpression': return this.binary(node, wanted);
      case 'MathCall': return this.call(node, wanted);
      default: return gridExpression(this, node, wanted);
    }
  }

  private element(node: Expression & { type: 'Element' }): ValueType {
    const { space, type } = this.place(node.array, node.indices, node.id, node.width);
    if (space === 'output') throw new Violation('type', node.id, `'${node.array}' is the output, which is stored into and not read`);
    return vectorOf(loadedType(type.scalar), node.width ?? 1);
  }

  /** An array with an index for each dimension; `width`: the access is to that many neighbours. */
  place(name: string, indices: readonly Expression[], at: NodeId, width: number | undefined): TypedArray {
    const array = this.arrays.get(name);
    if (!array || (array.space === 'shared' && !this.inScope.has(name))) throw new Violation('scope', at, `'${name}' is not a parameter`);
    const { dims, scalar } = array.type;
    if (dims.length !== indices.length) throw new Violation('type', at, `'${name}' has ${dims.length} dimension${dims.length === 1 ? '' : 's'}; indexed by ${indices.length}`);
    for (const index of indices) {
      const type = this.expression(index, 'i32');
      if (type !== 'i32') throw new Violation('type', index.id, `an index of '${name}' must be i32; found ${type} (use Math.floor(…) or … | 0)`);
    }
    if (width !== undefined) {
      const last = indices.at(-1)!, row = dims.at(-1)!;
      if (scalar === 'bool') throw new Violation('type', at, `'${name}' holds bools, which have no vectors`);
      if (last.type === 'Literal' && Number(last.value) % width !== 0) throw new Violation('type', last.id, `${width} elements at once begin at a multiple of ${width}; found ${last.value}`);
      if (row.kind === 'number' && row.value % width !== 0) throw new Violation('type', at, `rows of ${row.value} elements cannot be taken ${width} at once; the width must divide them`);
    }
    return array;
  }

  private unary(node: Expression & { type: 'UnaryExpression' }, wanted: ValueType): ValueType {
    const type = this.expression(node.argument, node.operator === '!' ? 'bool' : node.operator === '~' ? 'i32' : wanted);
    const fits = node.operator === '!' ? type === 'bool' : node.operator === '~' ? type === 'i32' : type !== 'bool';
    if (!fits) throw new Violation('type', node.id, `'${node.operator}' takes ${node.operator === '!' ? 'bool' : node.operator === '~' ? 'i32' : 'a number'}; found ${type}`);
    return type;
  }

  private binary(node: Expression & { type: 'BinaryExpression' }, wanted: ValueType): ValueType {
    const { operator, left, right } = node;
    switch (operator) {
      case '+': case '-': case '*': case '%': {
        const type = this.unify(left, right, wanted, node.id, operator);
        if (type === 'bool') throw new Violation('type', node.id, `'${operator}' takes numbers; found bool`);
        if (operator === '%' && widthOf(type) > 1) throw new Violation('type', node.id, `'%' takes single numbers; found ${type}`);
        return type;
      }
      case '/': {
        const type = this.unify(left, right, componentOf(wanted) === 'f16' ? wanted : 'f32', node.id, operator);
        if (type === 'bool') throw new Violation('type', node.id, "'/' takes numbers; found bool");
        return componentOf(type) === 'i32' ? vectorOf('f32', widthOf(type)) : type;
      }
      case '<': case '<=': case '>': case '>=': case '===': case '!==': {
        const type = this.unify(left, right, 'i32', node.id, operator);
        if (type === 'bool' && operator !== '===' && operator !== '!==') throw new Violation('type', node.id, `'${operator}' compares numbers; found bool`);
        if (widthOf(type) > 1) throw new Violation('type', node.id, `'${operator}' compares single numbers; found ${type}`);
        return 'bool';
      }
      default: {
        if (operator === '|' && right.type === 'Literal' && right.value === 0) {
          const quotient = this.quotient(left);
          this.expression(right, 'i32');
          if (quotient) return 'i32';
          const type = this.expression(left, 'i32'); // x | 0 makes a float an integer, as in JavaScript
          if (type === 'bool' || widthOf(type) > 1) throw new Violation('type', left.id, `'|' takes numbers; found ${type}`);
          return 'i32';
        }
        for (const side of [left, right]) {
          const type = this.expression(side, 'i32');
          if (type !== 'i32') throw new Violation('type', side.id, `'${operator}' takes i32; found ${type}`);
        }
        return 'i32';
      }
    }
  }

  /** If the expression is a quotient of two integers, types it as integer division. */
  private quotient(node: Expression): boolean {
    if (!isQuotient(node)) return false;
    const left = this.expression(node.left, 'i32');
    const right = this.expression(node.right, 'i32');
    if (left !== 'i32' || right !== 'i32') return false;
    this.types.set(node.id, 'i32');
    return true;
  }

  private call(node: Expression & { type: 'MathCall' }, wanted: ValueType): ValueType {
    const rule = mathFunctions[node.name]!;
    const [first, second] = node.arguments;
    if (rule.result === 'same') {
      const type = second ? this.unify(first!, second, wanted, node.id, `Math.${node.name}`) : this.expression(first!, wanted);
      if (type === 'bool') throw new Violation('type', node.id, `Math.${node.name} takes numbers; found bool`);
      if (node.name === 'sign' && widthOf(type) > 1) throw new Violation('type', node.id, `Math.sign takes a single number; found ${type}`);
      return type;
    }
    if (rule.result === 'i32' && rule.takes === 'f32' && this.quotient(first!)) return 'i32';
    for (const argument of node.arguments) {
      const type = this.expression(argument, rule.takes as ValueType);
      if (type === 'bool' || widthOf(type) > 1 || (rule.takes === 'i32' && type !== 'i32')) throw new Violation('type', argument.id, `Math.${node.name} takes ${rule.takes}; found ${type}`);
    }
    return rule.result as ValueType;
  }

  /** The common type of two operands: bool with bool, else the wider component, as a vector if one of them is. */
  unify(left: Expression, right: Expression, wanted: ValueType, at: NodeId, what: string): ValueType {
    const a = this.expression(left, wanted);
    const b = this.expression(right, wanted);
    if (a === b) return a;
    if (a === 'bool' || b === 'bool') throw new Violation('type', at, `'${what}' takes two of a kind; found ${a} and ${b}`);
    if (widthOf(a) > 1 && widthOf(b) > 1 && widthOf(a) !== widthOf(b)) throw new Violation('type', at, `'${what}' takes vectors of one width; found ${a} and ${b}`);
    const component = wider(componentOf(a), componentOf(b));
    // One side is a float: integer literals on the other side become floats, if they were not asked to already.
    if (componentOf(a) !== componentOf(b) && componentOf(wanted) !== component) this.expression(componentOf(a) === component ? right : left, component);
    return vectorOf(component, Math.max(widthOf(a), widthOf(b)) as 1);
  }
}
