import type { Parameter, Program, Signature } from '../../model/index.ts';
import { showSize } from '../../util/size-expression.ts';
import { namesOf } from './names.ts';
import { shapeText, sizeText, solveSizes } from './sizes.ts';

/**
 * `index.js` of the package: the kernel's text, what its arrays must be, and the little that makes gpu.js run it for any
 * value of the run-time sizes. It imports nothing: gpu.js is handed to it, from npm or from a script tag alike.
 */
export function moduleText(program: Program, header: readonly string[]): string {
  const { signature, sizes: fixed, text } = program;
  const names = namesOf(signature);
  const solutions = solveSizes(signature, fixed);
  const mentioned = [...new Set([...text.matchAll(/\bthis\.constants\.(\w+)/g)].map((match) => match[1]!))];
  return `${comment(header)}

/** The kernel for gpu.js: one call of it computes one element of the output. */
export const kernelText = ${templateLiteral(text)};

/** Sizes that are compiled in. */
export const fixed = Object.freeze(${JSON.stringify(fixed)});

const name = ${JSON.stringify(names.kernel)};
const parameters = [
${signature.parameters.map((parameter) => `  ${parameterText(parameter, fixed)},`).join('\n')}
];
/** Which of them bound bags, by place, and what they must end at. */
const bounds = [
${boundsTexts(signature, fixed).map((each) => `  ${each},`).join('\n')}
];
/** Shape of the output, x last. */
const outputShape = (size) => [${signature.returns.dims.map((dim) => sizeText(dim, fixed)).join(', ')}];
/** How the lengths of the arrays tell the run-time sizes, in this order; null: they do not, so it must be given. */
const solutions = [
${solutions.map(({ symbol, text: solution }) => `  [${JSON.stringify(symbol)}, ${solution === null ? 'null' : `(length, size) => ${solution}`}],`).join('\n')}
];
/** Run-time sizes that the kernel's text names: gpu.js compiles them in, so another value is another build. */
const mentioned = ${JSON.stringify(mentioned.filter((symbol) => !Object.hasOwn(fixed, symbol)))};

${runtimeText.replaceAll('CREATE', () => names.create)}`;
}

function parameterText({ name, type }: Parameter, fixed: Program['sizes']): string {
  const kind = type.scalar === 'f32' ? 'Float32Array' : 'Int32Array';
  const shape = type.dims.map((dim) => sizeText(dim, fixed)).join(', ');
  return `{ name: ${JSON.stringify(name)}, kind: ${kind}, integer: ${type.scalar !== 'f32'}, rank: ${type.dims.length}, shown: ${JSON.stringify(shapeText(type.dims, fixed))}, shape: (size) => [${shape}] }`;
}

function boundsTexts({ parameters, roles }: Signature, fixed: Program['sizes']): string[] {
  return parameters.flatMap(({ name }, at) => {
    const role = roles[name];
    return role?.kind === 'offsets' ? [`{ at: ${at}, shown: ${JSON.stringify(showSize(role.into))}, end: (size) => ${sizeText(role.into, fixed)} }`] : [];
  });
}

function comment(lines: readonly string[]): string {
  return ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'].join('\n');
}

function templateLiteral(text: string): string {
  return `\`${text.replace(/[\\\`]|\$\{/g, '\\$&')}\``;
}

/** What is the same in every package. */
const runtimeText = `/** Modes of gpu.js that the kernel is written for: the others differ in arithmetic. */
const modes = ['webgpu', 'webasm', 'cpu'];
/** gpu.js keeps integers in f32, which has every one of them up to here. */
const exactIntegers = 2 ** 24;

/** Makes the function that runs the kernel; see index.d.ts. */
export function CREATE(gpujs, { mode = gpujs?.GPU?.isWebGPUSupported ? 'webgpu' : 'webasm' } = {}) {
  if (typeof gpujs?.GPU !== 'function' || typeof gpujs.Input !== 'function') {
    throw new TypeError('CREATE takes gpu.js itself: import * as gpujs from "gpu.js"; CREATE(gpujs)');
  }
  if (!modes.includes(mode)) throw new RangeError(\`\${name} is not written for the mode '\${mode}' of gpu.js; choose one of \${modes.join(', ')}\`);
  let kernel = null;
  let builtFor = '';
  let turn = Promise.resolve();
  let destroyed = false;

  const release = () => {
    kernel?.destroy();
    kernel = null;
  };
  const asArgument = ({ rank, kind, shape }, value, size) => {
    if (rank === 0 || isResident(value)) return value;
    // gpu.js has no empty arrays: one that is empty is never read, and anything may stand for it
    const room = shape(size).map((length) => Math.max(1, length));
    return new gpujs.Input(value.length > 0 ? value : new kind(room.reduce((a, b) => a * b)), room.reverse());
  };

  /** One launch. All modes but cpu take other sizes without a new build; what is resident is built for. */
  async function launch(values, size) {
    const shape = outputShape(size);
    if (shape.includes(0)) return new Float32Array(0);
    const output = [...shape].reverse();
    const constants = Object.fromEntries(mentioned.map((symbol) => [symbol, size[symbol]]));
    const key = JSON.stringify(mode === 'cpu' ? size : [constants, values.map(isResident)]);
    if (kernel === null || key !== builtFor) {
      release();
      const dynamic = mode !== 'cpu';
      kernel = new gpujs.GPU({ mode }).createKernel(kernelText, {
        output, constants, dynamicOutput: dynamic, dynamicArguments: dynamic, loopMaxIterations: 2 ** 31 - 1,
      });
      builtFor = key;
    } else if (mode !== 'cpu') {
      kernel.setOutput(output);
    }
    try {
      const result = await kernel(...parameters.map((parameter, at) => asArgument(parameter, values[at], size)));
      if (kernel.fallbackReason) throw new Error(\`gpu.js cannot run \${name} in mode \${mode} here (\${kernel.fallbackReason}); CREATE(gpujs, { mode: 'cpu' }) runs everywhere\`);
      return flattened(result, output[0]);
    } catch (thrown) {
      release();
      throw thrown;
    }
  }

  const run = (...values) => {
    let size;
    try {
      if (destroyed) throw new Error(\`\${name} was called after destroy()\`);
      size = checked(values, mode);
    } catch (wrong) {
      return Promise.reject(wrong);
    }
    const result = turn.then(() => launch(values, size));
    turn = result.catch(() => {});
    return result;
  };
  run.mode = mode;
  run.destroy = () => {
    destroyed = true;
    return (turn = turn.then(release));
  };
  return run;
}

/** The sizes of a call, once its arguments are known to fit one another. */
function checked(values, mode) {
  const given = values.length > parameters.length ? values[parameters.length] : undefined;
  if (values.length < parameters.length || values.length > parameters.length + 1 || (given !== undefined && (given === null || typeof given !== 'object'))) {
    throw new TypeError(\`\${name} takes \${parameters.map((parameter) => parameter.name).join(', ')}, and sizes if need be; got \${values.length} arguments\`);
  }
  const length = {};
  parameters.forEach((parameter, at) => {
    checkValues(parameter, values[at], mode);
    length[parameter.name] = isResident(values[at]) ? values[at].output.reduce((product, each) => product * each, 1) : values[at].length;
  });
  const size = sizesFrom(length, given ?? {});
  parameters.forEach((parameter, at) => {
    if (parameter.rank === 0) return;
    const shape = parameter.shape(size);
    const fitting = shape.reduce((product, each) => product * each, 1);
    if (isResident(values[at]) && values[at].output.join() !== shape.reverse().join()) {
      throw new RangeError(\`\${parameter.name} is on the GPU with the output size [\${values[at].output.join(', ')}]; its shape \${parameter.shown} is [\${shape.join(', ')}] there, x first\`);
    }
    if (length[parameter.name] !== fitting) {
      throw new RangeError(\`\${parameter.name} has \${length[parameter.name]} values, but its shape \${parameter.shown} has \${fitting} with \${shownSizes(size)}\`);
    }
  });
  for (const bound of bounds) if (!isResident(values[bound.at])) checkBounds(parameters[bound.at].name, values[bound.at], bound.end(size), bound.shown);
  return size;
}

/** Offsets of bags begin at 0, never go down and end where the lookups do: else bags would overlap, or miss some. */
function checkBounds(parameter, offsets, end, shown) {
  if (offsets.length === 0) return;
  if (offsets[0] !== 0) throw new RangeError(\`\${parameter}[0] is \${offsets[0]}; the first bag begins at 0\`);
  for (let at = 1; at < offsets.length; at++) {
    if (offsets[at] < offsets[at - 1]) throw new RangeError(\`\${parameter}[\${at}] is \${offsets[at]}, less than the \${offsets[at - 1]} before it; offsets never go down\`);
  }
  const last = offsets.length - 1;
  if (offsets[last] !== end) throw new RangeError(\`\${parameter}[\${last}] is \${offsets[last]}, but the last bag ends at \${shown} = \${end}\`);
}

/** What a gpu.js kernel made with \`pipeline: true\` answers in mode webgpu: an array that stays on the GPU. */
function isResident(value) {
  return value?.type === 'WebGPUBuffer';
}

function checkValues({ name: parameter, kind, integer, rank }, value, mode) {
  if (rank > 0 && isResident(value)) {
    if (mode !== 'webgpu') throw new TypeError(\`\${parameter} is on the GPU, which mode \${mode} does not use; give a flat \${kind.name}\`);
    return;
  }
  if (rank === 0) {
    if (typeof value !== 'number' || (integer && !Number.isInteger(value))) throw new TypeError(\`\${parameter} must be \${integer ? 'a whole number' : 'a number'}; got \${described(value)}\`);
  } else if (!(value instanceof kind)) {
    throw new TypeError(\`\${parameter} must be a flat \${kind.name}; got \${described(value)}\`);
  }
  if (!integer) return;
  const integers = rank === 0 ? [value] : value;
  for (let at = 0; at < integers.length; at++) {
    if (integers[at] > exactIntegers || integers[at] < -exactIntegers) {
      throw new RangeError(\`\${parameter}\${rank === 0 ? '' : \`[\${at}]\`} is \${integers[at]}, but gpu.js keeps integers in f32, which is exact to 2^24 = \${exactIntegers}\`);
    }
  }
}

function sizesFrom(length, given) {
  const size = { ...fixed };
  for (const symbol of Object.keys(given)) {
    if (!solutions.some(([known]) => known === symbol)) {
      throw new RangeError(\`\${symbol} is no run-time size of \${name}; its run-time sizes are \${solutions.map(([known]) => known).join(', ') || 'none'}\`);
    }
  }
  for (const [symbol, solve] of solutions) {
    const value = Object.hasOwn(given, symbol) && given[symbol] !== undefined ? given[symbol] : solve?.(length, size);
    if (value === undefined || Number.isNaN(value)) throw new TypeError(\`the lengths of the arrays do not tell \${symbol}; give { \${symbol} } as the last argument\`);
    if (!Number.isInteger(value) || value < 0 || value > exactIntegers) {
      throw new RangeError(\`\${symbol} would be \${value} for arrays of these lengths (\${Object.entries(length).filter(([, each]) => each !== undefined).map(([parameter, each]) => \`\${parameter}: \${each}\`).join(', ')}); it must be a whole number from 0 to 2^24\`);
    }
    size[symbol] = value;
  }
  return size;
}

function shownSizes(size) {
  return Object.entries(size).map(([symbol, value]) => \`\${symbol} = \${value}\`).join(', ');
}

function described(value) {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? (value.constructor?.name ?? 'an object') : \`\${typeof value} \${String(value).slice(0, 30)}\`;
}

/** Nested rows, as gpu.js gives them, as one new array. */
function flattened(result, width) {
  if (result instanceof Float32Array) return result.slice();
  const rows = [];
  const collect = (part) => (part instanceof Float32Array ? rows.push(part) : part.forEach(collect));
  collect(result);
  const values = new Float32Array(rows.length * width);
  rows.forEach((row, at) => values.set(row, at * width));
  return values;
}
`;
