import { operatorsByName } from '../edits/index.ts';
import { proposeEdit } from '../edits/vary.ts';
import type { Capability, Kernel, Sizes } from '../model/index.ts';
import type { Variation } from '../search/index.ts';

/**
 * Stage 2: genome + random stream → genome with one more edit. Only operators whose needs the device meets take part;
 * `fixed` are the values of the kernel's static symbols.
 */
export function variationOf(base: Kernel, capabilities: readonly Capability[], fixed: Sizes): Variation {
  const operators = [...operatorsByName.values()].filter((operator) => operator.requires.every((need) => capabilities.includes(need)));
  return {
    operators: operators.map((operator) => operator.name),
    mutate(genome, operator, random) {
      const edit = proposeEdit(base, genome, operator, random, fixed);
      return edit && [...genome, edit];
    },
  };
}
