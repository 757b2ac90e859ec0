import type { ArrayType, Parameter, Scalar, Signature } from '../model/index.ts';
import { showSize, symbolsOf } from '../util/size-expression.ts';
import { parseSize } from './size-text.ts';

/**
 * The head of a kernel: its JSDoc. Tags: @operation, @profile, @param {type[size]…} name, @returns, @static symbol.
 * `fail` is given the offset in the comment where the trouble is, and throws.
 */
export type Fail = (message: string, offset: number) => never;

const scalars = new Set<string>(['f32', 'f16', 'bf16', 'i8', 'u8', 'i32', 'u32', 'i64', 'bool']);
const profiles = ['cuembed', 'fbgemm', 'pytorch', 'torchrec', 'dlrm'];

interface Tag { readonly name: string; readonly text: string; readonly offset: number }

/** Reads the JSDoc of the function `name` whose parameters are `parameterNames`. Roles are filled in by the parser. */
export function parseSignature(comment: string, name: string, parameterNames: readonly string[], fail: Fail): Signature {
  const { description, tags } = splitTags(comment);
  const types = new Map<string, Parameter>();
  let returns: ArrayType | undefined;
  let operation: string | undefined;
  let profile: string | undefined;
  const statics: { name: string; offset: number }[] = [];
  for (const tag of tags) {
    switch (tag.name) {
      case 'param': {
        const match = /^\{([^}]*)\}\s+([A-Za-z_$][\w$]*)/.exec(tag.text);
        if (!match) fail(`@param must read {type[size]} name, for example @param {f32[rows][dim]} table; found '${tag.text}'`, tag.offset);
        const [, typeText, parameter] = match!;
        if (!parameterNames.includes(parameter!)) fail(`@param names '${parameter}', but the function's parameters are ${parameterNames.join(', ') || 'none'}`, tag.offset);
        if (types.has(parameter!)) fail(`@param '${parameter}' stands twice; give each parameter one @param`, tag.offset);
        types.set(parameter!, { name: parameter!, type: parseType(typeText!, tag.offset, fail) });
        break;
      }
      case 'returns': case 'return': {
        const match = /^\{([^}]*)\}/.exec(tag.text);
        if (!match) fail(`@returns must read {type[size]…}, for example @returns {f32[bags][dim]}; found '${tag.text}'`, tag.offset);
        returns = parseType(match![1]!, tag.offset, fail);
        if (returns.dims.length < 1 || returns.dims.length > 3) fail(`@returns must have one to three dimensions (x last); found ${returns.dims.length}`, tag.offset);
        if (returns.scalar !== 'f32') fail(`@returns must be f32; found ${returns.scalar}`, tag.offset);
        break;
      }
      case 'operation': operation = word(tag, fail); break;
      case 'profile':
        profile = word(tag, fail);
        if (!profiles.includes(profile)) fail(`@profile is one of ${profiles.join(', ')}; found '${profile}'`, tag.offset);
        break;
      case 'static': for (const symbol of tag.text.split(/[\s,]+/).filter(Boolean)) statics.push({ name: symbol, offset: tag.offset }); break;
      case 'launch': fail('@launch belongs to a grid kernel (level 2), which this version does not run; write a map kernel that returns one element', tag.offset); break;
      default: fail(`unknown tag @${tag.name}; allowed: @operation, @profile, @param, @returns, @static`, tag.offset);
    }
  }
  for (const parameter of parameterNames) if (!types.has(parameter)) fail(`parameter '${parameter}' has no @param {type[size]} tag`, 0);
  if (!returns) fail('the JSDoc has no @returns {f32[…]} tag that says the shape of the output', 0);
  const parameters = parameterNames.map((parameter) => types.get(parameter)!);
  const known = new Set([...parameters.flatMap((p) => p.type.dims), ...returns!.dims].flatMap(symbolsOf));
  for (const symbol of statics) if (!known.has(symbol.name)) fail(`@static names '${symbol.name}', but the sizes of this kernel are ${[...known].join(', ')}`, symbol.offset);
  return {
    name, description, parameters, roles: {}, returns: returns!, statics: [...new Set(statics.map((s) => s.name))],
    ...(operation === undefined ? {} : { operation }), ...(profile === undefined ? {} : { profile }),
  };
}

function word(tag: Tag, fail: Fail): string {
  const text = tag.text.trim();
  if (!/^[a-z][a-z0-9-]*$/.test(text)) fail(`@${tag.name} takes one lower-case name; found '${text}'`, tag.offset);
  return text;
}

function parseType(text: string, offset: number, fail: Fail): ArrayType {
  const match = /^\s*([a-z]\w*)\s*((?:\[[^\]]*\]\s*)*)$/.exec(text);
  if (!match || !scalars.has(match[1]!)) fail(`a type reads like f32[rows][dim], with one of ${[...scalars].join(', ')}; found '{${text}}'`, offset);
  try {
    const dims = [...match![2]!.matchAll(/\[([^\]]*)\]/g)].map((dimension) => parseSize(dimension[1]!));
    return { scalar: match![1] as Scalar, dims };
  } catch (error) {
    if (error instanceof SyntaxError) return fail(error.message, offset);
    throw error;
  }
}

/** The comment's lines without their stars; a tag runs to the next one. Offsets count from the comment's start. */
function splitTags(comment: string): { description: string; tags: Tag[] } {
  const description: string[] = [];
  const tags: { name: string; text: string; offset: number }[] = [];
  let start = 0;
  for (const raw of comment.split('\n')) {
    const line = raw.replace(/^\s*\*+ ?/, '').trim();
    const tag = /^@(\w+)\s*(.*)$/.exec(line);
    if (tag) tags.push({ name: tag[1]!, text: tag[2]!.trim(), offset: start + raw.indexOf('@') });
    else if (tags.length > 0) { if (line) tags[tags.length - 1]!.text += ` ${line}`; }
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
