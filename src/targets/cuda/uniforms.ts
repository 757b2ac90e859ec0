import { loadedType } from '../../dialect/index.ts';
import type { Signature, SizeExpression, Sizes, Uniform } from '../../model/index.ts';
import { evaluateSize, showSize, symbolsOf } from '../../util/size-expression.ts';
import type { Names } from './names.ts';
import { atom, infix, integer, type Piece } from './piece.ts';

/** What a launch is given beside its arrays, 32 bits each: what is asked for becomes an argument, in the order of asking. */
export interface Uniforms {
  /** A size: a number where its symbols are compiled in, else an argument. */
  size(expression: SizeExpression, name?: string): Piece;
  /** A scalar argument of the kernel, as a value of the language. */
  scalar(parameter: string): Piece;
  /** As the text declares them, behind the arrays. */
  declarations(): string[];
  list(): readonly Uniform[];
}

export function createUniforms(signature: Signature, statics: Sizes, names: Names): Uniforms {
  const known = new Map<string, { readonly name: string; readonly type: string; readonly uniform: Uniform }>();
  const argument = (key: string, name: () => string, type: string, uniform: Uniform): Piece => {
    let found = known.get(key);
    if (found === undefined) known.set(key, (found = { name: name(), type, uniform }));
    return atom(found.name);
  };
  return {
    size(expression, name = nameOf(expression)) {
      if (symbolsOf(expression).every((symbol) => Object.hasOwn(statics, symbol))) return integer(evaluateSize(expression, statics));
      return argument(`size ${showSize(expression)}`, () => names.fresh(name), 'int', { kind: 'size', value: expression });
    },
    scalar(parameter) {
      const type = loadedType(signature.parameters.find((each) => each.name === parameter)!.type.scalar);
      const piece = argument(`argument ${parameter}`, () => names.of(parameter), type === 'f32' ? 'float' : 'int', { kind: 'argument', parameter });
      return type === 'bool' ? infix(piece, '!=', integer(0)) : piece;
    },
    declarations: () => [...known.values()].map(({ name, type }) => `${type} ${name}`),
    list: () => [...known.values()].map(({ uniform }) => uniform),
  };
}

/** A size as a name: `bags_plus_1`. */
function nameOf(expression: SizeExpression): string {
  const words = { '+': '_plus_', '-': '_minus_', '*': '_times_', '/': '_over_' } as const;
  return showSize(expression).replace(/[\s(),]/g, '').replace(/[-+*/]/g, (operator) => words[operator as '+']).replace(/^(?=\d)/, 'size_');
}
