import type { ArrayType, Parameter, Scalar, Signature } from '../model/index.ts';
import { showSize, symbolsOf } from '../util/size-expression.ts';
import { level2Tag, level2Type } from './level-2.ts';
import { listed } from './names.ts';
import { excerpt } from './problem.ts';
import { parseSize } from './size-text.ts';

/**
 * The head of a kernel: its JSDoc. Tags: @operation, @profile, @param {type[size]…} name, @returns, @static symbol.
 * `fail` is given the offset in the comment where the trouble is, and throws.
 */
export type Fail = (message: string, offset: number) => never;

const scalars = new Set<string>(['f32', 'f16', 'bf16', 'i8', 'u8', 'i32', 'u32', 'i64', 'bool']);
const profiles = ['cuembed', 'fbgemm', 'pytorch', 'torchrec', 'dlrm'];

interface Tag { readonly name: string; text: string; readonly offset: number }

/** Reads the JSDoc of the function `name` whose parameters are `parameterNames`. Roles are filled in by the parser. */
export function parseSignature(comment: string, name: string, parameterNames: readonly string[], fail: Fail): Signature {
  const { description, tags } = splitTags(comment);
  const types = new Map<string, ArrayType>();
  const statics: { symbol: string; offset: number }[] = [];
  let [returns, operation, profile]: [ArrayType?, string?, string?] = [];
  for (const tag of tags) {
    switch (tag.name) {
      case 'param': {
        const [parameter, type] = readParam(tag, parameterNames, fail);
        if (types.has(parameter)) fail(`@param '${parameter}' stands twice; give each parameter one @param`, tag.offset);
        types.set(parameter, type);
        break;
      }
      case 'returns': case 'return':
        if (returns) fail('@returns stands twice; a kernel has one output', tag.offset);
        returns = readReturns(tag, fail);
        break;
      case 'operation':
        if (operation !== undefined) fail('@operation stands twice; a kernel names one', tag.offset);
        operation = word(tag, fail);
        break;
      case 'profile':
        if (profile !== undefined) fail('@profile stands twice; a kernel names one', tag.offset);
        profile = word(tag, fail);
        if (!profiles.includes(profile)) fail(`@profile is one of ${profiles.join(', ')}; found '${profile}'`, tag.offset);
        break;
      case 'static': {
        const symbols = tag.text.split(/[\s,]+/).filter(Boolean);
        if (symbols.length === 0) fail('@static must name a size, for example @static dim', tag.offset);
        statics.push(...symbols.map((symbol) => ({ symbol, offset: tag.offset })));
        break;
      }
      default: fail(level2Tag(tag.name) ?? `unknown tag @${tag.name}; allowed: @operation, @profile, @param, @returns, @static`, tag.offset);
    }
  }
  const parameters = parameterNames.map((parameter): Parameter => {
    const type = types.get(parameter) ?? fail(`parameter '${parameter}' has no @param {type[size]} tag`, 0);
    return { name: parameter, type };
  });
  if (!returns) return fail('the JSDoc has no @returns {f32[…]} tag that says the shape of the output', 0);
  const known = new Set([...parameters.flatMap((p) => p.type.dims), ...returns.dims].flatMap(symbolsOf));
  for (const { symbol, offset } of statics) {
    if (!known.has(symbol)) fail(`@static names '${symbol}', but the sizes of this kernel are: ${listed(known, 'none')}`, offset);
  }
  return {
    name, description, parameters, roles: {}, returns, statics: [...new Set(statics.map(({ symbol }) => symbol))],
    ...(operation === undefined ? {} : { operation }), ...(profile === undefined ? {} : { profile }),
  };
}

function readParam(tag: Tag, parameterNames: readonly string[], fail: Fail): [name: string, type: ArrayType] {
  const match = /^\{([^}]*)\}\s*([\p{ID_Start}_$][\p{ID_Continue}$]*)/u.exec(tag.text);
  if (!match) return fail(`@param must read {type[size]} name, for example @param {f32[rows][dim]} table; found '${excerpt(tag.text)}'`, tag.offset);
  const name = match[2]!;
  if (!parameterNames.includes(name)) fail(`@param names '${name}', but the function's parameters are: ${listed(parameterNames, 'none')}`, tag.offset);
  return [name, parseType(match[1]!, tag.offset, fail)];
}

function readReturns(tag: Tag, fail: Fail): ArrayType {
  const match = /^\{([^}]*)\}/.exec(tag.text);
  if (!match) return fail(`@returns must read {type[size]…}, for example @returns {f32[bags][dim]}; found '${excerpt(tag.text)}'`, tag.offset);
  const type = parseType(match[1]!, tag.offset, fail);
  if (type.dims.length < 1 || type.dims.length > 3) fail(`@returns must have one to three dimensions (x last); found ${type.dims.length}`, tag.offset);
  if (type.scalar !== 'f32') fail(`@returns must be f32; found ${type.scalar}`, tag.offset);
  return type;
}

function word(tag: Tag, fail: Fail): string {
  if (!/^[a-z][a-z0-9-]*$/.test(tag.text)) fail(`@${tag.name} takes one lower-case name; found '${excerpt(tag.text)}'`, tag.offset);
  return tag.text;
}

function parseType(text: string, offset: number, fail: Fail): ArrayType {
  const level2 = level2Type(text);
  if (level2 !== undefined) fail(level2, offset);
  const match = /^\s*([a-z]\w*)\s*((?:\[[^\]]*\]\s*)*)$/.exec(text);
  if (!match || !scalars.has(match[1]!)) return fail(`a type reads like f32[rows][dim], with one of ${[...scalars].join(', ')}; found '{${excerpt(text)}}'`, offset);
  try {
    const dims = [...match[2]!.matchAll(/\[([^\]]*)\]/g)].map((dimension) => parseSize(dimension[1]!));
    return { scalar: match[1] as Scalar, dims };
  } catch (error) {
    if (error instanceof SyntaxError) return fail(error.message, offset);
    throw error;
  }
}

/** The comment's lines without their stars; a tag runs to the next one. Offsets count from the comment's start. */
function splitTags(comment: string): { description: string; tags: Tag[] } {
  const description: string[] = [];
  const tags: Tag[] = [];
  let start = 0;
  for (const raw of comment.split('\n')) {
    const line = raw.replace(/^\s*\*+ ?/, '').trim();
    const tag = /^@(\w+)\s*(.*)$/.exec(line);
    if (tag) tags.push({ name: tag[1]!, text: tag[2]!.trim(), offset: start + raw.indexOf('@') });
    else if (tags.length > 0) { if (line) tags.at(-1)!.text += ` ${line}`; }
    else if (line) description.push(line);
    start += raw.length + 1;
  }
  return { description: description.join(' '), tags };
}

/** `f32[rows][dim]` */
export function printType(type: ArrayType): string {
  return type.scalar + type.dims.map((size) => `[${showSize(size)}]`).join('');
}

/** The JSDoc of a signature, as it would be read back. */
export function printSignature(signature: Signature): string {
  const lines = [
    ...(signature.description ? [signature.description] : []),
    ...(signature.operation ? [`@operation ${signature.operation}`] : []),
    ...(signature.profile ? [`@profile ${signature.profile}`] : []),
    ...signature.parameters.map((p) => `@param {${printType(p.type)}} ${p.name}`),
    `@returns {${printType(signature.returns)}}`,
    ...signature.statics.map((symbol) => `@static ${symbol}`),
  ];
  return ['/**', ...lines.map((line) => ` * ${line}`), ' */'].join('\n');
}
