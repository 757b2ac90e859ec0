import type { Signature, SizeExpression } from '../../model/index.ts';
import type { Names } from './names.ts';
import { atom, infix, integer, type Piece } from './piece.ts';
import { axes, type Axis, type LaunchText } from './surroundings.ts';
import type { Uniforms } from './uniforms.ts';

/**
 * How a map kernel is launched: one thread an output element, the elements counted in one line, x fastest, so that all
 * lanes of a warp have work whatever the output's width is, and neighbours write neighbours. Elements are counted without
 * a sign in 32 bits, as sizes are given in 32; places in the inputs are worked out in 64.
 */
export const mapThreads = 256;

export function mapLaunch({ returns }: Signature, uniforms: Uniforms, names: Names): LaunchText {
  const [output, element] = [names.fresh('output'), names.fresh('element')];
  const threads = { x: names.fresh('thread_x'), y: names.fresh('thread_y'), z: names.fresh('thread_z') };
  const seen = new Set<Axis>();
  const dims = [...returns.dims].reverse();
  const extent = (axis: Axis): Piece => {
    const dim = dims[axes.indexOf(axis)];
    return dim === undefined ? integer(1) : uniforms.size(dim);
  };
  /** An element's place along an axis, told from its number. */
  const place = (axis: Axis): Piece => {
    const at = axes.indexOf(axis);
    const rows = axes.slice(0, at).reduce((rest, inner) => infix(rest, '/', extent(inner)), atom(element));
    return at === dims.length - 1 ? rows : infix(rows, '%', extent(axis));
  };
  const elements = returns.dims.reduce((left, right): SizeExpression => ({ kind: 'operation', operator: '*', left, right }));
  const blocks: SizeExpression = { kind: 'function', name: 'ceil', arguments: [{ kind: 'operation', operator: '/', left: elements, right: { kind: 'number', value: mapThreads } }] };
  const one: SizeExpression = { kind: 'number', value: 1 };
  return {
    block: [mapThreads, 1, 1],
    grid: [blocks, one, one],
    surroundings: {
      uniforms, output, threads: mapThreads, addresses: 64,
      destination: `${output}[${element}]`,
      builtin({ group, axis }) {
        if (group === 'output') return extent(axis);
        if (axes.indexOf(axis) >= dims.length) return integer(0);
        seen.add(axis);
        return atom(threads[axis]);
      },
      lanes: () => atom('0xffffffffu'),
      warpWidth: () => integer(32),
    },
    opening() {
      const places = axes.filter((axis) => seen.has(axis)).map((axis) => `const int ${threads[axis]} = ${place(axis).text};`);
      return [
        `const unsigned int ${element} = blockIdx.x * ${mapThreads}u + threadIdx.x;`,
        `if (${element} >= ${uniforms.size(elements, 'elements').text}) {`,
        '  return;',
        '}',
        ...places,
      ];
    },
  };
}
