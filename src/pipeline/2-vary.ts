import { operatorsByName } from '../edits/index.ts';
import { proposeEdit } from '../edits/vary.ts';
import type { Capability, Kernel } from '../model/index.ts';
import type { Variation } from '../search/index.ts';

/** Stage 2: genome + random stream → genome with one more edit. Only operators whose needs the device meets take part. */
export function variationOf(base: Kernel, capabilities: readonly Capability[]): Variation {
  const operators = [...operatorsByName.values()].filter((operator) => operator.requires.every((need) => capabilities.includes(need)));
  return {
    operators: operators.map((operator) => operator.name),
    mutate(genome, operator, random) {
      const edit = proposeEdit(base, genome, operator, random);
      return edit && [...genome, edit];
    },
  };
}
