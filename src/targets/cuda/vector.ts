import { componentOf, type ValueType, widthOf } from '../../dialect/index.ts';
import { declared, need } from './helpers.ts';
import type { Library } from './library.ts';

/**
 * Vectors in a text: a struct per type, aligned for the widest access it has, and the operators and functions of it that
 * are called. Components of f16 lie in pairs, for which the card has instructions. Loops over components are unrolled
 * and leave nothing in memory.
 */

/** The struct's name, which is the language's. */
export function vectorType(type: ValueType, library: Library): string {
  const [component, width] = [componentOf(type), widthOf(type)];
  const half = component === 'f16';
  if (half) library.include('cuda_fp16.h');
  const [element, count] = half ? ['__half2', width / 2] : [component === 'f32' ? 'float' : 'int', width];
  library.define(type, () => `struct alignas(${Math.min(16, width * (half ? 2 : 4))}) ${type} {\n  ${element} at[${count}];\n};`);
  return type;
}

/** Text of one component; `vector` holds together. */
export function componentText(type: ValueType, vector: string, at: number): string {
  if (componentOf(type) !== 'f16') return `${vector}.at[${at}]`;
  return `${at % 2 === 0 ? '__low2half' : '__high2half'}(${vector}.at[${at >> 1}])`;
}

/** A function over vectors of one type to a vector: `each` gives a component's text from those of the operands. */
function elementwise(library: Library, name: string, type: ValueType, operands: readonly string[], each: (...components: string[]) => string): string {
  vectorType(type, library);
  const half = componentOf(type) === 'f16';
  const value = half
    ? `__halves2half2(${each(...operands.map((operand) => `__low2half(${operand}.at[i])`))}, ${each(...operands.map((operand) => `__high2half(${operand}.at[i])`))})`
    : each(...operands.map((operand) => `${operand}.at[i]`));
  return looped(type, `${name}(${operands.map((operand) => `${type} ${operand}`).join(', ')})`, half ? widthOf(type) / 2 : widthOf(type), [`result.at[i] = ${value};`]);
}

/** `head` makes a vector in a loop. */
export function looped(type: string, head: string, count: number, lines: readonly string[], first: readonly string[] = []): string {
  return [
    `${declared} ${type} ${head} {`,
    ...first.map((line) => `  ${line}`),
    `  ${type} result;`,
    ...unrolled(count, lines).map((line) => `  ${line}`),
    '  return result;',
    '}',
  ].join('\n');
}

export function unrolled(count: number, lines: readonly string[]): string[] {
  return ['#pragma unroll', `for (int i = 0; i < ${count}; i += 1) {`, ...lines.map((line) => `  ${line}`), '}'];
}

/** `+ - * /` of two vectors, or `-` of one. */
export function needOperator(library: Library, operator: '+' | '-' | '*' | '/' | 'minus', type: ValueType): void {
  library.define(`${type} ${operator}`, () => {
    if (operator === 'minus') return elementwise(library, 'operator-', type, ['a'], (a) => `-${a}`);
    if (operator === '/') return elementwise(library, 'operator/', type, ['a', 'b'], (a, b) => `${a} / ${b}`);
    vectorType(type, library);
    const count = componentOf(type) === 'f16' ? widthOf(type) / 2 : widthOf(type);
    return looped(type, `operator${operator}(${type} a, ${type} b)`, count, [`result.at[i] = a.at[i] ${operator} b.at[i];`]);
  });
}

/** Component by component: the least, the most, the magnitude. */
export function needFunction(library: Library, name: 'minimum' | 'maximum' | 'absolute', type: ValueType): void {
  const component = componentOf(type);
  library.define(`${type} ${name}`, () => {
    if (component !== 'i32' && name !== 'absolute') need(library, name);
    const ofFloats = (...operands: string[]) => (name === 'absolute' ? `fabsf(${operands[0]})` : `${name}(${operands.join(', ')})`);
    const ofIntegers = (...operands: string[]) => `${{ minimum: 'min', maximum: 'max', absolute: 'abs' }[name]}(${operands.join(', ')})`;
    const ofHalves = (...operands: string[]) => `__float2half(${ofFloats(...operands.map((operand) => `__half2float(${operand})`))})`;
    return elementwise(library, name, type, name === 'absolute' ? ['a'] : ['a', 'b'], component === 'i32' ? ofIntegers : component === 'f32' ? ofFloats : ofHalves);
  });
}

/** `f32x4_of(x)`, all components alike. */
export function needSplat(library: Library, type: ValueType): string {
  const [name, half] = [`${type}_of`, componentOf(type) === 'f16'];
  vectorType(type, library);
  const [element, value] = half ? ['__half', '__half2half2(x)'] : [componentOf(type) === 'f32' ? 'float' : 'int', 'x'];
  library.define(`${name} number`, () => looped(type, `${name}(${element} x)`, half ? widthOf(type) / 2 : widthOf(type), [`result.at[i] = ${value};`]));
  return name;
}

/** `f32x4_of(a, b, c, d)`. */
export function needList(library: Library, type: ValueType): string {
  const [name, component, width] = [`${type}_of`, componentOf(type), widthOf(type)];
  vectorType(type, library);
  const letters = Array.from({ length: width }, (_, at) => 'abcdefgh'[at]!);
  const element = component === 'f16' ? '__half' : component === 'f32' ? 'float' : 'int';
  const values = component === 'f16' ? Array.from({ length: width / 2 }, (_, at) => `__halves2half2(${letters[2 * at]}, ${letters[2 * at + 1]})`) : letters;
  library.define(`${name} list`, () => `${declared} ${type} ${name}(${letters.map((letter) => `${element} ${letter}`).join(', ')}) {\n  return {{${values.join(', ')}}};\n}`);
  return name;
}

/** `f32x4_of(v)` of another type of vector, as wide. */
export function needConversion(library: Library, from: ValueType, to: ValueType): string {
  const name = `${to}_of`;
  vectorType(from, library);
  vectorType(to, library);
  const [narrow, wide] = [componentOf(from), componentOf(to)];
  library.define(`${name} ${from}`, () => {
    const width = widthOf(to);
    if (wide === 'f16') {
      const float = (at: string) => (narrow === 'f32' ? at : `float(${at})`);
      return looped(to, `${name}(${from} v)`, width / 2, [`result.at[i] = __floats2half2_rn(${float('v.at[2 * i]')}, ${float('v.at[2 * i + 1]')});`]);
    }
    if (narrow === 'f16') return looped(to, `${name}(${from} v)`, width / 2, ['result.at[2 * i] = __low2float(v.at[i]);', 'result.at[2 * i + 1] = __high2float(v.at[i]);']);
    return looped(to, `${name}(${from} v)`, width, [`result.at[i] = ${wide === 'f32' ? 'float' : 'int'}(v.at[i]);`]);
  });
  return name;
}

/** `dot(a, b)` of two vectors of floats. */
export function needDot(library: Library, type: ValueType): void {
  vectorType(type, library);
  const half = componentOf(type) === 'f16';
  library.define(`${type} dot`, () => [
    `${declared} ${half ? '__half' : 'float'} dot(${type} a, ${type} b) {`,
    `  ${half ? '__half2' : 'float'} sum = a.at[0] * b.at[0];`,
    '  #pragma unroll',
    `  for (int i = 1; i < ${half ? widthOf(type) / 2 : widthOf(type)}; i += 1) {`,
    '    sum = sum + a.at[i] * b.at[i];',
    '  }',
    half ? '  return __low2half(sum) + __high2half(sum);' : '  return sum;',
    '}',
  ].join('\n'));
}

