import { UserError } from '../../util/errors.ts';
import { showId } from '../ids.ts';
import { readNpyIntegers } from '../npy-stream.ts';
import { withNpz } from '../npz.ts';
import { CATEGORIES } from './criteo.ts';

/**
 * The Criteo logs as facebookresearch/dlrm packs them: an `.npz` with `X_cat`, [samples][26] of hashes or of numbers given to
 * them, beside `X_int` and `y`, which are not read. A hash that was saved as int32 is taken as the unsigned one it was.
 */
export const isPackedCriteo = (path: string): Promise<boolean> =>
  withNpz(path, async ({ names }) => names.includes('X_cat') && !names.includes('indices'));

/**
 * Hands over one category (0 … 25) of every sample, or all 26 in order.
 * @throws UserError where X_cat is missing, is damaged, has other than integers or another shape
 */
export async function readPackedCriteo(path: string, column: number | 'all', onAccess: (hash: number, column: number) => void): Promise<void> {
  await withNpz(path, async ({ names, content }) => {
    if (!names.includes('X_cat')) throw new UserError(`${path}: no array 'X_cat'; it has ${names.join(', ') || 'nothing'}; allowed: X_cat [samples][${CATEGORIES}], as facebookresearch/dlrm writes it`);
    await readNpyIntegers(content('X_cat'), `${path}: X_cat`, 'X_cat', (value, at) => {
      const each = at % CATEGORIES;
      if (value < -(2 ** 31) || value >= 2 ** 32) throw new UserError(`${path}: X_cat[${Math.floor(at / CATEGORIES)}][${each}]: got ${showId(value)}; allowed: hashes of 32 bits`);
      if (column === 'all' || column === each) onAccess(value < 0 ? value + 2 ** 32 : value, each);
    }, ({ shape }) => {
      if (shape.length !== 2 || shape[1] !== CATEGORIES) throw new UserError(`${path}: X_cat: got shape [${shape.join(', ')}]; allowed: [samples, ${CATEGORIES}]`);
    });
  });
}
