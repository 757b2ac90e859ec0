import { describe, expect, it } from 'vitest';
import { deathOf, lastLines } from '../../src/workers/death.ts';

describe('deathOf', () => {
  it('knows an abort for want of memory from any other', () => {
    const output = '<--- Last few GCs --->\n\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n----- Native stack trace -----\n' + ' 1: 0xb9bcb4 node::Abort() [node]\n'.repeat(30);
    expect(deathOf({ code: null, signal: 'SIGABRT', output })).toEqual({
      kind: 'out-of-memory',
      detail: 'killed by SIGABRT; FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    });
    expect(deathOf({ code: null, signal: 'SIGABRT', output: 'assertion failed' }).kind).toBe('crashed');
    expect(deathOf({ code: 134, signal: null, output: "terminate called after throwing an instance of 'std::bad_alloc'" }).kind).toBe('out-of-memory');
  });

  it('says how a silent child ended', () => {
    expect(deathOf({ code: 7, signal: null, output: '' })).toEqual({ kind: 'crashed', detail: 'exit code 7' });
  });
});

describe('lastLines', () => {
  it('keeps a record small', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
    expect(lastLines(lines.join('\n')).split('\n')).toEqual(lines.slice(28));
    expect(lastLines('x'.repeat(10_000))).toHaveLength(2000);
  });
});
