import { nodesOf, nonNegativeLocals, type TypedKernel } from '../../dialect/index.ts';
import type { DeviceLimits, LaunchPlan, Program, SizeExpression, Sizes } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import { evaluateSize, showSize } from '../../util/size-expression.ts';
import { indent } from '../support/indent.ts';
import { type EmitContext, Unsayable } from './context.ts';
import { emit, emitAs } from './expression.ts';
import { gridLaunch } from './grid-launch.ts';
import { createLibrary } from './library.ts';
import { mapLaunch } from './map-launch.ts';
import { createNames } from './names.ts';
import { sharedArrays } from './shared.ts';
import { blockLines } from './statement.ts';
import { storedType } from './storage.ts';
import { createUniforms } from './uniforms.ts';

/**
 * A typed kernel as CUDA C++: the kernel's own names, one statement a line. A map kernel has a thread an output element,
 * a grid kernel the launch that it says. Values are int, float, __half and vectors of them; elements lie as their types
 * say, narrow ones are converted where they are loaded and stored.
 *
 * Where the languages differ the text follows JavaScript: the rounding of divisions, halves that round up, shifts by any
 * amount, NaN in least and most, powers of one. For the compiler's own arithmetic (no fast math) f32 products may be fused
 * with sums, and functions may be off in the last places.
 */
export interface CudaOptions {
  /** A line about where the text comes from. */
  readonly comment?: string;
  /** What a block may have at most; default: what every card since compute capability 8.0 has, 1024 threads. */
  readonly limits?: DeviceLimits;
}

export type CudaResult = { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly detail: string };

/** 227 KiB of shared memory are the most that any card lets a block have (compute capability 9.0 and 10.0). */
const most: DeviceLimits = { threadsPerBlock: 1024, sharedBytesPerBlock: 227 * 1024 };

/** `sizes` must hold the static symbols, which are compiled in; the others are run-time values. */
export function emitCuda(typed: TypedKernel, sizes: Sizes, options: CudaOptions = {}): CudaResult {
  const { signature } = typed.kernel;
  const statics = Object.fromEntries(signature.statics.map((name) => {
    const value = sizes[name];
    if (value === undefined) throw new Error(`the static size ${name} of ${signature.name} has no value`);
    return [name, value];
  }));
  try {
    return { ok: true, program: programOf(typed, statics, options) };
  } catch (thrown) {
    if (thrown instanceof Unsayable) return { ok: false, detail: thrown.message };
    throw thrown;
  }
}

function programOf(typed: TypedKernel, statics: Sizes, options: CudaOptions): Program {
  const { kernel: { signature, body }, arrays, locals } = typed;
  const limits = options.limits ?? most;
  const fixedSize = (size: SizeExpression) => fixed(size, statics);
  const names = createNames([...signature.parameters.map(({ name }) => name), ...arrays.keys(), ...locals.keys()]);
  const library = createLibrary();
  const uniforms = createUniforms(signature, statics, names);
  const launch = body.launch ? gridLaunch(body.launch, uniforms, names, limits, fixedSize) : mapLaunch(signature, uniforms, names);
  const { surroundings } = launch;
  const entry = names.entry(signature.name);
  const context: EmitContext = {
    typed, names, library, surroundings, fixedSize,
    emit: (node) => emit(node, context),
    emitAs: (node, type) => emitAs(node, type, context),
    nonNegative: nonNegativeLocals(typed),
    assigned: new Set(nodesOf(body).flatMap((node) => (node.type === 'Assignment' ? [node.name] : []))),
  };
  const shared = sharedArrays(body, context);
  const sharedBytes = shared.sharedBytes + shared.dynamicSharedBytes;
  if (sharedBytes > limits.sharedBytesPerBlock) throw new Unsayable(`${sharedBytes} bytes of shared memory: a block may have ${limits.sharedBytesPerBlock}`);
  const lines = blockLines(body, context);
  if (!body.launch && lines.at(-1) === 'return;') lines.pop();
  const opening = launch.opening();
  const inputs = signature.parameters.filter(({ type }) => type.dims.length > 0);
  const parameters = [
    ...inputs.map(({ name, type }) => `const ${storedType(type.scalar, library)}* __restrict__ ${names.of(name)}`),
    `${storedType(signature.returns.scalar, library)}* __restrict__ ${surroundings.output}`,
    ...uniforms.declarations(),
  ];
  const bounds = [surroundings.threads, ...(launch.resident === undefined ? [] : [launch.resident])].join(', ');
  const includes = library.includes();
  const text = [
    ...header(typed, statics, options), '',
    ...includes, ...(includes.length === 0 ? [] : ['']),
    ...library.definitions(),
    `extern "C" __global__ void __launch_bounds__(${bounds})`,
    `${entry}(${parameters.join(', ')}) {`,
    ...indent([...shared.lines, ...opening, ...lines]),
    '}', '',
  ].join('\n');
  const plan: LaunchPlan = {
    entry, block: launch.block, grid: launch.grid, uniforms: uniforms.list(),
    sharedBytes: shared.sharedBytes, dynamicSharedBytes: shared.dynamicSharedBytes, addresses: surroundings.addresses,
  };
  return { target: 'cuda', text, signature, sizes: statics, launch: plan };
}

function fixed(size: SizeExpression, statics: Sizes): number {
  try {
    return evaluateSize(size, statics);
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown;
    throw new Unsayable(`${showSize(size)} is no whole number of at least 0 with ${Object.entries(statics).map(([name, value]) => `${name} = ${value}`).join(', ')}`);
  }
}

function header({ kernel: { signature: { name }, body: { launch } } }: TypedKernel, statics: Sizes, { comment }: CudaOptions): string[] {
  const compiled = Object.entries(statics).map(([symbol, value]) => `${symbol} = ${value}`).join(', ');
  return [
    `Emitted from the kernel ${name} for CUDA${compiled === '' ? '' : `; compiled for ${compiled}`}.`,
    ...(launch ? [] : ['One thread an output element, x fastest.']),
    ...(comment?.split('\n') ?? []),
  ].map((line) => `// ${line}`);
}
