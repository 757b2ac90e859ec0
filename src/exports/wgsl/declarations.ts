import type { Program } from '../../model/index.ts';
import { solveSizes } from '../support/javascript-sizes.ts';
import { shapeText } from '../support/sizes.ts';
import { valueRules } from '../support/value-rules.ts';
import { elementTypes } from './elements.ts';

/** `index.d.ts` of the package. WebGPU is described by what is used of it, so that the types hold without @webgpu/types. */
export function declarationText({ signature, sizes: fixed }: Program, description: string): string {
  const solutions = solveSizes(signature, fixed);
  const rules = valueRules(signature);
  const inputs = signature.parameters.map(({ name, type }) => {
    const kind = type.dims.length > 0 ? `${elementTypes[type.scalar].kind} | GpuBuffer` : type.scalar === 'bool' ? 'boolean' : 'number';
    return `  /** ${type.scalar}${shapeText(type.dims, fixed)}${noteOf(signature.roles[name]?.kind, type.scalar, type.dims.length)} */\n  readonly ${name}: ${kind};`;
  });
  const sizes = solutions.length === 0 ? 'Record<string, never>' : `{ ${solutions.map(({ symbol }) => `readonly ${symbol}?: number`).join('; ')} }`;
  return `/** The part of a GPUBuffer that is used. */
export interface GpuBuffer {
  readonly size: number;
  readonly usage: number;
  mapAsync(mode: number): Promise<unknown>;
}

/** The part of a GPUDevice that is used here; a GPUDevice of @webgpu/types is one. */
export interface GpuDevice {
  readonly limits: object;
  readonly features: { has(feature: string): boolean };
  readonly queue: object;
  readonly lost: Promise<unknown>;
  createBuffer(descriptor: any): any;
  createShaderModule(descriptor: any): any;
}

export interface Inputs {
${inputs.join('\n')}
}

/** Sizes that the lengths of the typed arrays do not tell${solutions.some(({ text }) => text === null) ? ` (here always: ${solutions.filter(({ text }) => text === null).map(({ symbol }) => symbol).join(', ')})` : ''}: those of arrays that are GPUBuffers. */
export type Sizes = ${sizes};

/**
 * ${description.replaceAll('*/', '* /').split('\n').join('\n * ')}
 *
 * Inputs are flat typed arrays, row-major, or GPUBuffers with the usage STORAGE of as many bytes, in whole vectors of 16.
 * Resolves to the output, ${signature.returns.scalar}${shapeText(signature.returns.dims, fixed)}; or, where \`output\` is given, to that buffer, once the launch is in the device's queue.
 *
 * Rejects with a TypeError or RangeError where inputs are of the wrong type, do not fit one another, or are more than the
 * device allows.${rules.length === 0 ? '' : ` What values must be: ${rules.join('; ')}.`}
 * Typed arrays must stay as they are until the promise resolves. The pipeline and the buffers of typed arrays are kept with the device.
 */
export declare function dispatch(device: GpuDevice, inputs: Inputs, options?: { readonly sizes?: Sizes; readonly output?: undefined }): Promise<${elementTypes[signature.returns.scalar].kind}>;
export declare function dispatch<Output extends GpuBuffer>(device: GpuDevice, inputs: Inputs, options: { readonly sizes?: Sizes; readonly output: Output }): Promise<Output>;

/** Asks for a device with the features that the kernel needs and the adapter's limits. */
export declare function requestDevice<Device>(adapter: { requestDevice(descriptor?: any): Promise<Device> } | null): Promise<Device>;

/** Frees what is kept for a device. No call may be under way. */
export declare function release(device: GpuDevice): void;

/** The shader, for use without the functions above. */
export declare const wgsl: string;

/** Features that a device must have been made with. */
export declare const requiredFeatures: readonly string[];

/** Limits that a device must have at least, whatever the sizes. */
export declare const requiredLimits: { readonly [limit: string]: number };

/** Sizes that are compiled in; all others may differ from call to call. */
export declare const fixed: { ${Object.entries(fixed).map(([symbol, value]) => `readonly ${symbol}: ${value};`).join(' ')} };
`;
}

function noteOf(role: string | undefined, scalar: string, rank: number): string {
  const bits = scalar === 'f16' || scalar === 'bf16' ? ', as the bits' : '';
  if (role === 'index') return `${bits}, row numbers`;
  if (role === 'offsets') return `${bits}, where each bag begins, and the end of the last: 0 first, never going down, the number of lookups last`;
  return rank > 1 ? `${bits}, flat, row-major` : bits;
}
