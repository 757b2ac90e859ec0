import { createReadStream } from 'node:fs';
import { UserError } from '../../util/errors.ts';
import { fileProblem } from '../../util/files.ts';
import { readNpyIntegers } from '../npy-stream.ts';

/**
 * Hands over the row numbers of a `.npy`: a list, or [bags][hotness], a bag a row. Says how long the bags are, where it has any.
 * @throws UserError where it holds no integers, is cut off or has other dimensions
 */
export async function readNpyAccesses(path: string, take: (id: number) => void, endBag: () => void): Promise<{ bags: number; hotness: number } | undefined> {
  let hotness = 0;
  try {
    const { shape } = await readNpyIntegers(createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>, path, 'its values', (id, at) => {
      take(id);
      if (hotness !== 0 && (at + 1) % hotness === 0) endBag();
    }, (head) => {
      if (head.shape.length !== 1 && head.shape.length !== 2) throw new UserError(`${path}: ${head.shape.length} dimensions; allowed: 1, a list of rows, or 2, [bags][hotness]`);
      hotness = head.shape[1] ?? 0;
    });
    return shape.length === 1 ? undefined : { bags: shape[0]!, hotness };
  } catch (thrown) {
    throw fileProblem(thrown, 'read', path);
  }
}
