import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newClock, NOBODY, Shadow, wholeWarp } from '../../src/sanitize/shadow.ts';

/** The shadow remembers a handful of numbers for an element; held against a log of everything that was done to it. */

type Kind = 'read' | 'store' | 'add';
interface Access { readonly kind: Kind; readonly thread: number; readonly warp: number; readonly epoch: number; readonly warpEpoch: number }
type Action =
  | { readonly act: Kind; readonly thread: number } | { readonly act: 'whole'; readonly warp: number; readonly kind: 'read' | 'store' }
  | { readonly act: 'barrier' } | { readonly act: 'warpBarrier'; readonly warp: number };

const WARPS = 3;
const warp = fc.integer({ min: 0, max: WARPS - 1 });
const thread = fc.tuple(warp, fc.integer({ min: 0, max: 2 })).map(([of, lane]) => 32 * of + lane);
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ act: fc.constantFrom<Kind>('read', 'read', 'store', 'add'), thread }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('whole' as const), warp, kind: fc.constantFrom('read' as const, 'store' as const) }) },
  { weight: 2, arbitrary: fc.constant({ act: 'barrier' as const }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('warpBarrier' as const), warp }) },
);

/** Whether the earlier access is sure to come first, and if not, whether that matters. */
const ordered = (a: Access, b: Access) => a.thread === b.thread || a.epoch < b.epoch || (a.warp === b.warp && a.warpEpoch < b.warpEpoch);
const clash = (a: Access, b: Access) => a.kind !== b.kind || a.kind === 'store';

test('a race is found exactly where two accesses clash that no barrier orders', () => {
  let races = 0;
  fc.assert(fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
    const clock = newClock(WARPS);
    const shadow = new Shadow(1, clock, { reads: true, atomics: true });
    const log: Access[] = [];
    for (const each of actions) {
      if (each.act === 'barrier') clock.epoch++;
      else if (each.act === 'warpBarrier') clock.warps[each.warp]!++;
      else {
        const [kind, who, of] = each.act === 'whole' ? [each.kind, wholeWarp(each.warp), each.warp] : [each.act, each.thread, each.thread >> 5];
        const access: Access = { kind, thread: who, warp: of, epoch: clock.epoch, warpEpoch: clock.warps[of]! };
        const raced = log.some((earlier) => clash(earlier, access) && !ordered(earlier, access));
        expect(shadow[kind](0, who) !== NOBODY).toBe(raced);
        if (raced) {
          races++;
          return; // a run ends at its first race
        }
        log.push(access);
      }
    }
  }), { numRuns: 5000, seed: 9 });
  expect(races).toBeGreaterThan(1000);
});
