import { expect, it } from 'vitest';
import { inBatches } from '../../src/pipeline/in-batches.ts';

it('does together what is asked for together, in batches that are not too large, one after another', async () => {
  const batches: number[][] = [];
  let running = 0;
  const prepared = inBatches<number, string>(async (items) => {
    expect(++running).toBe(1);
    batches.push([...items]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running--;
    return items.map((item) => (item === 40 ? 'the answer to 40' : undefined));
  });
  const said = await Promise.all(Array.from({ length: 70 }, (_, at) => prepared(at)));
  expect(said.map((word, at) => word && [word, at]).filter(Boolean)).toEqual([['the answer to 40', 40]]);
  expect(batches.map(({ length }) => length)).toEqual([32, 32, 6]);
  expect(batches.flat()).toEqual(Array.from({ length: 70 }, (_, at) => at));
  await prepared(99);
  expect(batches.at(-1)).toEqual([99]);
});

it('goes on where a batch failed: what it prepared is missing, and whoever needs it makes it', async () => {
  const prepared = inBatches<number, string>(async () => { throw new Error('no compiler'); });
  await expect(prepared(1)).resolves.toBeUndefined();
  await expect(prepared(2)).resolves.toBeUndefined();
});

it('asks nothing where there is nothing to prepare', async () => {
  await expect(inBatches<number, string>(undefined)(1)).resolves.toBeUndefined();
});
