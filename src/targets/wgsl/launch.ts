import type { Builtin, Extents, Signature, SizeExpression, Sizes } from '../../model/index.ts';
import type { Names } from './names.ts';
import { atom, constantPiece, infix, type Piece } from './piece.ts';
import type { SurroundingsText } from './surroundings.ts';
import { createUniforms } from './uniforms.ts';

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

/** Bindings: 0 the uniforms, then the arrays in the signature's order, the output last. */
export function mapSurroundings(signature: Signature, statics: Sizes, names: Names, output: string): SurroundingsText {
  const uniforms = createUniforms(signature, statics, names);
  const { size } = uniforms;
  const [element, group, lane] = [names.fresh('element'), names.fresh('group'), names.fresh('lane')];
  const threads = { x: names.fresh('thread_x'), y: names.fresh('thread_y'), z: names.fresh('thread_z') };
  const seen = new Set<Axis>();
  let entryKept: string | undefined;
  const entryName = () => (entryKept ??= names.fresh(signature.name));
  const dims = [...signature.returns.dims].reverse();
  const extent = (axis: Axis): Piece => {
    const dim = dims[axes.indexOf(axis)];
    return dim === undefined ? constantPiece(1, 'i32') : size(dim);
  };
  const thread = (axis: Axis): Piece => {
    if (axes.indexOf(axis) >= dims.length) return constantPiece(0, 'i32');
    seen.add(axis);
    return atom(threads[axis]);
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
      size,
      scalar: uniforms.scalar,
      builtin: ({ group: of, axis }: Pick<Builtin, 'group' | 'axis'>) => (of === 'thread' ? thread(axis) : extent(axis)),
      lanes: () => {
        throw new Error('a map kernel has no warps');
      },
      returned: (value) => [`${output}[${element}] = ${value};`, 'return;'],
    },
    uniforms: uniforms.declarations,
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
      uniforms: uniforms.list(), sharedBytes: 0, dynamicSharedBytes: 0, addresses: 32,
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
