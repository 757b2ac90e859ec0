import { expect, it } from 'vitest';
import { armClock } from '../../src/pipeline/arm-clock.ts';

it('stands still while records are repeated, then runs on from the last', () => {
  let now = 1000;
  const clock = armClock(() => now);
  now += 500;
  expect(clock.elapsed()).toBe(0);
  clock.repeated(70);
  now += 500;
  clock.repeated(60); // another worker's, finished before
  expect(clock.elapsed()).toBe(70);
  clock.start();
  now += 5;
  clock.start();
  expect(clock.elapsed()).toBe(75);
  clock.repeated(90); // recorded beyond a hole that a kill left
  now += 1;
  expect(clock.elapsed()).toBe(91);
});
