import { componentOf, nodesOf, nonNegativeLocals, type TypedKernel, widthOf } from '../../dialect/index.ts';
import type { Program, Sizes } from '../../model/index.ts';
import { type ArrayForm, formsOf } from './array-form.ts';
import { indent } from '../support/indent.ts';
import type { EmitContext } from './context.ts';
import { createFunctions } from './functions.ts';
import { gridBlock } from './grid-block.ts';
import { gridSurroundings } from './grid-launch.ts';
import { halved } from './halves.ts';
import { type Helper, helperLines } from './helpers.ts';
import { mapSurroundings, workgroup } from './launch.ts';
import { createNames } from './names.ts';
import { blockLines } from './statement.ts';
import { uniformLoads } from './uniform-loads.ts';

/**
 * A typed kernel as a WGSL compute shader: the kernel's own names, one statement a line. A map kernel has one invocation an
 * output element; a grid kernel's blocks are workgroups. Integers are i32, so every index is exact; bools are stored as u32.
 *
 * Where the languages differ the text follows JavaScript: the rounding of divisions, halves that round up, `%` of floats,
 * negative bases of `pow`, operands that must not be evaluated. As on any GPU, f32 division and functions may be off in
 * the last places, products may be fused with sums, and nothing may be relied on about NaN in `min` and `max`.
 */
export interface WgslOptions {
  /** A line about where the text comes from. */
  readonly comment?: string;
}

export type WgslResult = { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly detail: string };

/** `sizes` must hold the static symbols, which are compiled in; the others are run-time values. */
export function emitWgsl(wanted: TypedKernel, sizes: Sizes, options: WgslOptions = {}): WgslResult {
  const { signature } = wanted.kernel;
  const statics = Object.fromEntries(signature.statics.map((name) => {
    const value = sizes[name];
    if (value === undefined) throw new Error(`the static size ${name} of ${signature.name} has no value`);
    return [name, value];
  }));
  const problem = withoutWords(wanted);
  if (problem !== undefined) return { ok: false, detail: problem };
  const typed = halved(wanted);
  const { body } = typed.kernel;
  const { launch } = body;
  const names = createNames([...typed.parameters.keys(), ...typed.arrays.keys(), ...typed.locals.keys()]);
  const forms = formsOf(typed, (array) => names.of(array));
  const output = launch === undefined ? names.fresh('output') : names.of(launch.output);
  const block = launch === undefined ? undefined : gridBlock(signature.name, launch, forms, statics);
  if (block !== undefined && 'problem' in block) return { ok: false, detail: block.problem };
  const text = launch === undefined
    ? mapSurroundings(signature, statics, names, output)
    : gridSurroundings(signature, launch, statics, names, block!);
  const [x, y, z] = block?.block ?? [workgroup, 1, 1];
  const helpers = new Set<Helper>();
  const context: EmitContext = {
    typed, names, helpers, forms, threads: x * y * z, before: [],
    functions: createFunctions(names),
    nonNegative: nonNegativeLocals(typed),
    uniformLoads: uniformLoads(typed),
    assigned: new Set(nodesOf(body).flatMap((node) => (node.type === 'Assignment' ? [node.name] : []))),
    surroundings: text.surroundings,
  };
  const lines = blockLines(body, context);
  if (lines.at(-1) === 'return;') lines.pop();
  const { head, opening } = text.entry();
  const program = [
    ...header(signature.name, statics, options), '',
    ...directives(typed),
    ...text.uniforms(), ...arrayLines(typed, forms, output, block?.elements), ...helperLines(helpers), ...context.functions.lines(), '',
    ...head, ...indent([...opening, ...lines]), '}', '',
  ].join('\n');
  return { ok: true, program: { target: 'wgsl', text: program, signature, sizes: statics, launch: text.plan() } };
}

/** What of the language WGSL has no words for. */
function withoutWords({ kernel: { body, signature: { returns } }, locals }: TypedKernel): string | undefined {
  if (body.launch === undefined && returns.scalar !== 'f32') return `a kernel's output is f32 in WGSL, not ${returns.scalar}`;
  for (const node of nodesOf(body)) {
    if (node.type === 'AsyncCopy' || node.type === 'CopyCommit' || node.type === 'CopyWait') return 'WGSL has no asynchronous copies; load and store instead';
    if (node.type === 'MatrixDot') return 'WGSL has no matrix unit';
    if (node.type !== 'ForStatement') continue;
    const wide = [node.init, node.update].find((part) => part && widthOf(locals.get(part.name)!) === 8);
    if (wide) return `WGSL is not written for a loop that counts in eight components (${wide.name})`;
  }
  return undefined;
}

function directives({ kernel: { body }, types, arrays }: TypedKernel): string[] {
  const half = [...types.values()].some((type) => componentOf(type) === 'f16') || [...arrays.values()].some(({ type }) => type.scalar === 'f16');
  const lanes = nodesOf(body).some((node) => node.type === 'FunctionCall' && node.name !== 'dot');
  const lines = [
    ...(half ? ['enable f16;'] : []),
    // the language asks for all threads of a warp where WGSL would see to it that all of a workgroup come
    ...(lanes ? ['enable subgroups;', 'diagnostic(off, subgroup_uniformity);'] : []),
  ];
  return lines.length === 0 ? [] : [...lines, ''];
}

/** Bindings: 0 the uniforms, then the arrays in the signature's order, the output last; then what is shared. */
function arrayLines({ kernel: { body } }: TypedKernel, forms: ReadonlyMap<string, ArrayForm>, output: string, elements: ReadonlyMap<string, number> | undefined): string[] {
  const all = [...forms.values()];
  const inputs = all.filter(({ array }) => array.space === 'input');
  const bound = (at: number, access: string, name: string, unit: string) => `@group(0) @binding(${at + 1}) var<storage, ${access}> ${name}: array<${unit}>;`;
  return [
    ...inputs.map(({ name, unit }, at) => bound(at, 'read', name, unit)),
    bound(inputs.length, 'read_write', output, body.launch === undefined ? 'f32' : forms.get(body.launch.output)!.unit),
    ...all.filter(({ array }) => array.space === 'shared').map(({ name, unit, per }) => `var<workgroup> ${name}: array<${unit}, ${Math.ceil(elements!.get(name)! / per)}>;`),
  ];
}

function header(name: string, statics: Sizes, { comment }: WgslOptions): string[] {
  const compiled = Object.entries(statics).map(([symbol, value]) => `${symbol} = ${value}`).join(', ');
  const lines = [`Emitted from the kernel ${name} for WebGPU${compiled === '' ? '' : `; compiled for ${compiled}`}.`, ...(comment?.split('\n') ?? [])];
  return lines.map((line) => `// ${line}`);
}
