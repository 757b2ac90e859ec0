import { describe } from 'vitest';
import { editOperators } from '../../src/edits/index.ts';
import { editContract } from '../contract/edit.contract.ts';
import { gridSources, kernels } from './kernels.ts';
import { stagingSources } from './staging-kernels.ts';
import { loopKernel } from './loop-kernels.ts';
import { valueKernels } from './value-kernels.ts';

/** Least share of proposals that pass the checker; `usual` for operators not named here. */
const floors: Readonly<Record<string, number>> = {};
const usual = 0.99;

for (const operator of editOperators) {
  describe(operator.name, () => editContract(operator, [...kernels, loopKernel('branches'), ...valueKernels, ...gridSources, ...stagingSources], floors[operator.name] ?? usual));
}
