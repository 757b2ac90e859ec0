import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { isUnavailable, openDevice } from '../../../src/devices/index.ts';
import { check, parseKernel } from '../../../src/dialect/index.ts';
import type { Arguments } from '../../../src/model/index.ts';
import { sanitize } from '../../../src/sanitize/index.ts';
import { gridText } from '../grid-text.ts';
import { wgslOf } from './program.ts';

/**
 * Random kernels of vectors, numbers and shared memory compute on the GPU what they compute in the interpreter. All values
 * are whole and small, so that nothing rounds and every element must be the same.
 */
const widths = [1, 2, 4, 8] as const;
type Width = (typeof widths)[number];
type Component = 'f32' | 'i32';

/** Draws from a tape of numbers; an exhausted tape makes the simplest choice. */
class Writer {
  private at = 0;
  private readonly tape: readonly number[];
  private readonly locals = new Map<string, { readonly component: Component; readonly width: Width }>();

  constructor(tape: readonly number[]) {
    this.tape = tape;
  }

  body(): string {
    const lines = ['const row = this.block.x;', 'const x = this.local.x;', 'const tile = shared(f32, 2, 8);', 'const row8 = 8 * x;'];
    lines.push('for (let d = 0; d < 8; d++) tile[x][d] = table[row][row8 + d];', 'barrier();');
    for (let count = 0; count < 7; count++) lines.push(this.statement(count));
    const sum = [...this.locals.keys()].map((name) => this.reduced(name)).join(' + ');
    lines.push(`store8(out, row, 8 * x, ${this.expression('f32', 8, 2)} + (${sum}));`);
    return lines.join('\n');
  }

  private draw(below: number): number {
    return (this.tape[this.at++] ?? 0) % below;
  }

  private pick<Choice>(of: readonly Choice[]): Choice {
    return of[this.draw(of.length)]!;
  }

  private reduced(name: string): string {
    const { component, width } = this.locals.get(name)!;
    if (width === 1) return name;
    return component === 'f32' ? `dot(${name}, f32x${width}(1))` : Array.from({ length: width }, (_, at) => `${name}[${at}]`).join(' + ');
  }

  private statement(count: number): string {
    const changeable = [...this.locals].filter(([, { component }]) => component === 'f32');
    if (changeable.length > 0 && this.draw(3) === 0) {
      const [name, { width }] = this.pick(changeable);
      const operator = this.pick(['=', '+=', '-=']);
      const line = `${name} ${operator} ${this.expression('f32', operator === '=' ? width : this.pick([1, width]), 2)};`;
      return this.draw(2) === 0 ? line : `if (${this.condition()}) ${line}`;
    }
    const [component, width] = [this.pick<Component>(['f32', 'i32']), this.pick(widths)];
    const name = `v${count}`;
    const line = `let ${name} = ${width === 1 ? `${component === 'f32' ? '0.0 + ' : ''}${this.expression(component, 1, 2)}` : `${component}x${width}(${this.expression(component, width, 2)})`};`;
    this.locals.set(name, { component, width });
    return line;
  }

  private condition(): string {
    return `${this.expression('i32', 1, 1)} ${this.pick(['<', '>=', '===', '!=='])} ${this.expression('i32', 1, 1)}`;
  }

  /** Of a component and a width. */
  private expression(component: Component, width: Width, depth: number): string {
    const inner = (w: Width = width, c: Component = component) => this.expression(c, w, depth - 1);
    if (depth === 0) return this.leaf(component, width);
    switch (this.draw(9)) {
      case 0: return this.leaf(component, width);
      case 1: return `(${inner()} + ${inner(this.pick([1, width]))})`;
      case 2: return `(${inner(this.pick([1, width]))} - ${inner()})`;
      case 3: return `(${inner()} * ${this.pick(['2', '-1', '3'])})`;
      case 4: return `Math.${this.pick(['min', 'max'])}(${inner()}, ${inner(this.pick([1, width]))})`;
      case 5: return `(${this.condition()} ? ${inner()} : ${inner()})`;
      case 6: return `Math.abs(-${inner()})`;
      case 7: {
        if (width > 1) return `${component}x${width}(${Array.from({ length: width }, () => this.expression(component, 1, 1)).join(', ')})`;
        const from = this.pick([2, 4, 8] as const);
        return component === 'f32' && this.draw(2) === 0
          ? `dot(${inner(from)}, f32x${from}(${this.draw(3)}))`
          : `${component}x${from}(${inner(from)})[${this.draw(from)}]`;
      }
      default: return component === 'f32' && width > 1 ? `f32x${width}(${inner(width, 'i32')})` : this.leaf(component, width);
    }
  }

  private leaf(component: Component, width: Width): string {
    const known = [...this.locals].filter(([, local]) => local.component === component && local.width === width);
    const choices = [
      () => (width === 1 ? (component === 'f32' ? `${this.draw(4)}.0` : `${this.draw(4)}`) : `${component}x${width}(${this.draw(4)})`),
      () => this.access(component, width),
      () => (width === 1 && component === 'i32' ? this.pick(['row', 'x', 'this.constants.n']) : this.access(component, width)),
      ...known.map(([name]) => () => name),
    ];
    return this.pick(choices)();
  }

  private access(component: Component, width: Width): string {
    const at = width * this.draw(8 / width);
    const place = (row: string) => (width === 1 ? `[${row}][${at}]` : `${row}, ${at})`);
    const array = component === 'i32' ? 'keys' : this.pick(['table', 'tile', 'small']);
    const row = array === 'tile' ? this.pick(['x', '1 - x']) : array === 'table' || array === 'keys' ? 'row' : '0';
    return width === 1 ? `${array}${place(row)}` : `load${width}(${array}, ${place(row)}`;
  }
}

const kernels = fc.array(fc.nat({ max: 5039 }), { maxLength: 300, size: 'max' }).map((tape) =>
  gridText('@param {f32[n][16]} table\n@param {f32[1][8]} small\n@param {i32[n][8]} keys\n@param {out f32[n][16]} out\n@launch block [2] grid [n]', new Writer(tape).body()));

const values = (count: number, seed: number) => Array.from({ length: count }, (_, at) => ((at * 7 + seed) % 11) - 5);
const n = 2;
const inputs: Arguments = {
  table: { scalar: 'f32', shape: [n, 16], values: Float32Array.from(values(16 * n, 3)) },
  small: { scalar: 'f32', shape: [1, 8], values: Float32Array.from(values(8, 1)) },
  keys: { scalar: 'i32', shape: [n, 8], values: Int32Array.from(values(8 * n, 2)) },
};

const device = await openDevice('webgpu');
if (isUnavailable(device)) {
  describe(`wgsl of vectors (${device.reason}; ${device.remedy})`, () => { it.skip('needs a Vulkan driver', () => {}); });
} else {
  describe('random kernels of vectors as WGSL', () => {
    afterAll(() => device.close());

    it('compute what the interpreter computes', async () => {
      await fc.assert(fc.asyncProperty(kernels, async (text) => {
        const checked = check(parseKernel(text, 'random.js').kernel, device.info.capabilities);
        if (!checked.ok) throw new Error(`${checked.detail}\n${text}`);
        const wanted = sanitize(checked.typed, [{ name: 'drawn', sizes: { n }, arguments: inputs }]);
        if (!wanted.ok) throw new Error(`${wanted.kind}: ${wanted.detail}\n${text}`);
        const program = wgslOf(checked.typed);
        const executable = await device.compile(program);
        if ('failed' in executable) throw new Error(`${executable.detail}\n${program.text}`);
        await executable.bind(inputs, { n });
        const output = await executable.run();
        await executable.dispose();
        expect([...output.values].map((value) => Number(value) + 0), `${text}\n${program.text}`).toEqual([...wanted.outputs[0]!].map((value) => value + 0));
      }), { numRuns: 40, seed: 5 });
    });
  });
}
