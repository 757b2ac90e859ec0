import type { Signature, SizeExpression, Sizes, Uniform } from '../../model/index.ts';
import { evaluateSize, showSize, symbolsOf } from '../../util/size-expression.ts';
import { createNames, type Names } from './names.ts';
import { atom, constantPiece, type Piece } from './piece.ts';

/** Run-time sizes and scalar arguments: members of one struct at binding 0. What is asked for is declared. */
export interface Uniforms {
  /** A number where the size is compiled in, else a member. */
  size(expression: SizeExpression, name?: string): Piece;
  scalar(parameter: string): Piece;
  declarations(): string[];
  /** In the order of the struct. */
  list(): Uniform[];
}

export function createUniforms(signature: Signature, statics: Sizes, names: Names): Uniforms {
  const [struct, launch] = [names.fresh('Launch'), names.fresh('launch')];
  const members = createNames([]);
  const uniforms = new Map<string, { readonly name: string; readonly type: string; readonly uniform: Uniform }>();
  const member = (key: string, stem: string, type: string, uniform: Uniform): Piece => {
    let known = uniforms.get(key);
    if (known === undefined) uniforms.set(key, (known = { name: members.fresh(stem), type, uniform }));
    return atom(`${launch}.${known.name}`);
  };
  return {
    size(expression, name = memberName(expression)) {
      if (symbolsOf(expression).every((symbol) => Object.hasOwn(statics, symbol))) return constantPiece(evaluateSize(expression, statics), 'i32');
      return member(`size ${showSize(expression)}`, name, 'i32', { kind: 'size', value: expression });
    },
    scalar(name) {
      const { type } = signature.parameters.find((each) => each.name === name)!;
      return member(`argument ${name}`, name, uniformType(type.scalar), { kind: 'argument', parameter: name });
    },
    declarations() {
      if (uniforms.size === 0) return [];
      const fields = [...uniforms.values()].map(({ name, type }) => `  ${name}: ${type},`);
      return [`struct ${struct} {`, ...fields, '}', `@group(0) @binding(0) var<uniform> ${launch}: ${struct};`];
    },
    list: () => [...uniforms.values()].map(({ uniform }) => uniform),
  };
}

/** A size as a name: `bags_plus_1`. */
function memberName(expression: SizeExpression): string {
  const words = { '+': '_plus_', '-': '_minus_', '*': '_times_', '/': '_over_' } as const;
  return showSize(expression).replace(/[\s(),]/g, '').replace(/[-+*/]/g, (operator) => words[operator as '+']).replace(/^(?=\d)/, 'size_');
}

/** What a scalar argument is held as: 32 bits, bools too. */
function uniformType(scalar: string): string {
  if (scalar === 'bool') return 'u32';
  return scalar === 'f32' || scalar === 'f16' || scalar === 'bf16' ? 'f32' : 'i32';
}
