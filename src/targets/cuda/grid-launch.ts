import type { Builtin, DeviceLimits, Extents, Launch, SizeExpression } from '../../model/index.ts';
import { Unsayable } from './context.ts';
import type { Names } from './names.ts';
import { atom, infix, integer, type Piece } from './piece.ts';
import { axes, type LaunchText } from './surroundings.ts';
import type { Uniforms } from './uniforms.ts';

/** A grid kernel is launched as it says. The extents of its block are numbers in the text. */
export function gridLaunch(
  launch: Launch, uniforms: Uniforms, names: Names, { threadsPerBlock }: Pick<DeviceLimits, 'threadsPerBlock'>, fixedSize: (size: SizeExpression) => number,
): LaunchText {
  const [x, y = 1, z = 1] = launch.block.map(fixedSize) as [number, number?, number?];
  const block: Extents<number> = [x, y, z];
  const threads = x * y * z;
  if (block.some((extent) => extent < 1) || threads > threadsPerBlock || z > 64) {
    throw new Unsayable(`a block of ${block.join(' × ')} = ${threads} threads: a block has 1 to ${threadsPerBlock}, at most 64 of them along z`);
  }
  const seen = new Map<string, { readonly name: string; readonly type: string; readonly value: string }>();
  const place = (stem: string, type: string, value: string): Piece => {
    let known = seen.get(stem);
    if (known === undefined) seen.set(stem, (known = { name: names.fresh(stem), type, value }));
    return atom(known.name);
  };
  const partial = threads % 32;
  const ofLastWarp = (all: string, last: string) => (partial === 0 ? all : threads < 32 ? last : `${numberInBlock(block).text} < ${threads - partial} ? ${all} : ${last}`);
  const builtin = ({ group, axis }: Pick<Builtin, 'group' | 'axis'>): Piece => {
    switch (group) {
      case 'block': return place(`block_${axis}`, 'int', `blockIdx.${axis}`);
      case 'local': return place(`local_${axis}`, 'int', `threadIdx.${axis}`);
      case 'gridDim': return place(`grid_${axis}`, 'int', `gridDim.${axis}`);
      case 'blockDim': return integer(block[axes.indexOf(axis)]!);
      case 'lane': return place('lane', 'int', (threads <= 32 ? numberInBlock(block) : infix(numberInBlock(block), '%', integer(32))).text);
      default: throw new Error(`this.${group} is not of grid kernels`);
    }
  };
  const one: SizeExpression = { kind: 'number', value: 1 };
  const [gridX, gridY = one, gridZ = one] = launch.grid as readonly [SizeExpression, SizeExpression?, SizeExpression?];
  const output = names.of(launch.output);
  return {
    block, grid: [gridX, gridY, gridZ], ...(launch.resident === undefined ? {} : { resident: launch.resident }),
    surroundings: {
      uniforms, builtin, output, threads, addresses: launch.addresses ?? 64,
      destination: output,
      lanes: () => (partial === 0 ? atom('0xffffffffu') : place('lanes', 'unsigned int', ofLastWarp('0xffffffffu', `0x${(2 ** partial - 1).toString(16)}u`))),
      warpWidth: () => (partial === 0 ? integer(32) : place('warp_width', 'int', ofLastWarp('32', String(partial)))),
    },
    opening: () => [...seen.values()].map(({ name, type, value }) => `const ${type} ${name} = ${value};`),
  };
}

/** A thread's number in its block, x fastest; axes of extent 1 have nothing to say. */
function numberInBlock([x, y, z]: Extents<number>): Piece {
  const [inX, inY, inZ] = axes.map((axis) => atom(`threadIdx.${axis}`)) as [Piece, Piece, Piece];
  const along = (inner: Piece, extent: number, outer: Piece) => (extent === 1 ? outer : infix(inner, '+', infix(integer(extent), '*', outer)));
  const rows = z === 1 ? inY : along(inY, y, inZ);
  return y === 1 && z === 1 ? inX : along(inX, x, rows);
}
