import { describe, expect, it } from 'vitest';
import type { CorpusGate } from '../../../src/model/index.ts';
import { tally, type Trial } from '../../../src/pipeline/corpus/tally.ts';

const cases = { tiny: ['one', 'two', 'three'], heldOut: ['large'] };

/** A mutant with what kills it; written by hand and shown to be wrong where nothing else is said. */
function trial(mistake: string, gate: CorpusGate | undefined, tiny: readonly string[] = [], heldOut: readonly string[] = [], more: Partial<Trial> = {}): Trial {
  return { kernel: 'pool', operation: 'pool-sum', mistake, written: true, shown: 'random input 1: pooled[0]: got 1, expected 2', examination: { gate, detail: '', tiny, heldOut }, cases, text: `// ${mistake}`, ...more };
}

describe('tally', () => {
  it('counts who comes to a gate and who dies there, in the order of the gates', () => {
    const trials = [trial('a', 'check'), trial('b', 'sanitizer', ['one']), trial('c', 'oracle', ['one', 'two']), trial('d', 'held-out', [], ['large']), trial('e', undefined)];
    expect(tally(trials, false).gates).toEqual([
      { gate: 'check', tried: 5, killed: 1 }, { gate: 'sanitizer', tried: 4, killed: 1 }, { gate: 'oracle', tried: 3, killed: 1 }, { gate: 'held-out', tried: 2, killed: 1 },
    ]);
  });

  it('has a gate for the device only where there is one', () => {
    expect(tally([trial('a', 'device')], true).gates.map(({ gate, killed }) => [gate, killed])).toEqual([['check', 0], ['sanitizer', 0], ['oracle', 0], ['device', 1], ['held-out', 0]]);
  });

  it('names who got away, with its text', () => {
    const { survivors, wrong } = tally([trial('a', 'oracle', ['one']), trial('stays', undefined, [], [], { shown: 'random input 7: pooled[3]: got 0, expected 1' })], false);
    expect(survivors).toEqual([{ kernel: 'pool', change: 'stays', detail: 'random input 7: pooled[3]: got 0, expected 1', text: '// stays' }]);
    expect(wrong).toMatchObject({ tried: 2, killed: 1 });
  });

  it('counts nobody who was not shown to be wrong, killed or not', () => {
    const { wrong, survivors, gates, operations } = tally([
      trial('equal', undefined, [], [], { shown: undefined, written: false }), trial('odd', 'oracle', ['one'], [], { shown: undefined }), trial('wrong', 'oracle', ['one']),
    ], false);
    expect(wrong).toEqual({ tried: 1, killed: 1, written: 1, notShown: [
      { kernel: 'pool', mistake: 'equal', written: false, gate: null }, { kernel: 'pool', mistake: 'odd', written: true, gate: 'oracle' },
    ] });
    expect(survivors).toEqual([]);
    expect(gates[0]).toEqual({ gate: 'check', tried: 1, killed: 0 });
    expect(operations).toEqual([{ operation: 'pool-sum', tried: 1, killed: 1 }]);
  });

  it('says what each case kills, and what no other of its gate does; what does not check is run on none, what a tiny case kills on no held-out one', () => {
    const trials = [trial('a', 'sanitizer', ['one', 'two']), trial('b', 'oracle', ['two']), trial('c', 'check'), trial('d', 'held-out', [], ['large'])];
    expect(tally(trials, false).cases).toEqual([
      { gate: 'tiny', name: 'one', tried: 3, killed: 1, alone: 0 }, { gate: 'tiny', name: 'two', tried: 3, killed: 2, alone: 1 },
      { gate: 'tiny', name: 'three', tried: 3, killed: 0, alone: 0 }, { gate: 'held-out', name: 'large', tried: 1, killed: 1, alone: 1 },
    ]);
  });

  it('adds up by operation', () => {
    const other = { operation: 'gather', kernel: 'gather' };
    expect(tally([trial('a', 'oracle', ['one']), trial('b', undefined), trial('c', 'oracle', ['one'], [], other)], false).operations)
      .toEqual([{ operation: 'gather', tried: 1, killed: 1 }, { operation: 'pool-sum', tried: 2, killed: 1 }]);
  });
});
