import type { Parameter, Program, Sizes, Uniform } from '../../model/index.ts';
import { isFloat } from '../../util/scalars.ts';
import { checksText, sizeTables } from '../support/javascript-checks.ts';
import { sizeText } from '../support/javascript-sizes.ts';
import { commentText, templateLiteral } from '../support/javascript-text.ts';
import { shapeText } from '../support/sizes.ts';
import { elementTypes } from './elements.ts';
import { featuresOf, limitsOf } from './limits.ts';
import { runtimeText } from './runtime.ts';

/**
 * `index.js` of the package: the shader, how its arrays and its launch follow from the sizes, and `dispatch`, which runs it
 * on any WebGPU device. It imports nothing.
 */
export function moduleText(program: Program, header: readonly string[]): string {
  const { signature, sizes: fixed, text } = program;
  const launch = program.launch!;
  return `${commentText(header)}

/** The shader. Bindings of group 0: the uniforms, then the arrays in order, the output last. */
export const wgsl = ${templateLiteral(text)};

/** Sizes that are compiled in. */
export const fixed = Object.freeze(${JSON.stringify(fixed)});

/** Features that a device must have been made with. */
export const requiredFeatures = Object.freeze(${JSON.stringify(featuresOf(program))});

/** Limits that a device must have at least, whatever the sizes: threads of a workgroup, bytes that they share, arrays. */
export const requiredLimits = Object.freeze(${JSON.stringify(limitsOf(program))});

const name = ${JSON.stringify(signature.name)};
const entry = ${JSON.stringify(launch.entry)};
const parameters = [
${signature.parameters.map((parameter) => `  ${parameterText(parameter, fixed)},`).join('\n')}
];
const outputType = { kind: ${elementTypes[signature.returns.scalar].kind}, bytes: ${elementTypes[signature.returns.scalar].bytes} };
${sizeTables(program)}
/** Workgroups along x, y, z. */
const grid = (size) => [${launch.grid.map((extent) => sizeText(extent, fixed)).join(', ')}];
/** What the uniform buffer holds, 32 bits each. */
const uniforms = (size, inputs) => [${launch.uniforms.map((uniform) => uniformText(uniform, program)).join(', ')}];

${runtimeText}
${checksText({ largest: '2 ** 31 - 1', largestShown: '2^31 - 1', ask: 'give dispatch the option sizes: { ${symbol} }' })}`;
}

function parameterText({ name, type }: Parameter, fixed: Sizes): string {
  const { kind, bytes } = elementTypes[type.scalar];
  const integer = !['f32', 'f16', 'bf16', 'bool'].includes(type.scalar);
  const shape = type.dims.map((dim) => sizeText(dim, fixed)).join(', ');
  return `{ name: ${JSON.stringify(name)}, kind: ${kind}, bytes: ${bytes}, bool: ${type.scalar === 'bool'}, integer: ${integer}, rank: ${type.dims.length}, shown: ${JSON.stringify(shapeText(type.dims, fixed))}, shape: (size) => [${shape}] }`;
}

function uniformText(uniform: Uniform, { signature, sizes: fixed }: Program): string {
  if (uniform.kind === 'size') return `['setInt32', ${sizeText(uniform.value, fixed)}]`;
  const { scalar } = signature.parameters.find(({ name }) => name === uniform.parameter)!.type;
  return `['${isFloat(scalar) ? 'setFloat32' : 'setInt32'}', inputs[${JSON.stringify(uniform.parameter)}]]`;
}
