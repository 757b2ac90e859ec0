import type { ValueType } from '../../dialect/index.ts';
import type { LaneFunction } from '../../model/index.ts';
import { unsigned } from './arithmetic.ts';
import type { EmitContext } from './context.ts';
import { warp } from './grid-launch.ts';
import { atom, call, infix, type Piece } from './piece.ts';
import { wgslType } from './wgsl-type.ts';

/**
 * Exchange between the lanes of a warp, where WGSL's subgroups are 32 wide. What a subgroup function leaves open, the
 * value of a lane that does not exist, the language says; then a function of the text stands between.
 *
 * That a subgroup is 32 threads in a row, counted as `local_invocation_index` counts them, WGSL does not promise. It is so on
 * GPUs whose subgroups have one size; where it were not, outputs would differ from the oracle's and no candidate would pass.
 */
export function laneCall(name: LaneFunction, type: ValueType, value: Piece, second: Piece | undefined, context: EmitContext): Piece {
  const partial = context.threads % warp !== 0;
  switch (name) {
    case 'shuffle': return call('subgroupShuffle', value, unsigned(second!));
    case 'shuffleXor': {
      const mask = second!.constant;
      if (!partial && typeof mask === 'number' && mask >= 0 && mask < warp) return call('subgroupShuffleXor', value, unsigned(second!));
      return ownOrOther(type, value, (lane) => infix(lane, '^', second!), context);
    }
    case 'shuffleDown': return ownOrOther(type, value, (lane) => infix(lane, '+', second!), context);
    case 'reduceAdd': {
      const lanes = second === undefined ? warp : Number(second.constant);
      return lanes === warp ? call('subgroupAdd', value) : addOver(lanes, type, value, partial, context);
    }
  }
}

/** Lanes of the thread's warp; the last warp of a block may have fewer. */
function lanesHere({ threads, surroundings }: EmitContext): Piece {
  if (threads % warp === 0) return atom(String(warp));
  return threads < warp ? atom(String(threads)) : surroundings.lanes();
}

function ownOrOther(type: ValueType, value: Piece, from: (lane: Piece) => Piece, context: EmitContext): Piece {
  const text = wgslType(type);
  const name = context.functions.of(`own_or_other_${type}`, (called) => [
    '',
    '// The value that another lane has, or the own one where there is no such lane.',
    `fn ${called}(value: ${text}, lane: i32, lanes: i32) -> ${text} {`,
    `  let other = subgroupShuffle(value, u32(lane) % ${warp}u);`,
    '  return select(value, other, lane >= 0 && lane < lanes);',
    '}',
  ]);
  return call(name, value, from(context.surroundings.builtin({ group: 'lane', axis: 'x' })), lanesHere(context));
}

/** Sums over groups of neighbouring lanes: by halves where all lanes exist, else one lane after another. */
function addOver(lanes: number, type: ValueType, value: Piece, partial: boolean, context: EmitContext): Piece {
  const text = wgslType(type);
  const zero = `${text}()`;
  const name = context.functions.of(`add_over_${lanes}_lanes_${type}`, (called) => (partial
    ? [
      '',
      `fn ${called}(value: ${text}, lane: i32, lanes: i32) -> ${text} {`,
      `  var sum = ${zero};`,
      `  let first = lane & -${lanes};`,
      `  for (var other = first; other < first + ${lanes}; other += 1) {`,
      '    let has = subgroupShuffle(value, u32(other));',
      `    sum += select(${zero}, has, other < lanes);`,
      '  }',
      '  return sum;',
      '}',
    ]
    : [
      '',
      `fn ${called}(value: ${text}) -> ${text} {`,
      '  var sum = value;',
      ...Array.from({ length: Math.log2(lanes) }, (_, step) => `  sum += subgroupShuffleXor(sum, ${2 ** step}u);`),
      '  return sum;',
      '}',
    ]));
  return partial ? call(name, value, context.surroundings.builtin({ group: 'lane', axis: 'x' }), lanesHere(context)) : call(name, value);
}

