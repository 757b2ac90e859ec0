import type { Program } from '../../model/index.ts';
import { solveSizes } from '../support/javascript-sizes.ts';
import { namesOf } from '../support/names.ts';
import { shapeText } from '../support/sizes.ts';
import { valueRules } from '../support/value-rules.ts';

/** `index.d.ts` of the package. gpu.js is described by its shape, so that the types hold without it installed. */
export function declarationText({ signature, sizes: fixed }: Program, description: string): string {
  const names = namesOf(signature);
  const solutions = solveSizes(signature, fixed);
  const last = signature.parameters.some(({ name }) => name === 'sizes') ? 'runTimeSizes' : 'sizes';
  const sizesType = solutions.length === 0 ? 'Record<string, never>' : `{ ${solutions.map(({ symbol, text }) => `readonly ${symbol}${text === null ? '' : '?'}: number`).join('; ')} }`;
  const rules = valueRules(signature);
  const untold = solutions.some(({ text }) => text === null);
  const types = signature.parameters.map(({ name, type }) => `${name}: ${type.dims.length === 0 ? 'number' : `${type.scalar === 'f32' ? 'Float32Array' : 'Int32Array'} | GpuJsResident`}`);
  const notes = signature.parameters.map(({ name, type }) => `   * @param ${name} ${type.scalar}${shapeText(type.dims, fixed)}${noteOf(signature.roles[name]?.kind, type.dims.length > 1)}`);
  return `/** The part of gpu.js that is used. \`import * as gpujs from 'gpu.js'\` has it. */
export interface GpuJsLibrary {
  readonly GPU: new (settings: { mode: GpuJsMode }) => unknown;
  readonly Input: new (value: any, size: any) => unknown;
}

/**
 * An array that is on the GPU already: what a gpu.js kernel made with \`pipeline: true\` answers in mode 'webgpu'. Its
 * output size is the array's shape, x first; its values are not checked.
 */
export interface GpuJsResident {
  readonly type: 'WebGPUBuffer';
  readonly output: number[];
}

export type GpuJsMode = 'webgpu' | 'webasm' | 'cpu';

/** ${description.replaceAll('*/', '* /')} */
export interface ${names.type} {
  /**
   * Runs the kernel. Rejects with a TypeError or RangeError where arguments are of the wrong type, do not fit one another
   * or hold integers beyond 2^24. ${rules.length === 0 ? '' : `What values must be: ${rules.join('; ')}.\n   * `}The arrays must stay as they are until the promise resolves; calls run one after another.
${notes.join('\n')}
   * @param ${last} run-time sizes${untold ? '' : ', where the lengths of the arrays leave them open (an array may be empty)'}
   * @returns f32${shapeText(signature.returns.dims, fixed)}, flat, row-major
   */
  (${[...types, `${last}${untold ? '' : '?'}: ${sizesType}`].join(', ')}): Promise<Float32Array>;
  readonly mode: GpuJsMode;
  /** Frees what the kernel holds, once the calls under way are done; a later call rejects. */
  destroy(): Promise<void>;
}

/**
 * Makes the function. \`mode\`: 'webgpu' where the platform has WebGPU, else 'webasm', unless named.
 * TypeError without gpu.js, RangeError for another mode.
 */
export declare function ${names.create}(gpujs: GpuJsLibrary, options?: { readonly mode?: GpuJsMode }): ${names.type};

/** The kernel for gpu.js, for use without the function above. */
export declare const kernelText: string;

/** Sizes that are compiled in; all others may differ from call to call. */
export declare const fixed: { ${Object.entries(fixed).map(([symbol, value]) => `readonly ${symbol}: ${value};`).join(' ')} };
`;
}

function noteOf(role: string | undefined, rows: boolean): string {
  if (role === 'index') return ', row numbers';
  if (role === 'offsets') return ', where each bag begins, and the end of the last: 0 first, never going down, the number of lookups last';
  return rows ? ', flat, row-major' : '';
}
