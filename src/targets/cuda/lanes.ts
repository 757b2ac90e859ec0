import { componentOf, type ValueType, widthOf } from '../../dialect/index.ts';
import type { FunctionCall } from '../../model/index.ts';
import type { EmitContext } from './context.ts';
import { typeOf } from './context.ts';
import { declared } from './helpers.ts';
import type { Library } from './library.ts';
import { call, infix, integer, type Piece } from './piece.ts';
import { scalarType } from './storage.ts';
import { looped, needOperator, vectorType } from './vector.ts';

/**
 * Lane exchange. CUDA leaves open what a lane that does not exist gives, so where one may be asked for (the last warp of a
 * block that is no multiple of 32, an amount not known here) the thread asks itself instead.
 */
export function laneFunction(node: FunctionCall, context: EmitContext): Piece {
  const type = typeOf(node, context);
  const [first, second] = node.arguments as [FunctionCall['arguments'][0], FunctionCall['arguments'][0]?];
  const value = context.emitAs(first, type);
  const { surroundings, library } = context;
  if (node.name === 'reduceAdd') return reduceAdd(value, type, second?.type === 'Literal' ? Number(second.value) : 32, context);
  const by = context.emit(second!);
  if (node.name === 'shuffle') return exchange(library, 'shuffle', type, surroundings.lanes(), value, by);
  const name = node.name === 'shuffleXor' ? 'shuffle_xor' : 'shuffle_down';
  const full = surroundings.threads % 32 === 0;
  if (full && by.constant !== undefined && by.constant >= 0 && by.constant < 32) return exchange(library, name, type, surroundings.lanes(), value, by);
  const lane = surroundings.builtin({ group: 'lane', axis: 'x' });
  library.define('lane_or_own', () => `${declared} int lane_or_own(int lane, int own, int warp_width) {\n  return lane >= 0 && lane < warp_width ? lane : own;\n}`);
  const source = call('lane_or_own', infix(lane, name === 'shuffle_xor' ? '^' : '+', by), lane, surroundings.warpWidth());
  return exchange(library, 'shuffle', type, surroundings.lanes(), value, source);
}

const intrinsics = { shuffle: '__shfl_sync', shuffle_xor: '__shfl_xor_sync', shuffle_down: '__shfl_down_sync' } as const;
type Exchange = keyof typeof intrinsics;

function exchange(library: Library, name: Exchange, type: ValueType, lanes: Piece, value: Piece, by: Piece): Piece {
  return call(exchangeName(library, name, type), lanes, value, by);
}

/** What exchanges values of a type: CUDA's own function, for vectors one that calls it for each part. */
function exchangeName(library: Library, name: Exchange, type: ValueType): string {
  if (widthOf(type) === 1) return intrinsics[name];
  vectorType(type, library);
  const parts = componentOf(type) === 'f16' ? widthOf(type) / 2 : widthOf(type);
  library.define(`${type} ${name}`, () => looped(type, `${name}(unsigned int lanes, ${type} v, int by)`, parts, [`result.at[i] = ${intrinsics[name]}(lanes, v.at[i], by);`]));
  return name;
}

function reduceAdd(value: Piece, type: ValueType, width: number, { surroundings, library }: EmitContext): Piece {
  const own = typeName(type, library);
  if (widthOf(type) > 1) needOperator(library, '+', type);
  const whole = surroundings.threads % 32 % width === 0;
  if (whole) {
    const other = exchangeName(library, 'shuffle_xor', type);
    library.define(`${type} reduce_add`, () => [
      '// Every lane gets the sum over its group of so many lanes.',
      `${declared} ${own} reduce_add(unsigned int lanes, ${own} v, int width) {`,
      '  #pragma unroll',
      '  for (int step = width / 2; step > 0; step /= 2) {',
      `    v = v + ${other}(lanes, v, step);`,
      '  }',
      '  return v;',
      '}',
    ].join('\n'));
    return call('reduce_add', surroundings.lanes(), value, integer(width));
  }
  const other = exchangeName(library, 'shuffle', type);
  library.define(`${type} reduce_add_present`, () => [
    '// The same where the last group may lack lanes: the group\'s first lane gathers, then tells all.',
    `${declared} ${own} reduce_add_present(unsigned int lanes, ${own} v, int width, int lane, int warp_width) {`,
    '  const int first = lane / width * width;',
    '  const int end = min(first + width, warp_width);',
    '  #pragma unroll',
    '  for (int step = width / 2; step > 0; step /= 2) {',
    '    const bool present = lane + step < end;',
    `    const ${own} more = ${other}(lanes, v, present ? lane + step : lane);`,
    '    if (present) {',
    '      v = v + more;',
    '    }',
    '  }',
    `  return ${other}(lanes, v, first);`,
    '}',
  ].join('\n'));
  return call('reduce_add_present', surroundings.lanes(), value, integer(width), surroundings.builtin({ group: 'lane', axis: 'x' }), surroundings.warpWidth());
}

/** The C++ type of any value. */
export function typeName(type: ValueType, library: Library): string {
  return widthOf(type) > 1 ? vectorType(type, library) : scalarType(type as 'i32', library);
}

