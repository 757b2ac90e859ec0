import type { Parameter, Program } from '../../model/index.ts';
import { checksText, sizeTables } from '../support/javascript-checks.ts';
import { commentText, templateLiteral } from '../support/javascript-text.ts';
import { sizeText } from '../support/javascript-sizes.ts';
import { namesOf } from '../support/names.ts';
import { shapeText } from '../support/sizes.ts';

/**
 * `index.js` of the package: the kernel's text, what its arrays must be, and the little that makes gpu.js run it for any
 * value of the run-time sizes. It imports nothing: gpu.js is handed to it, from npm or from a script tag alike.
 */
export function moduleText(program: Program, header: readonly string[]): string {
  const { signature, sizes: fixed, text } = program;
  const names = namesOf(signature);
  const mentioned = [...new Set([...text.matchAll(/\bthis\.constants\.(\w+)/g)].map((match) => match[1]!))];
  return `${commentText(header)}

/** The kernel for gpu.js: one call of it computes one element of the output. */
export const kernelText = ${templateLiteral(text)};

/** Sizes that are compiled in. */
export const fixed = Object.freeze(${JSON.stringify(fixed)});

const name = ${JSON.stringify(names.kernel)};
const parameters = [
${signature.parameters.map((parameter) => `  ${parameterText(parameter, fixed)},`).join('\n')}
];
${sizeTables(program)}
/** Run-time sizes that the kernel's text names: gpu.js compiles them in, so another value is another build. */
const mentioned = ${JSON.stringify(mentioned.filter((symbol) => !Object.hasOwn(fixed, symbol)))};

${runtimeText.replaceAll('CREATE', () => names.create)}
${checksText({ largest: 'exactIntegers', largestShown: '2^24', ask: 'give { ${symbol} } as the last argument' })}`;
}

function parameterText({ name, type }: Parameter, fixed: Program['sizes']): string {
  const kind = type.scalar === 'f32' ? 'Float32Array' : 'Int32Array';
  const shape = type.dims.map((dim) => sizeText(dim, fixed)).join(', ');
  return `{ name: ${JSON.stringify(name)}, kind: ${kind}, integer: ${type.scalar !== 'f32'}, rank: ${type.dims.length}, shown: ${JSON.stringify(shapeText(type.dims, fixed))}, shape: (size) => [${shape}] }`;
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
  for (const { parameter, least, end, shown } of ranges) {
    const numbers = values[parameters.findIndex((each) => each.name === parameter)];
    if (!isResident(numbers)) checkRange(parameter, numbers, least, end(size), shown);
  }
  for (const { parameter, end, shown } of bounds) {
    const offsets = values[parameters.findIndex((each) => each.name === parameter)];
    if (!isResident(offsets)) checkBounds(parameter, offsets, end(size), shown);
  }
  return size;
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
