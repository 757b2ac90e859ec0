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
    const hash = hashOf(indices, start, end);
    const known = byHash.get(hash) ?? [];
    const same = known.find((unique) => equal(indices, offsets, firsts[unique]!, bag));
    if (same === undefined) {
      byHash.set(hash, [...known, firsts.length]);
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
  return gainOf(indices.length, offsets.length - 1, deduplicateBags(indices, offsets), dim);
}

function gainOf(lookups: number, bags: number, unique: UniqueBags, dim: number): DeduplicationGain {
  const uniqueBags = unique.offsets.length - 1;
  const pooling = (read: number, bounds: number) => 4 * (read * (dim + 1) + bounds);
  const plainBytes = pooling(lookups, bags + 1);
  const uniqueBytes = pooling(unique.indices.length, uniqueBags + 1) + 4 * (bags + uniqueBags * dim + bags * dim);
  return { bags, uniqueBags, factor: unique.indices.length === 0 ? 1 : lookups / unique.indices.length, plainBytes, uniqueBytes, pays: uniqueBytes < plainBytes };
}

/**
 * The share of unique bags below which deduplicated pooling pays, for bags of so many lookups on average whether they repeat or
 * not: where the bytes of deduplicationGain are equal, but for the one bound more. 0: never, as for one lookup a bag.
 */
export function breakEvenShare(meanLength: number, dim: number): number {
  const read = meanLength * (dim + 1);
  return Math.max(0, (read - dim) / (read + dim + 1));
}

/** A log of many bags, deduplicated batch by batch: bags that are equal in different batches stay apart. */
export interface DeduplicatedBatches extends UniqueBags {
  readonly batches: readonly DeduplicationGain[];
}

/** @param bags of a batch, at least 1; the last may be smaller */
export function deduplicateBatches(indices: Int32Array, offsets: Int32Array, { bags, dim }: { readonly bags: number; readonly dim: number }): DeduplicatedBatches {
  const batches: DeduplicationGain[] = [];
  const parts: UniqueBags[] = [];
  for (let first = 0; first + 1 < offsets.length; first += bags) {
    const bounds = offsets.slice(first, first + bags + 1);
    const own = indices.subarray(bounds[0]!, bounds.at(-1)!);
    const unique = deduplicateBags(own, bounds.map((bound) => bound - bounds[0]!));
    parts.push(unique);
    batches.push(gainOf(own.length, bounds.length - 1, unique, dim));
  }
  return { batches, ...joined(parts) };
}

/** Unique bags one batch behind the other, numbered on. */
function joined(parts: readonly UniqueBags[]): UniqueBags {
  const total = (count: (part: UniqueBags) => number) => parts.reduce((sum, part) => sum + count(part), 0);
  const indices = new Int32Array(total((part) => part.indices.length));
  const offsets = new Int32Array(total((part) => part.offsets.length - 1) + 1);
  const inverse = new Int32Array(total((part) => part.inverse.length));
  let [lookups, unique, bags] = [0, 0, 0];
  for (const part of parts) {
    indices.set(part.indices, lookups);
    offsets.set(part.offsets.map((bound) => bound + lookups), unique);
    inverse.set(part.inverse.map((bag) => bag + unique), bags);
    lookups += part.indices.length;
    unique += part.offsets.length - 1;
    bags += part.inverse.length;
  }
  return { indices, offsets, inverse };
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
