import fc from 'fast-check';
import type { Arguments, Sizes } from '../../src/model/index.ts';

/**
 * Random kernels of the language, as text. A kernel is drawn from a tape of small numbers, each deciding one choice; an
 * exhausted tape makes the simplest choice, so a shorter tape is a simpler kernel and fast-check shrinks well.
 *
 * All accesses are clamped into their arrays and all loops end; integer arithmetic may still leave i32 or divide by zero,
 * a float may not fit i32, and a local may be read before it has a value: kernels that an interpreter must find fault with.
 */
export interface GeneratedKernel {
  readonly text: string;
  /** The same kernel with other names and layout. */
  readonly disguised: string;
}

export function arbitraryKernel(): fc.Arbitrary<GeneratedKernel> {
  return fc.array(fc.nat({ max: 4095 }), { minLength: 10, maxLength: 160 }).map((tape) => {
    const body = new Writer(tape).kernel();
    return { text: withHead(body, 'subject', ['grid', 'keys', 'weights']), disguised: disguise(body) };
  });
}

/** Inputs for generated kernels: small arrays of small values, with zeros among them. */
export function arbitraryInputs(): fc.Arbitrary<{ sizes: Sizes; arguments: Arguments }> {
  const float = fc.oneof(fc.constantFrom(0, -0, 1, 0.1, -2.5, 1e10), fc.float({ noNaN: true, noDefaultInfinity: true }));
  return fc.record({ n: fc.integer({ min: 1, max: 4 }), m: fc.integer({ min: 1, max: 12 }) }).chain(({ n, m }) =>
    fc.record({
      grid: fc.array(float, { minLength: n * m, maxLength: n * m }),
      keys: fc.array(fc.integer({ min: -3, max: 9 }), { minLength: n, maxLength: n }),
      weights: fc.array(float, { minLength: n, maxLength: n }),
    }).map(({ grid, keys, weights }) => ({
      sizes: { n, m },
      arguments: {
        grid: { scalar: 'f32', shape: [n, m], values: Float32Array.from(grid) } as const,
        keys: { scalar: 'i32', shape: [n], values: Int32Array.from(keys) } as const,
        weights: { scalar: 'f32', shape: [n], values: Float32Array.from(weights) } as const,
      },
    })));
}

function withHead(body: string, name: string, [grid, keys, weights]: readonly [string, string, string]): string {
  return `/**
 * @param {f32[n][m]} ${grid}
 * @param {i32[n]} ${keys}
 * @param {f32[n]} ${weights}
 * @returns {f32[n][m]}
 * @static m
 */
export default function ${name}(${grid}, ${keys}, ${weights}) {
${body}}
`;
}

/** Other names, other spacing, comments. A line may break anywhere but after `return`. */
function disguise(body: string): string {
  const renamed = body
    .replace(/\bv(\d+)\b/g, (_, at) => `local_${1000 - Number(at)}`)
    .replace(/\b(grid|keys|weights)\b/g, (name) => `the_${name}`);
  let spaces = 0;
  const laidOut = renamed.replace(/(return)? /g, (_, word?: string) => (word ? `${word}  ` : ['\n', ' /* here */ ', '\t', ' // there\n'][spaces++ % 4]!));
  return withHead(laidOut, 'other', ['the_grid', 'the_keys', 'the_weights']);
}

type Type = 'int' | 'float' | 'bool';
interface Variable { readonly name: string; readonly type: Type; readonly counter: boolean }

class Writer {
  private at = 0;
  private names = 0;
  private loops = 0;
  private scope: Variable[] = [];
  private readonly tape: readonly number[];

  constructor(tape: readonly number[]) {
    this.tape = tape;
  }

  kernel(): string {
    const statements = this.statements(3, 5);
    return `${statements}  return ${this.choose(4) === 1 ? this.int(2) : this.float(3)};\n`;
  }

  /** A number below `bound`; 0, the simplest choice, once the tape has run out. */
  private choose(bound: number): number {
    return (this.tape[this.at++] ?? 0) % bound;
  }

  private statements(depth: number, most: number): string {
    const outer = this.scope;
    this.scope = [...outer];
    let text = '';
    for (let count = this.choose(most + 1); count > 0; count--) text += this.statement(depth);
    this.scope = depth === 3 ? this.scope : outer; // the kernel's last return sees the kernel's own locals
    return text;
  }

  private statement(depth: number): string {
    const kind = this.choose(depth > 0 ? 12 : 5);
    switch (kind) {
      case 0: return this.declare(this.choose(3) === 0 ? 'int' : 'float');
      case 1: return this.late(depth);
      case 2: return this.choose(2) ? this.declare('bool') : this.late(depth);
      case 3: case 4: case 5: return this.assign() ?? this.declare('float');
      case 6: case 7: {
        const test = this.bool(2);
        const consequent = this.statements(depth - 1, 3) + this.leave();
        return `  if (${test}) {\n${consequent}  }${this.choose(2) ? ` else {\n${this.statements(depth - 1, 2)}  }` : ''}\n`;
      }
      case 8: return `  if (${this.bool(1)}) {\n  return ${this.float(2)};\n  }\n`;
      case 9: return this.whileLoop(depth);
      default: return this.forLoop(depth);
    }
  }

  private fresh(type: Type, counter = false): string {
    const name = `v${this.names++}`;
    this.scope.push({ name, type, counter });
    return name;
  }

  private declare(type: Type): string {
    const value = this.of(type, 3);
    return `  let ${this.fresh(type)} = ${value};\n`;
  }

  /** A local that gets its value later, perhaps. */
  private late(depth: number): string {
    const type = this.choose(2) ? 'int' : 'float';
    const value = this.of(type, 2);
    const name = this.fresh(type);
    const set = `  ${name} = ${value};\n`;
    const giving = this.choose(3) && depth > 0 ? `  if (${this.bool(1, name)}) {\n${set}  }\n` : set;
    return `  let ${name};\n${giving}${this.choose(2) ? `  ${name} += ${this.of(type, 0)};\n` : ''}`;
  }

  private assign(): string | undefined {
    const free = this.scope.filter((variable) => !variable.counter);
    if (free.length === 0) return undefined;
    const { name, type } = free[this.choose(free.length)]!;
    const operators = { int: ['=', '+=', '-=', '*=', '%=', '&=', '|=', '^=', '<<=', '>>=', '>>>='], float: ['=', '+=', '-=', '*=', '/=', '%='], bool: ['='] }[type];
    const operator = operators[this.choose(operators.length)]!;
    return `  ${name} ${operator} ${type === 'float' && operator !== '=' && this.choose(3) === 1 ? this.int(1) : this.of(type, 2)};\n`;
  }

  private forLoop(depth: number): string {
    const bound = ['3', '2', 'this.constants.m', 'this.thread.y + 1', 'keys[this.thread.y]'][this.choose(5)]!;
    const outer = this.scope;
    this.scope = [...outer];
    const counter = this.fresh('int', true);
    this.loops++;
    const body = this.statements(depth - 1, 3) + (this.choose(3) === 1 ? `  if (${this.bool(1)}) {\n${this.leave()}  }\n` : '') + (this.assign() ?? '');
    this.loops--;
    this.scope = outer;
    return `  for (let ${counter} = 0; ${counter} < ${bound}; ${counter} ${['+= 1', '+= 2'][this.choose(2)]}) {\n${body}  }\n`;
  }

  private whileLoop(depth: number): string {
    const counter = this.fresh('int', true);
    const loops = this.loops;
    this.loops = 0; // a `continue` would pass over the counter's step
    const body = this.statements(depth - 1, 2);
    this.loops = loops;
    return `  let ${counter} = 0;\n  while (${counter} < 3 && ${this.bool(1)}) {\n${body}  ${counter} += 1;\n  }\n`;
  }

  private leave(): string {
    const kind = this.choose(6);
    if (kind === 1) return `  return ${this.float(1)};\n`;
    if (this.loops > 0 && kind > 3) return kind === 4 ? '  break;\n' : '  continue;\n';
    return '';
  }

  private of(type: Type, depth: number): string {
    return type === 'int' ? this.int(depth) : type === 'float' ? this.float(depth) : this.bool(depth);
  }

  private variable(type: Type, otherThan = ''): string | undefined {
    const fitting = this.scope.filter((variable) => variable.type === type && variable.name !== otherThan);
    return fitting.length === 0 ? undefined : fitting[this.choose(fitting.length)]!.name;
  }

  private int(depth: number): string {
    const leaf = () => [
      () => String(this.choose(6)), () => 'this.thread.x', () => 'this.thread.y', () => 'this.constants.n', () => 'this.output.x', () => 'this.constants.m',
      () => `keys[${this.index('n')}]`, () => '-7', () => '100000',
      () => this.variable('int') ?? '2', () => this.variable('int') ?? '3', () => this.variable('int') ?? '1',
    ][this.choose(12)]!();
    if (depth === 0) return leaf();
    const one = () => this.int(depth - 1);
    switch (this.choose(14)) {
      case 0: case 1: case 2: return leaf();
      case 3: return `(${one()} + ${one()})`;
      case 4: return `(${one()} - ${one()})`;
      case 5: return `(${one()} * ${one()})`;
      case 6: return `Math.${['floor', 'ceil', 'round', 'trunc'][this.choose(4)]}(${one()} / ${one()})`;
      case 7: return `(${one()} % ${one()})`;
      case 8: return `(${one()} ${['&', '|', '^', '<<', '>>', '>>>'][this.choose(6)]} ${one()})`;
      case 9: return `Math.${['min', 'max', 'imul'][this.choose(3)]}(${one()}, ${one()})`;
      case 10: return `(${this.bool(depth - 1)} ? ${one()} : ${one()})`;
      case 11: return `Math.${['floor', 'ceil', 'round', 'trunc'][this.choose(4)]}(${this.float(depth - 1)})`;
      case 12: return this.choose(2) ? `(${this.float(depth - 1)} | 0)` : `(${one()} / ${one()} | 0)`;
      default: return [`(-${one()})`, `Math.abs(${one()})`, `(~${one()})`, `Math.sign(${one()})`][this.choose(4)]!.replace('(--', '(- -');
    }
  }

  private float(depth: number): string {
    const leaf = () => [
      () => `${this.choose(5)}.0`, () => '0.1', () => '-1.5', () => `weights[${this.index('n')}]`,
      () => `grid[${this.index('n')}][${this.index('m')}]`, () => 'grid[this.thread.y][this.thread.x]',
      () => this.variable('float') ?? '0.5', () => this.variable('float') ?? '0.25', () => this.variable('float') ?? '3.5',
    ][this.choose(9)]!();
    if (depth === 0) return leaf();
    const one = () => this.float(depth - 1);
    switch (this.choose(12)) {
      case 0: case 1: case 2: return leaf();
      case 3: return `(${one()} + ${one()})`;
      case 4: return `(${one()} - ${one()})`;
      case 5: return `(${one()} * ${one()})`;
      case 6: return this.choose(2) ? `(${one()} / ${one()})` : `(${this.int(depth - 1)} / ${this.int(depth - 1)})`;
      case 7: return `(${one()} % ${one()})`;
      case 8: return `Math.${['min', 'max', 'pow'][this.choose(3)]}(${one()}, ${one()})`;
      case 9: return `Math.${['abs', 'sqrt', 'exp', 'sign', 'sin', 'tanh', 'log2', 'fround'][this.choose(8)]}(${one()})`;
      case 10: return `(${this.bool(depth - 1)} ? ${one()} : ${one()})`;
      default: return this.choose(2) ? `(${this.int(depth - 1)} * ${one()})` : `(-${one()})`.replace('(--', '(- -');
    }
  }

  private bool(depth: number, otherThan = ''): string {
    const comparison = ['<', '<=', '>', '>=', '===', '!=='][this.choose(6)]!;
    if (otherThan !== '') return `keys[this.thread.y] ${comparison} ${this.choose(4)}`;
    const inner = Math.max(0, depth - 1);
    switch (this.choose(depth > 0 ? 7 : 3)) {
      case 0: return `this.thread.x ${comparison} ${this.choose(4)}`;
      case 1: return this.variable('bool') ?? `(${this.int(inner)} ${comparison} ${this.int(inner)})`;
      case 2: case 3: return `(${this.float(inner)} ${comparison} ${this.float(inner)})`;
      case 4: return `(${this.bool(inner)} && ${this.bool(inner)})`;
      case 5: return `(${this.bool(inner)} || ${this.bool(inner)})`;
      default: return `!(${this.bool(inner)})`;
    }
  }

  /** An index that lies in its dimension whatever it is made of, unless its arithmetic has a fault. */
  private index(size: 'n' | 'm'): string {
    switch (this.choose(3)) {
      case 0: return size === 'n' ? 'this.thread.y' : 'this.thread.x';
      case 1: return '0';
      default: return `Math.min(Math.max(${this.int(1)}, 0), this.constants.${size} - 1)`;
    }
  }
}
