/**
 * Ids of logs as doubles. Below 2^52 an id stands for itself. Beyond, where production hashes lie and doubles begin to take
 * neighbours for equal, a hash of 52 bits stands for it, itself 2^52 or more: among ten million such ids one pair in a hundred
 * logs falls together by chance, and none whose upper 32 bits are the same.
 */
export const HASHED = 2 ** 52;

/** An unsigned 64-bit id from its two halves, each from 0 to 2^32 − 1. */
export function idOf(high: number, low: number): number {
  if (high < 2 ** 20) return high * 2 ** 32 + low;
  const above = mixed(high);
  return HASHED + (mixed(above + low) & 0xfffff) * 2 ** 32 + mixed(low ^ above);
}

/** A signed one: a negative id is never that of another. */
export function signedIdOf(high: number, low: number): number {
  return high >= 0 ? idOf(high, low) : -idOf(~high, ~low >>> 0) - 1;
}

export function idOfBig(value: bigint): number {
  const [high, low] = [Number(value >> 32n), Number(value & 0xffffffffn)];
  return value < 0n ? signedIdOf(high, low) : idOf(high, low);
}

/** What messages call an id. */
export function showId(id: number): string {
  return Math.abs(id) < HASHED ? String(id) : 'one of more than 52 bits';
}

/** The finaliser of MurmurHash3: one to one, each bit moves all others. */
function mixed(word: number): number {
  let hash = word | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
