import { allCapabilities } from '../../model/capability.ts';
import type { Arguments, Device, Interpreter, Sizes } from '../../model/index.ts';
import { evaluateSize } from '../../util/size-expression.ts';
import { failureError } from '../failure.ts';
import { type Card, smallCard } from './cards.ts';
import { costOf } from './cost.ts';

export { cards, h200LikeCard, smallCard, type Card } from './cards.ts';
export { costOf, costTerms, occupancy, type CostTerms } from './cost.ts';

export interface ModelParts {
  /** Counts and runs programs; injected, since a device knows no kernel language. */
  readonly interpreter: Interpreter;
  /** Default: `small-card`. */
  readonly card?: Card;
}

/**
 * A device without a clock: it runs kernels in the interpreter and prices them from its counts (see cost.ts). Same
 * program, arguments and card: same cost, on every machine. Its figures are estimates and are marked as such.
 */
export function modelDevice({ interpreter, card = smallCard }: ModelParts): Device {
  return {
    info: {
      name: card === smallCard ? 'model' : `model:${card.name}`, unit: 'cost', estimate: true, target: 'dialect', capabilities: allCapabilities, exactIntegers: 2 ** 31 - 1, limits: card.limits,
      hardware: `${card.name} (modelled)`, toolchain: 'cost model 2',
    },
    async compile(program) {
      if (program.target !== 'dialect') return { failed: 'unsupported', detail: `the model takes programs of the target dialect, not ${program.target}` };
      const unreadable = interpreter.check(program);
      if (unreadable !== null) return { failed: 'unsupported', detail: unreadable.detail };
      let bound: { inputs: Arguments; sizes: Sizes; cost?: number } | undefined;
      const launch = () => {
        if (bound === undefined) throw new Error('executable used before bind() or after dispose()');
        return bound;
      };
      return {
        async bind(inputs, sizes) {
          bound = { inputs, sizes };
        },
        async run() {
          const { inputs, sizes } = launch();
          const { scalar, dims } = program.signature.returns;
          const shape = dims.map((dim) => evaluateSize(dim, sizes));
          if (shape.includes(0)) return { scalar, shape, values: new Float32Array(0) };
          const values = interpreter.run(program, inputs, sizes);
          if ('fault' in values) throw failureError({ failed: 'crashed', detail: `${values.fault}: ${values.detail}` });
          return { scalar, shape, values };
        },
        async time(launches) {
          const current = launch();
          if (current.cost === undefined) {
            const counts = interpreter.count(program, current.inputs, current.sizes);
            if ('fault' in counts) throw failureError({ failed: 'crashed', detail: `${counts.fault}: ${counts.detail}` });
            current.cost = costOf(counts, card);
          }
          return new Array<number>(launches).fill(current.cost);
        },
        async dispose() {
          bound = undefined;
        },
      };
    },
    bandwidth: async (workingSetBytes) => (workingSetBytes <= card.cacheBytes ? card.cacheBandwidth : card.memoryBandwidth),
    async close() {},
  };
}
