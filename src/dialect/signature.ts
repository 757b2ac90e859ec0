import type { ArrayType, Launch, Parameter, Scalar, Signature } from '../model/index.ts';
import { showSize, symbolsOf } from '../util/size-expression.ts';
import { type LaunchShape, parseLaunch, printLaunch } from './launch-text.ts';
import { listed } from './names.ts';
import { excerpt } from './problem.ts';
import { parseSize } from './size-text.ts';

/**
 * The head of a kernel: its JSDoc. Tags: @operation, @profile, @param {type[size]…} name, @returns, @static symbol; in a
 * grid kernel an out parameter, the last, instead of @returns, and @launch.
 * `fail` is given the offset in the comment where the trouble is, and throws.
 */
export type Fail = (message: string, offset: number) => never;

const scalars = new Set<string>(['f32', 'f16', 'bf16', 'i8', 'u8', 'i32', 'u32', 'i64', 'bool']);
const profiles = ['cuembed', 'fbgemm', 'pytorch', 'torchrec', 'dlrm'];

interface Tag { readonly name: string; text: string; readonly offset: number }

/** What a kernel's head says; a grid kernel's has a launch. */
export interface Head {
  readonly signature: Signature;
  readonly launch: Launch | null;
}

/** Reads the JSDoc of the function `name` whose parameters are `parameterNames`. Roles are filled in by the parser. */
export function parseSignature(comment: string, name: string, parameterNames: readonly string[], fail: Fail): Head {
  const { description, tags } = splitTags(comment);
  const types = new Map<string, ArrayType>();
  const statics: { symbol: string; offset: number }[] = [];
  let [returns, operation, profile]: [ArrayType?, string?, string?] = [];
  let out: { readonly name: string; readonly type: ArrayType; readonly offset: number } | undefined;
  let shape: { readonly launch: LaunchShape; readonly offset: number } | undefined;
  for (const tag of tags) {
    switch (tag.name) {
      case 'param': {
        const { name: parameter, type, isOut } = readParam(tag, parameterNames, fail);
        if (types.has(parameter) || out?.name === parameter) fail(`@param '${parameter}' stands twice; give each parameter one @param`, tag.offset);
        if (isOut && out) fail(`'${parameter}' is a second out parameter; a kernel has one output`, tag.offset);
        if (isOut) out = { name: parameter, type, offset: tag.offset };
        else types.set(parameter, type);
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
      case 'launch':
        if (shape) fail('@launch stands twice; a kernel has one launch', tag.offset);
        shape = { launch: readLaunch(tag, fail), offset: tag.offset };
        break;
      default: fail(`unknown tag @${tag.name}; allowed: @operation, @profile, @param, @returns, @static, @launch`, tag.offset);
    }
  }
  const inputs = out ? parameterNames.filter((each) => each !== out!.name) : parameterNames;
  const parameters = inputs.map((parameter): Parameter => {
    const type = types.get(parameter) ?? fail(`parameter '${parameter}' has no @param {type[size]} tag`, 0);
    return { name: parameter, type };
  });
  if (shape && !out) fail('@launch needs an out parameter to store into, the last: @param {out f32[…]} name', shape.offset);
  if (out && !shape) fail(`the out parameter '${out.name}' makes this a grid kernel, which needs @launch block […] grid […]`, out.offset);
  if (out && out.name !== parameterNames.at(-1)) fail(`the out parameter '${out.name}' must be the last`, out.offset);
  if (out && returns) fail('a grid kernel stores into its out parameter and has no @returns', out.offset);
  const output = out?.type ?? returns;
  if (!output) return fail('the JSDoc has no @returns {f32[…]} tag that says the shape of the output', 0);
  const known = new Set([...parameters.flatMap((p) => p.type.dims), ...output.dims].flatMap(symbolsOf));
  const compiled = new Set(statics.map(({ symbol }) => symbol));
  for (const { symbol, offset } of statics) {
    if (!known.has(symbol)) fail(`@static names '${symbol}', but the sizes of this kernel are: ${listed(known, 'none')}`, offset);
  }
  if (shape) {
    const { launch: { block, grid }, offset } = shape;
    const loose = block.flatMap(symbolsOf).find((symbol) => !compiled.has(symbol));
    if (loose !== undefined) fail(`the size of a block is compiled in; '${loose}' is not: use numbers and @static sizes (${listed(compiled, 'none')})`, offset);
    const strange = grid.flatMap(symbolsOf).find((symbol) => !known.has(symbol));
    if (strange !== undefined) fail(`the grid names '${strange}', but the sizes of this kernel are: ${listed(known, 'none')}`, offset);
  }
  return {
    signature: {
      name, description, parameters, roles: {}, returns: output, statics: [...compiled],
      ...(operation === undefined ? {} : { operation }), ...(profile === undefined ? {} : { profile }),
    },
    launch: shape ? { output: out!.name, ...shape.launch } : null,
  };
}

function readLaunch(tag: Tag, fail: Fail): LaunchShape {
  try {
    return parseLaunch(tag.text);
  } catch (error) {
    if (error instanceof SyntaxError) return fail(error.message, tag.offset);
    throw error;
  }
}

function readParam(tag: Tag, parameterNames: readonly string[], fail: Fail): { name: string; type: ArrayType; isOut: boolean } {
  const match = /^\{\s*(out\b)?([^}]*)\}\s*([\p{ID_Start}_$][\p{ID_Continue}$]*)/u.exec(tag.text);
  if (!match) return fail(`@param must read {type[size]} name, for example @param {f32[rows][dim]} table; found '${excerpt(tag.text)}'`, tag.offset);
  const name = match[3]!;
  if (!parameterNames.includes(name)) fail(`@param names '${name}', but the function's parameters are: ${listed(parameterNames, 'none')}`, tag.offset);
  const isOut = match[1] !== undefined;
  const type = parseType(match[2]!, tag.offset, fail);
  if (isOut) checkOutput(type, 'an out parameter', ['f32', 'f16', 'bf16'], tag.offset, fail);
  return { name, type, isOut };
}

function readReturns(tag: Tag, fail: Fail): ArrayType {
  const match = /^\{([^}]*)\}/.exec(tag.text);
  if (!match) return fail(`@returns must read {type[size]…}, for example @returns {f32[bags][dim]}; found '${excerpt(tag.text)}'`, tag.offset);
  const type = parseType(match[1]!, tag.offset, fail);
  checkOutput(type, '@returns', ['f32'], tag.offset, fail);
  return type;
}

function checkOutput(type: ArrayType, what: string, scalars: readonly Scalar[], offset: number, fail: Fail): void {
  if (type.dims.length < 1 || type.dims.length > 3) fail(`${what} must have one to three dimensions (x last); found ${type.dims.length}`, offset);
  if (!scalars.includes(type.scalar)) fail(`${what} must be ${scalars.join(' or ')}; found ${type.scalar}`, offset);
}

function word(tag: Tag, fail: Fail): string {
  if (!/^[a-z][a-z0-9-]*$/.test(tag.text)) fail(`@${tag.name} takes one lower-case name; found '${excerpt(tag.text)}'`, tag.offset);
  return tag.text;
}

function parseType(text: string, offset: number, fail: Fail): ArrayType {
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

/** The JSDoc of a signature, as it would be read back; of a grid kernel with its launch. */
export function printSignature(signature: Signature, launch?: Launch): string {
  const output = printType(signature.returns);
  const lines = [
    ...(signature.description ? [signature.description] : []),
    ...(signature.operation ? [`@operation ${signature.operation}`] : []),
    ...(signature.profile ? [`@profile ${signature.profile}`] : []),
    ...signature.parameters.map((p) => `@param {${printType(p.type)}} ${p.name}`),
    launch ? `@param {out ${output}} ${launch.output}` : `@returns {${output}}`,
    ...signature.statics.map((symbol) => `@static ${symbol}`),
    ...(launch ? [`@launch ${printLaunch(launch)}`] : []),
  ];
  return ['/**', ...lines.map((line) => ` * ${line}`), ' */'].join('\n');
}
