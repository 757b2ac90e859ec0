import type { Arguments } from '../model/index.ts';

/**
 * A fingerprint of a launch's inputs, taken before and after: a kernel that writes its inputs shows. Built for speed and
 * for no adversary: 32-bit words mixed as in MurmurHash3 (A. Appleby), whose rotations matter here, since a plain
 * multiply-and-xor lets two flipped signs cancel.
 */
export function checksum(bytes: ArrayBufferView): number {
  const length = bytes.byteLength;
  const whole = bytes.byteOffset % 4 === 0 ? Math.floor(length / 4) : 0;
  const words = new Uint32Array(bytes.buffer, whole === 0 ? 0 : bytes.byteOffset, whole);
  let hash = length;
  for (let at = 0; at < whole; at++) hash = mix(hash, words[at]!);
  const rest = new Uint8Array(bytes.buffer, bytes.byteOffset + 4 * whole, length - 4 * whole);
  for (let at = 0; at < rest.length; at++) hash = mix(hash, rest[at]!);
  return hash >>> 0;
}

/** The fingerprint of every argument by name. */
export function checksums(inputs: Arguments): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(inputs).map(([name, { values }]) => [name, checksum(values)]));
}

function mix(hash: number, word: number): number {
  const scrambled = Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
  return (Math.imul(rotate(hash ^ scrambled, 13), 5) + 0xe6546b64) | 0;
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
