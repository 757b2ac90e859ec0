import type { Extents, LaunchPlan, Signature, SizeExpression, Sizes, Uniform } from '../../model/index.ts';
import { evaluateSize, showSize, symbolsOf } from '../../util/size-expression.ts';
import { createNames, type Names } from './names.ts';
import { atom, constantPiece, infix, type Piece } from './piece.ts';

/**
 * How a map kernel is launched: one invocation an output element, the elements counted in one line, x fastest. So all
 * lanes of a workgroup have work whatever the output's width is, and neighbours write neighbours. 64 invocations a
 * workgroup are two warps of NVIDIA's and one or two of AMD's, and every adapter has them.
 */
export const workgroup = 64;
/** What WebGPU promises along one axis of a launch: https://www.w3.org/TR/webgpu/#limits */
export const workgroupsPerRow = 65535;

const axes = ['x', 'y', 'z'] as const;
type Axis = (typeof axes)[number];

/** What a kernel sees of its launch: sizes, scalar arguments, its place. What is asked for is declared. */
export interface Surroundings {
  size(expression: SizeExpression, name?: string): Piece;
  scalar(parameter: string): Piece;
  thread(axis: Axis): Piece;
  extent(axis: Axis): Piece;
  /** Name of the element's number. */
  readonly element: string;
  readonly output: string;
}

export interface SurroundingsText {
  readonly surroundings: Surroundings;
  /** Declarations at the top: the uniforms and the arrays. */
  declarations(): string[];
  /** The entry point's head and its first statements. */
  entry(): { readonly head: string[]; readonly opening: string[] };
  plan(): LaunchPlan;
}

/** Bindings: 0 the uniforms, then the arrays in the signature's order, the output last. */
export function surroundingsOf(signature: Signature, statics: Sizes, names: Names): SurroundingsText {
  const [struct, launch, output] = [names.fresh('Launch'), names.fresh('launch'), names.fresh('output')];
  const [element, group, lane] = [names.fresh('element'), names.fresh('group'), names.fresh('lane')];
  const threads = { x: names.fresh('thread_x'), y: names.fresh('thread_y'), z: names.fresh('thread_z') };
  const seen = new Set<Axis>();
  let entryKept: string | undefined;
  const entryName = () => (entryKept ??= names.fresh(signature.name));
  const members = createNames([]);
  const uniforms = new Map<string, { readonly name: string; readonly type: string; readonly uniform: Uniform }>();

  const member = (key: string, stem: string, type: string, uniform: Uniform): Piece => {
    let known = uniforms.get(key);
    if (known === undefined) uniforms.set(key, (known = { name: members.fresh(stem), type, uniform }));
    return atom(`${launch}.${known.name}`);
  };
  const size = (expression: SizeExpression, name = memberName(expression)): Piece => {
    if (symbolsOf(expression).every((symbol) => Object.hasOwn(statics, symbol))) return constantPiece(evaluateSize(expression, statics), 'i32');
    return member(`size ${showSize(expression)}`, name, 'i32', { kind: 'size', value: expression });
  };
  const dims = [...signature.returns.dims].reverse();
  const extent = (axis: Axis): Piece => {
    const dim = dims[axes.indexOf(axis)];
    return dim === undefined ? constantPiece(1, 'i32') : size(dim);
  };
  /** An element's place along an axis, told from its number. */
  const place = (axis: Axis): Piece => {
    // a width of 0 launches nothing, but WGSL must not see a division by it
    const by = (left: Piece, operator: '/' | '%', right: Piece) => infix(left, operator, right.constant === 0 ? constantPiece(1, 'i32') : right);
    const at = axes.indexOf(axis);
    const rows = axes.slice(0, at).reduce((rest, inner) => by(rest, '/', extent(inner)), atom(element));
    return at === dims.length - 1 ? rows : by(rows, '%', extent(axis));
  };
  const elements = signature.returns.dims.reduce((left, right): SizeExpression => ({ kind: 'operation', operator: '*', left, right }));

  return {
    surroundings: {
      size, extent, element, output,
      scalar(name) {
        const { type } = signature.parameters.find((each) => each.name === name)!;
        return member(`argument ${name}`, name, storedType(type.scalar), { kind: 'argument', parameter: name });
      },
      thread(axis) {
        if (axes.indexOf(axis) >= dims.length) return constantPiece(0, 'i32');
        seen.add(axis);
        return atom(threads[axis]);
      },
    },
    declarations() {
      const arrays = signature.parameters.filter(({ type }) => type.dims.length > 0)
        .map(({ name, type }, at) => `@group(0) @binding(${at + 1}) var<storage, read> ${names.of(name)}: array<${storedType(type.scalar)}>;`);
      const fields = [...uniforms.values()].map(({ name, type }) => `  ${name}: ${type},`);
      return [
        ...(fields.length === 0 ? [] : [`struct ${struct} {`, ...fields, '}', `@group(0) @binding(0) var<uniform> ${launch}: ${struct};`]),
        ...arrays,
        `@group(0) @binding(${arrays.length + 1}) var<storage, read_write> ${output}: array<f32>;`,
      ];
    },
    entry: () => ({
      head: [
        `// One invocation an output element, x fastest, in rows of ${workgroupsPerRow} workgroups.`,
        `@compute @workgroup_size(${workgroup})`,
        `fn ${entryName()}(@builtin(workgroup_id) ${group}: vec3<u32>, @builtin(local_invocation_index) ${lane}: u32) {`,
      ],
      opening: [
        `let ${element} = i32((${group}.y * ${workgroupsPerRow}u + ${group}.x) * ${workgroup}u + ${lane});`,
        `if (${element} >= ${size(elements, 'elements').text}) {`,
        '  return;',
        '}',
        ...axes.filter((axis) => seen.has(axis)).map((axis) => `let ${threads[axis]} = ${place(axis).text};`),
      ],
    }),
    plan: () => ({
      entry: entryName(), block: [workgroup, 1, 1], grid: inRows({ kind: 'operation', operator: '/', left: elements, right: { kind: 'number', value: workgroup } }),
      uniforms: [...uniforms.values()].map(({ uniform }) => uniform), sharedBytes: 0, dynamicSharedBytes: 0, addresses: 32,
    }),
  };
}

/** As many workgroups as give every element an invocation, in rows once one axis is full. */
function inRows(quotient: SizeExpression): Extents<SizeExpression> {
  const ceil = (of: SizeExpression): SizeExpression => ({ kind: 'function', name: 'ceil', arguments: [of] });
  const perRow: SizeExpression = { kind: 'number', value: workgroupsPerRow };
  const needed = ceil(quotient);
  return [
    { kind: 'function', name: 'min', arguments: [needed, perRow] },
    ceil({ kind: 'operation', operator: '/', left: needed, right: perRow }),
    { kind: 'number', value: 1 },
  ];
}

/** A size as a name: `bags_plus_1`. */
function memberName(expression: SizeExpression): string {
  const words = { '+': '_plus_', '-': '_minus_', '*': '_times_', '/': '_over_' } as const;
  return showSize(expression).replace(/[\s(),]/g, '').replace(/[-+*/]/g, (operator) => words[operator as '+']).replace(/^(?=\d)/, 'size_');
}

/** What an array or a scalar argument is held as. */
export function storedType(scalar: string): string {
  return scalar === 'bool' ? 'u32' : scalar;
}
