/**
 * Equal bags found and kept once, as RecD does for the samples of a session (arXiv 2211.05239): what `pool-sum-unique` takes,
 * and whether it pays.
 */
export interface UniqueBags {
  /** Lookups of the unique bags, one bag behind the other, in the order in which they first occur. */
  readonly indices: Int32Array;
  /** CSR bounds of the unique bags. */
  readonly offsets: Int32Array;
  /** For each bag of the batch, the unique bag that equals it. */
  readonly inverse: Int32Array;
}

/** Bags are equal if they have the same lookups in the same order. `offsets` are the CSR bounds of the batch's bags. */
export function deduplicateBags(indices: Int32Array, offsets: Int32Array): UniqueBags {
  const bags = offsets.length - 1;
  const inverse = new Int32Array(bags);
  const firsts: number[] = [];
  const byHash = new Map<number, number[]>();
  for (let bag = 0; bag < bags; bag++) {
    const [start, end] = [offsets[bag]!, offsets[bag + 1]!];
    const known = byHash.get(hashOf(indices, start, end)) ?? [];
    const same = known.find((unique) => equal(indices, offsets, firsts[unique]!, bag));
    if (same === undefined) {
      byHash.set(hashOf(indices, start, end), [...known, firsts.length]);
      firsts.push(bag);
    }
    inverse[bag] = same ?? firsts.length - 1;
  }
  const kept = new Int32Array(firsts.length + 1);
  firsts.forEach((bag, unique) => { kept[unique + 1] = kept[unique]! + offsets[bag + 1]! - offsets[bag]!; });
  const lookups = new Int32Array(kept.at(-1)!);
  firsts.forEach((bag, unique) => lookups.set(indices.subarray(offsets[bag]!, offsets[bag + 1]!), kept[unique]!));
  return { indices: lookups, offsets: kept, inverse };
}

export interface DeduplicationGain {
  readonly bags: number;
  readonly uniqueBags: number;
  /** Lookups of the batch for one of its unique bags: RecD's factor, measured. */
  readonly factor: number;
  /** Bytes of rows, lookups and bounds that pooling reads without and with deduplication if no cache serves a row twice. */
  readonly plainBytes: number;
  readonly uniqueBytes: number;
  readonly pays: boolean;
}

/**
 * The point at which deduplicated pooling pays: once the rows and lookups that are not read again outweigh the inverse index
 * and the unique sums, which are written and read back before they are expanded. Finding the duplicates is not counted: RecD
 * does it once, when the batch is made. Elements of 4 bytes.
 */
export function deduplicationGain(indices: Int32Array, offsets: Int32Array, dim: number): DeduplicationGain {
  const unique = deduplicateBags(indices, offsets);
  const [bags, uniqueBags] = [offsets.length - 1, unique.offsets.length - 1];
  const pooling = (lookups: number, bounds: number) => 4 * (lookups * (dim + 1) + bounds);
  const plainBytes = pooling(indices.length, bags + 1);
  const uniqueBytes = pooling(unique.indices.length, uniqueBags + 1) + 4 * (bags + uniqueBags * dim + bags * dim);
  return { bags, uniqueBags, factor: unique.indices.length === 0 ? 1 : indices.length / unique.indices.length, plainBytes, uniqueBytes, pays: uniqueBytes < plainBytes };
}

/** FNV-1a over the words of the lookups. */
function hashOf(indices: Int32Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ indices[at]!, 0x01000193);
  return hash;
}

function equal(indices: Int32Array, offsets: Int32Array, one: number, other: number): boolean {
  const length = offsets[one + 1]! - offsets[one]!;
  if (length !== offsets[other + 1]! - offsets[other]!) return false;
  for (let at = 0; at < length; at++) if (indices[offsets[one]! + at] !== indices[offsets[other]! + at]) return false;
  return true;
}
