import type { BagProfile } from '../../model/index.ts';
import { IdTable } from '../id-table.ts';

/**
 * How often bags repeat earlier ones, which is what deduplicated pooling lives on (RecD, arXiv 2211.05239): a bag repeats if
 * the same rows in the same order stood in one of the last W bags that were not empty. Bags are compared by a 52-bit hash of
 * their lookups; by chance one in 2^52 pairs would be taken for equal.
 */
export const WINDOWS = [1, 16, 256, 2048, 16_384, 65_536] as const;
const LONGEST = WINDOWS.at(-1)!;

export class BagRepeats {
  #low = 0;
  #high = 0;
  #length = 0;
  #bags = 0;
  #empty = 0;
  #longest = 0;
  #lookups = 0;
  readonly #repeats = WINDOWS.map(() => 0);
  readonly #repeatedLookups = WINDOWS.map(() => 0);
  /** Bags that were not empty, by hash: two tables taken in turns, so that what lies back further than a window is forgotten. */
  #recent = new BagTable();
  #older = new BagTable();
  #sessions: { readonly table: IdTable; readonly lastBag: number[]; samples: number; followers: number; same: number } | undefined;

  get bags(): number {
    return this.#bags;
  }

  lookup(row: number): void {
    const low = Math.imul(this.#low ^ row, 0x9e3779b1 | 0);
    const high = Math.imul(this.#high + row + 1, 0x85ebca6b | 0);
    this.#low = low ^ (low >>> 15);
    this.#high = high ^ (high >>> 13);
    this.#length++;
  }

  /** Ends a bag; `session` is whose sample it is, a whole number, where that is known. */
  end(session?: number): void {
    const hash = (this.#high & 0xfffff) * 0x100000000 + (this.#low >>> 0);
    if (session !== undefined) this.#sample(session, hash);
    const length = this.#length;
    [this.#low, this.#high, this.#length] = [0, 0, 0];
    this.#bags++;
    if (length === 0) { this.#empty++; return; }
    this.#lookups += length;
    this.#longest = Math.max(this.#longest, length);
    const now = this.#bags - this.#empty;
    const before = this.#recent.put(hash, now) ?? this.#older.get(hash);
    if (this.#recent.size === LONGEST) [this.#older, this.#recent] = [this.#recent, new BagTable()];
    if (before === undefined) return;
    WINDOWS.forEach((window, at) => {
      if (now - before > window) return;
      this.#repeats[at]!++;
      this.#repeatedLookups[at]! += length;
    });
  }

  /** Undefined where no bag was ended. */
  profile(): BagProfile | undefined {
    if (this.#bags === 0) return undefined;
    const filled = this.#bags - this.#empty;
    const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
    return {
      bags: this.#bags, empty: this.#empty, meanLength: share(this.#lookups, this.#bags), longest: this.#longest,
      repeats: WINDOWS.map((window, at) => ({ window, shareOfBags: share(this.#repeats[at]!, filled), shareOfLookups: share(this.#repeatedLookups[at]!, this.#lookups) })),
      ...(this.#sessions === undefined ? {} : { sessions: sessionsOf(this.#sessions) }),
    };
  }

  #sample(session: number, hash: number): void {
    const sessions = this.#sessions ??= { table: new IdTable(), lastBag: [], samples: 0, followers: 0, same: 0 };
    const at = sessions.table.number(session);
    const before = sessions.lastBag[at];
    sessions.samples++;
    if (before !== undefined) {
      sessions.followers++;
      if (before === hash) sessions.same++;
    }
    sessions.lastBag[at] = hash;
  }
}

/** RecD's S, d and the factor S / (1 + (S − 1)(1 − d)) by which deduplication shrinks the lookups of whole sessions. */
function sessionsOf({ table, samples, followers, same }: { readonly table: IdTable; samples: number; followers: number; same: number }) {
  const samplesPerSession = samples / table.size;
  const duplication = followers === 0 ? 0 : same / followers;
  return { sessions: table.size, samplesPerSession, duplication, factor: samplesPerSession / (1 + (samplesPerSession - 1) * (1 - duplication)) };
}

/** When each bag was last seen. */
class BagTable {
  readonly #hashes = new IdTable();
  readonly #seen = new Int32Array(LONGEST);

  get size(): number {
    return this.#hashes.size;
  }

  get(hash: number): number | undefined {
    const at = this.#hashes.find(hash);
    return at === undefined ? undefined : this.#seen[at]!;
  }

  /** Notes the time; gives back the one noted before. */
  put(hash: number, time: number): number | undefined {
    const before = this.#hashes.size;
    const at = this.#hashes.number(hash);
    const seen = at < before ? this.#seen[at]! : undefined;
    this.#seen[at] = time;
    return seen;
  }
}
