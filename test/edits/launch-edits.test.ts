import { describe, expect, it } from 'vitest';
import { parseKernel, printKernel } from '../../src/dialect/index.ts';
import { boundRegisters } from '../../src/edits/bound-registers.ts';
import { changeBlock } from '../../src/edits/change-block.ts';
import { applyGenome } from '../../src/edits/genome.ts';
import { hintLoad } from '../../src/edits/hint-load.ts';
import { hintStore } from '../../src/edits/hint-store.ts';
import { operatorsByName } from '../../src/edits/index.ts';
import { narrowAddresses } from '../../src/edits/narrow-addresses.ts';
import { editFrom, type Draft, type EditOperator } from '../../src/edits/operator.ts';
import type { Kernel } from '../../src/model/index.ts';
import { gridSources, kernelNamed } from './kernels.ts';
import { expression, mutant, proposal, statement } from './shown.ts';

/** The launch that the edit makes. */
function launch(kernel: Kernel, operator: EditOperator, draft: Draft): string | undefined {
  const { kernel: made, inactive } = applyGenome(kernel, [editFrom(operator.name, draft)], operatorsByName);
  return inactive.length > 0 ? 'inactive' : /@launch (.*)/.exec(printKernel(made))?.[1];
}

const { kernel } = kernelNamed('poolRows');
const target = kernel.body.id;
const named = (file: string) => gridSources.find((each) => each.file === file)!.kernel;

describe('change-block', () => {
  it('has the grid follow', () => {
    expect(launch(kernel, changeBlock, { target, choices: { axis: 1, extent: 2 } })).toBe('block [dim, 2] grid [ceil(bags / 2)]');
    const { kernel: tiles } = kernelNamed('gatherTiles');
    expect(launch(tiles, changeBlock, { target: tiles.body.id, choices: { axis: 0, extent: 128 } })).toBe('block [128, 4] grid [ceil(lookups / 4), ceil(dim / 128)]');
  });

  it('asks for the extent where it was a written number', () => {
    const { kernel: written } = parseKernel(`/**
 * @param {f32[n]} a
 * @param {out f32[n]} out
 * @launch block [64] grid [min(ceil(n / 128), 528)]
 */
function written(a, out) {
  for (let at = 2 * (this.block.x * 64 + this.local.x); at < this.constants.n; at += 2 * this.gridDim.x * this.blockDim.x) {
    out[at] = a[at];
    if (at + 1 < this.constants.n) out[at + 1] = a[at + 1];
  }
}`, 'written.js');
    const draft = { target: written.body.id, choices: { axis: 0, extent: 256 } };
    expect(launch(written, changeBlock, draft)).toBe('block [256] grid [min(ceil(n / 512), 528)]');
    expect(mutant(written, changeBlock, draft)).toContain('let at = 2 * (this.block.x * this.blockDim.x + this.local.x);');
  });

  it('refuses axes whose threads are told apart otherwise, and blocks that share memory or lanes', () => {
    expect(launch(kernel, changeBlock, { target, choices: { axis: 0, extent: 64 } })).toBe('inactive');
    for (const file of ['poolLanes.js', 'interactMatrix.js', 'features.js']) expect(() => proposal(named(file), changeBlock, () => true)).toThrow('no such proposal');
  });
});

describe('bound-registers and narrow-addresses', () => {
  it('say it in the launch, and no longer', () => {
    expect(launch(kernel, boundRegisters, { target, choices: { resident: 4 } })).toBe('block [dim, 8] grid [ceil(bags / 8)] resident 4');
    expect(launch(kernel, narrowAddresses, { target, choices: { addresses: 32 } })).toBe('block [dim, 8] grid [ceil(bags / 8)] addresses 32');
    const lanes = named('poolLanes.js');
    expect(launch(lanes, boundRegisters, { target: lanes.body.id, choices: { resident: 0 } })).toBe('block [32, 4] grid [ceil(bags / 4)] addresses 32');
    expect(launch(lanes, narrowAddresses, { target: lanes.body.id, choices: { addresses: 64 } })).toBe('block [32, 4] grid [ceil(bags / 4)] resident 4');
    expect(launch(lanes, boundRegisters, { target: lanes.body.id, choices: { resident: 4 } })).toBe('inactive');
  });

  it('say nothing in map kernels', () => {
    const { kernel: map } = kernelNamed('gather');
    for (const operator of [boundRegisters, narrowAddresses, changeBlock, hintLoad, hintStore]) expect(() => proposal(map, operator, () => true)).toThrow('no such proposal');
  });
});

describe('hints', () => {
  it('stand at one load or all of an array, also at loads that index a load', () => {
    const load = expression(kernel, 'table[indices[j]][this.local.x]');
    expect(mutant(kernel, hintLoad, { target: load, choices: { hint: 'keep', everywhere: false } })).toContain('sum += load(table, indices[j], this.local.x, hint.keep);');
    const offsets = expression(kernel, 'offsets[row]');
    expect(mutant(kernel, hintLoad, { target: offsets, choices: { hint: 'readOnly', everywhere: true } })).toContain('for (let j = load(offsets, row, hint.readOnly); j < load(offsets, row + 1, hint.readOnly); j++)');
    const lanes = named('poolLanes.js');
    const streamed = expression(lanes, 'load(indices, mine, hint.stream)');
    expect(mutant(lanes, hintLoad, { target: streamed, choices: { hint: 'none', everywhere: false } })).toContain('= indices[mine];');
  });

  it('stand at stores into the output', () => {
    expect(mutant(kernel, hintStore, { target: statement(kernel, 'pooled['), choices: { hint: 'stream', everywhere: true } })).toContain('store(pooled, row, this.local.x, sum, hint.stream);');
    const lanes = named('poolLanes.js');
    const output = statement(lanes, 'if (this.lane === 0');
    const staged = statement(lanes, 'if (mine < end)');
    const targets = new Set(Array.from({ length: 20 }, (_, skip) => { let left = skip; return proposal(lanes, hintStore, () => left-- === 0).target; }));
    expect([targets.size, targets.has(output), targets.has(staged)]).toEqual([1, false, false]); // the store in the branch, and that alone
  });
});
