import { expect, test } from 'vitest';
import { NO_MEMORY, remembered, worthTrying, type EditMemory } from '../../src/search/edit-memory.ts';
import { randomStream } from '../../src/util/random.ts';

const share = (memory: EditMemory, edit: string) => {
  const random = randomStream('memory');
  return Array.from({ length: 2000 }, () => worthTrying(memory, edit, random)).filter(Boolean).length / 2000;
};

test('an edit that kills is tried less, never never; one that lived elsewhere more', () => {
  const killed = remembered(NO_MEMORY, [{ edit: 'a', lived: false }]);
  expect(share(killed, 'unknown')).toBe(1);
  expect(share(killed, 'a')).toBeCloseTo(1 / 7, 1);
  const often = remembered(killed, Array.from({ length: 4 }, () => ({ edit: 'a', lived: false })));
  expect(share(often, 'a')).toBeGreaterThan(0);
  expect(share(often, 'a')).toBeLessThan(0.06);
  expect(share(remembered(killed, Array.from({ length: 5 }, () => ({ edit: 'a', lived: true }))), 'a')).toBeCloseTo(0.5, 1);
});

test('memory is bounded, and forgets what was not seen for long', () => {
  let memory = remembered(NO_MEMORY, [{ edit: 'rare', lived: false }, { edit: 'common', lived: false }]);
  for (let serial = 0; serial < 5000; serial++) {
    memory = remembered(memory, [{ edit: `e${serial}`, lived: true }, { edit: 'common', lived: false }]);
    expect(memory.young.size + memory.old.size).toBeLessThanOrEqual(2048);
  }
  expect(share(memory, 'rare')).toBe(1);
  expect(share(memory, 'common')).toBeLessThan(0.01);
});
