import type { TypedKernel, ValueType } from '../../src/dialect/index.ts';
import type { Arguments, Assignment, Block, Expression, FaultKind, NodeId, Sizes, Statement } from '../../src/model/index.ts';

/**
 * The language's meaning written down a second time, as plainly as can be: one thread at a time, walking the tree, a map
 * for the locals, exceptions for faults and jumps. Slow, and of another make than the interpreter it is held against.
 */
export interface DirectFault { readonly fault: FaultKind; readonly at: NodeId }

export function evaluateThread(
  typed: TypedKernel, precision: 'f32' | 'f64', inputs: Arguments, sizes: Sizes, thread: { x: number; y: number; z: number }, output: { x: number; y: number; z: number },
): number | DirectFault {
  try {
    const end = new Thread(typed, precision, inputs, sizes, thread, output).block(typed.kernel.body);
    if (typeof end !== 'object') throw new FaultFound('unwritten', typed.kernel.body.id);
    return end.value;
  } catch (thrown) {
    if (thrown instanceof FaultFound) return { fault: thrown.fault, at: thrown.at };
    throw thrown;
  }
}

class FaultFound extends Error {
  readonly fault: FaultKind;
  readonly at: NodeId;
  constructor(fault: FaultKind, at: NodeId) {
    super(fault);
    this.fault = fault;
    this.at = at;
  }
}

type End = undefined | 'break' | 'continue' | { readonly value: number };

class Thread {
  private readonly locals = new Map<string, number | undefined>();
  private readonly typed: TypedKernel;
  private readonly precision: 'f32' | 'f64';
  private readonly inputs: Arguments;
  private readonly sizes: Sizes;
  private readonly builtins: { thread: Record<'x' | 'y' | 'z', number>; output: Record<'x' | 'y' | 'z', number> };

  constructor(typed: TypedKernel, precision: 'f32' | 'f64', inputs: Arguments, sizes: Sizes, thread: Record<'x' | 'y' | 'z', number>, output: Record<'x' | 'y' | 'z', number>) {
    this.typed = typed;
    this.precision = precision;
    this.inputs = inputs;
    this.sizes = sizes;
    this.builtins = { thread, output };
  }

  block(block: Block): End {
    for (const statement of block.body) {
      const end = this.statement(statement);
      if (end !== undefined) return end;
    }
    return undefined;
  }

  private statement(node: Statement): End {
    switch (node.type) {
      case 'VariableDeclaration':
        this.locals.set(node.name, node.init ? this.as(node.init, this.typed.locals.get(node.name)!) : undefined);
        return undefined;
      case 'Assignment': this.assign(node); return undefined;
      case 'IfStatement':
        if (this.value(node.test)) return this.block(node.consequent);
        return node.alternate ? this.block(node.alternate) : undefined;
      case 'ForStatement':
        if (node.init) this.statement(node.init);
        while (this.value(node.test)) {
          const end = this.block(node.body);
          if (end === 'break') break;
          if (typeof end === 'object') return end;
          if (node.update) this.assign(node.update);
        }
        return undefined;
      case 'ReturnStatement': return { value: this.as(node.argument, 'f32') };
      case 'BreakStatement': return 'break';
      case 'ContinueStatement': return 'continue';
      default: throw new Error(`${node.type} is of grid kernels; this evaluator is of map kernels`);
    }
  }

  private assign(node: Assignment): void {
    const type = this.typed.locals.get(node.name)!;
    if (node.operator === '=') {
      this.locals.set(node.name, this.as(node.value, type));
      return;
    }
    const before = this.local(node.name, node.id);
    this.locals.set(node.name, this.combine(node.operator.slice(0, -1), type, before, this.as(node.value, type), node.id));
  }

  private local(name: string, at: NodeId): number {
    const value = this.locals.get(name);
    if (value === undefined) throw new FaultFound('uninitialised', at);
    return value;
  }

  private float(value: number): number {
    return this.precision === 'f32' ? Math.fround(value) : value;
  }

  private integer(value: number, at: NodeId): number {
    if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 31) throw new FaultFound('arithmetic', at);
    return value + 0 === 0 ? 0 : value;
  }

  private as(node: Expression, type: ValueType): number {
    const value = this.value(node);
    const own = this.typed.types.get(node.id)!;
    if (own === type) return value;
    return type === 'f32' ? this.float(value) : this.integer(Math.trunc(value), node.id);
  }

  private value(node: Expression): number {
    const type = this.typed.types.get(node.id)!;
    switch (node.type) {
      case 'Literal': return type === 'f32' ? this.float(Number(node.value)) : Number(node.value);
      case 'Identifier': return this.local(node.name, node.id);
      case 'Builtin': return this.builtins[node.group as 'thread' | 'output'][node.axis];
      case 'SizeConstant': return this.sizes[node.name]!;
      case 'Element': {
        const { shape, values } = this.inputs[node.array]!;
        let place = 0;
        const indices = node.indices.map((index) => this.value(index));
        indices.forEach((index, axis) => {
          if (index < 0 || index >= shape[axis]!) throw new FaultFound('out-of-bounds', node.id);
          place = place * shape[axis]! + index;
        });
        return Number(values[place]);
      }
      case 'UnaryExpression': {
        if (node.operator === '!') return this.value(node.argument) ? 0 : 1;
        const value = this.as(node.argument, type);
        if (node.operator === '~') return ~value;
        return type === 'f32' ? -value : this.integer(-value, node.id);
      }
      case 'LogicalExpression': {
        const left = this.value(node.left);
        return (node.operator === '&&') === (left === 0) ? left : this.value(node.right);
      }
      case 'ConditionalExpression': return this.as(this.value(node.test) ? node.consequent : node.alternate, type);
      case 'BinaryExpression': {
        const { operator, left, right } = node;
        if (['<', '<=', '>', '>=', '===', '!=='].includes(operator)) {
          const sides = [this.typed.types.get(left.id), this.typed.types.get(right.id)];
          const common = sides.includes('f32') ? 'f32' : sides[0]!;
          return this.combine(operator, common, this.as(left, common), this.as(right, common), node.id);
        }
        if (operator === '|' && right.type === 'Literal' && right.value === 0) return this.whole(Math.trunc, left, left.id);
        return this.combine(operator, type, this.as(left, type), this.as(right, type), node.id);
      }
      case 'MathCall': {
        const [first, second] = node.arguments as [Expression, Expression?];
        if (['floor', 'ceil', 'round', 'trunc'].includes(node.name)) return this.whole(Math[node.name as 'floor'], first, node.id);
        const apply = Math[node.name as 'pow'];
        const result = second ? apply(this.as(first, type), this.as(second, type)) : (apply as unknown as (x: number) => number)(this.as(first, type));
        return type === 'f32' ? this.float(result) : this.integer(result, node.id);
      }
      default: throw new Error(`${node.type} is of grid kernels; this evaluator is of map kernels`);
    }
  }

  /** A float, or a quotient of integers, made a whole number. */
  private whole(round: (x: number) => number, node: Expression, at: NodeId): number {
    if (node.type === 'BinaryExpression' && node.operator === '/' && this.typed.types.get(node.id) === 'i32') {
      const [left, right] = [this.value(node.left), this.value(node.right)];
      if (right === 0) throw new FaultFound('arithmetic', node.id);
      return this.integer(round(left / right), node.id);
    }
    const isCut = round === Math.trunc && this.typed.types.get(node.id) === 'i32';
    return isCut ? this.value(node) : this.integer(round(this.as(node, 'f32')), at);
  }

  private combine(operator: string, type: ValueType, a: number, b: number, at: NodeId): number {
    switch (operator) {
      case '<': return Number(a < b);
      case '<=': return Number(a <= b);
      case '>': return Number(a > b);
      case '>=': return Number(a >= b);
      case '===': return Number(a === b);
      case '!==': return Number(a !== b);
      case '&': return a & b;
      case '|': return a | b;
      case '^': return a ^ b;
      case '<<': return a << b;
      case '>>': return a >> b;
      case '>>>': return (a >>> b) | 0;
    }
    if (type === 'i32' && operator === '%' && b === 0) throw new FaultFound('arithmetic', at);
    const exact = operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : operator === '/' ? a / b : a % b;
    return type === 'f32' ? this.float(exact) : this.integer(exact, at);
  }
}
