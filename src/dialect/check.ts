import type { Assignment, Block, Capability, Expression, For, If, Kernel, NodeId, Parameter, Statement } from '../model/index.ts';
import { inferLocals } from './infer.ts';
import { mathFunctions } from './math.ts';
import { loadedType, type ValueType } from './value-type.ts';

/**
 * A kernel that obeys the rules of the language, with the type of every expression. A `/` of type i32 is the quotient
 * inside `Math.floor(a / b)` or `(a / b) | 0` of two integers: integer division. An operand whose type differs from its
 * operator's is converted (i32 → f32).
 */
export interface TypedKernel {
  readonly kernel: Kernel;
  readonly types: ReadonlyMap<NodeId, ValueType>;
  readonly locals: ReadonlyMap<string, ValueType>;
  readonly parameters: ReadonlyMap<string, Parameter>;
}

export type CheckResult =
  | { readonly ok: true; readonly typed: TypedKernel }
  | { readonly ok: false; readonly rule: Rule; readonly at: NodeId; readonly detail: string };

export type Rule = 'scope' | 'type' | 'loop-control' | 'capability';

class Violation {
  readonly rule: Rule;
  readonly at: NodeId;
  readonly detail: string;
  constructor(rule: Rule, at: NodeId, detail: string) {
    this.rule = rule;
    this.at = at;
    this.detail = detail;
  }
}

/**
 * Checks scopes and types; `capabilities` are the device's, or 'any' for all. A broken rule is a value, not an exception:
 * most mutants break one.
 */
export function check(kernel: Kernel, capabilities: readonly Capability[] | 'any'): CheckResult {
  const parameters = parametersOf(kernel);
  const checker = new Checker(kernel, parameters, inferLocals(kernel.body, parameters));
  try {
    if (capabilities !== 'any') checker.capabilities(capabilities);
    checker.block(kernel.body);
  } catch (thrown) {
    if (thrown instanceof Violation) return { ok: false, rule: thrown.rule, at: thrown.at, detail: thrown.detail };
    throw thrown;
  }
  return { ok: true, typed: { kernel, types: checker.types, locals: checker.locals, parameters } };
}

const parameterMaps = new WeakMap<object, ReadonlyMap<string, Parameter>>();

function parametersOf({ signature }: Kernel): ReadonlyMap<string, Parameter> {
  let map = parameterMaps.get(signature.parameters);
  if (!map) parameterMaps.set(signature.parameters, (map = new Map(signature.parameters.map((p) => [p.name, p]))));
  return map;
}

/** True if the wish for a type may pass through the expression to an integer literal. */
function heeds(node: Expression): boolean {
  switch (node.type) {
    case 'Literal': case 'ConditionalExpression': return true;
    case 'UnaryExpression': return node.operator === '-';
    case 'BinaryExpression': return node.operator === '+' || node.operator === '-' || node.operator === '*' || node.operator === '%';
    case 'MathCall': return mathFunctions[node.name]!.result === 'same';
    default: return false;
  }
}

/** True where the language divides two integers to an integer: the parent rounds the quotient. */
function isQuotient(node: Expression): node is Expression & { type: 'BinaryExpression' } {
  return node.type === 'BinaryExpression' && node.operator === '/';
}

class Checker {
  readonly types = new Map<NodeId, ValueType>();
  readonly locals: ReadonlyMap<string, ValueType>;
  private readonly kernel: Kernel;
  private readonly parameters: ReadonlyMap<string, Parameter>;
  private readonly inScope = new Set<string>();
  private readonly declared = new Set<string>();
  private loopDepth = 0;

  constructor(kernel: Kernel, parameters: ReadonlyMap<string, Parameter>, locals: ReadonlyMap<string, ValueType>) {
    this.kernel = kernel;
    this.parameters = parameters;
    this.locals = locals;
  }

  capabilities(available: readonly Capability[]): void {
    for (const parameter of this.parameters.values()) {
      const needed = parameter.type.scalar;
      if (needed === 'f32' || needed === 'i32' || needed === 'bool' || available.includes(needed)) continue;
      throw new Violation('capability', this.kernel.body.id, `parameter '${parameter.name}' needs ${needed}, which this device does not have; it has ${available.join(', ') || 'f32 and i32 only'}`);
    }
  }

  block(block: Block): void {
    const opened: string[] = [];
    for (const statement of block.body) {
      this.statement(statement);
      if (statement.type === 'VariableDeclaration') opened.push(statement.name);
    }
    for (const name of opened) this.inScope.delete(name);
  }

  private statement(node: Statement): void {
    switch (node.type) {
      case 'VariableDeclaration': {
        if (node.init) this.assignable(node.name, node.init, node.id);
        if (this.declared.has(node.name) || this.parameters.has(node.name)) throw new Violation('scope', node.id, `'${node.name}' is declared twice`);
        this.declared.add(node.name);
        this.inScope.add(node.name);
        return;
      }
      case 'Assignment': return this.assignment(node);
      case 'IfStatement': return this.ifStatement(node);
      case 'ForStatement': return this.forStatement(node);
      case 'ReturnStatement': {
        const type = this.expression(node.argument, 'f32');
        if (type === 'bool') throw new Violation('type', node.argument.id, 'a kernel returns a number; found bool (use a ? 1 : 0)');
        return;
      }
      case 'BreakStatement': case 'ContinueStatement':
        if (this.loopDepth === 0) throw new Violation('loop-control', node.id, `'${node.type === 'BreakStatement' ? 'break' : 'continue'}' stands outside a loop`);
    }
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
    const local = this.locals.get(node.name)!;
    const operator = node.operator;
    if (operator === '=') return this.assignable(node.name, node.value, node.id);
    if (local === 'bool') throw new Violation('type', node.id, `'${node.name}' is bool; '${operator}' takes numbers`);
    const bits = operator !== '+=' && operator !== '-=' && operator !== '*=' && operator !== '/=' && operator !== '%=';
    if (bits && local !== 'i32') throw new Violation('type', node.id, `'${operator}' takes i32; '${node.name}' is ${local}`);
    const type = this.expression(node.value, local);
    if (type === 'bool') throw new Violation('type', node.value.id, `'${operator}' takes numbers; found bool`);
    if (bits && type !== 'i32') throw new Violation('type', node.value.id, `'${operator}' takes i32; found ${type}`);
  }

  private assignable(name: string, value: Expression, at: NodeId): void {
    const local = this.locals.get(name)!;
    const type = this.expression(value, local);
    if ((local === 'bool') !== (type === 'bool')) throw new Violation('type', at, `'${name}' is ${local} and cannot take ${type}`);
  }

  private condition(test: Expression): void {
    const type = this.expression(test, 'bool');
    if (type !== 'bool') throw new Violation('type', test.id, `a condition is a comparison or bool; found ${type} (write … !== 0)`);
  }

  /**
   * Types an expression whose surroundings want `wanted`; only an integer literal heeds the wish. What has no such
   * literal in reach keeps its first type: typing anew at every level would take time exponential in the depth.
   */
  private expression(node: Expression, wanted: ValueType): ValueType {
    const known = this.types.get(node.id);
    if (known !== undefined && !heeds(node)) return known;
    const type = this.typeOf(node, wanted);
    this.types.set(node.id, type);
    return type;
  }

  private typeOf(node: Expression, wanted: ValueType): ValueType {
    switch (node.type) {
      case 'Literal': return typeof node.value === 'boolean' ? 'bool' : node.float || wanted === 'f32' ? 'f32' : 'i32';
      case 'Identifier': {
        if (this.inScope.has(node.name)) return this.locals.get(node.name)!;
        const parameter = this.parameters.get(node.name);
        if (!parameter) throw new Violation('scope', node.id, `'${node.name}' is not declared here`);
        if (parameter.type.dims.length > 0) throw new Violation('type', node.id, `array '${node.name}' must be indexed`);
        return loadedType(parameter.type.scalar);
      }
      case 'Builtin': case 'SizeConstant': return 'i32';
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
    }
  }

  private element(node: Expression & { type: 'Element' }): ValueType {
    const parameter = this.parameters.get(node.array);
    if (!parameter) throw new Violation('scope', node.id, `'${node.array}' is not a parameter`);
    if (parameter.type.dims.length !== node.indices.length) throw new Violation('type', node.id, `'${node.array}' has ${parameter.type.dims.length} dimension${parameter.type.dims.length === 1 ? '' : 's'}; indexed by ${node.indices.length}`);
    for (const index of node.indices) {
      const type = this.expression(index, 'i32');
      if (type !== 'i32') throw new Violation('type', index.id, `an index of '${node.array}' must be i32; found ${type} (use Math.floor(…) or … | 0)`);
    }
    return loadedType(parameter.type.scalar);
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
        return type;
      }
      case '/':
        if (this.unify(left, right, 'f32', node.id, operator) === 'bool') throw new Violation('type', node.id, "'/' takes numbers; found bool");
        return 'f32';
      case '<': case '<=': case '>': case '>=': case '===': case '!==': {
        const type = this.unify(left, right, 'i32', node.id, operator);
        if (type === 'bool' && operator !== '===' && operator !== '!==') throw new Violation('type', node.id, `'${operator}' compares numbers; found bool`);
        return 'bool';
      }
      default: {
        if (operator === '|' && right.type === 'Literal' && right.value === 0) {
          const quotient = this.quotient(left);
          this.expression(right, 'i32');
          if (quotient) return 'i32';
          const type = this.expression(left, 'i32'); // x | 0 makes a float an integer, as in JavaScript
          if (type === 'bool') throw new Violation('type', left.id, "'|' takes numbers; found bool");
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
      return type;
    }
    if (rule.result === 'i32' && rule.takes === 'f32' && this.quotient(first!)) return 'i32';
    for (const argument of node.arguments) {
      const type = this.expression(argument, rule.takes as ValueType);
      if (type === 'bool' || (rule.takes === 'i32' && type === 'f32')) throw new Violation('type', argument.id, `Math.${node.name} takes ${rule.takes}; found ${type}`);
    }
    return rule.result as ValueType;
  }

  /** The common type of two operands: bool with bool, else f32 as soon as one is. */
  private unify(left: Expression, right: Expression, wanted: ValueType, at: NodeId, what: string): ValueType {
    const a = this.expression(left, wanted);
    const b = this.expression(right, wanted);
    if (a === b) return a;
    if (a === 'bool' || b === 'bool') throw new Violation('type', at, `'${what}' takes two of a kind; found ${a} and ${b}`);
    // One side is f32: integer literals on the other side become f32 literals, if they were not asked to already.
    if (wanted !== 'f32') this.expression(a === 'i32' ? left : right, 'f32');
    return 'f32';
  }
}
