/**
 * How values become columns. JSON here keeps every number exactly: replay must read back what was written, and plain
 * JSON makes null of NaN and infinity. Samples, the bulk of the data, are packed.
 */
import { hash } from 'node:crypto';
import type { Json } from '../model/index.ts';

const NUMBER = '$number';

export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'number' && (!Number.isFinite(part) || Object.is(part, -0))
      ? { [NUMBER]: Object.is(part, -0) ? '-0' : String(part) }
      : part,
  );
}

export function fromJson<Value>(text: string): Value {
  if (!text.includes(NUMBER)) return JSON.parse(text) as Value;
  return JSON.parse(text, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && NUMBER in part ? Number(part[NUMBER]) : part,
  ) as Value;
}

/** A hash of what a value says, whatever the order of its keys: 32 hex digits of SHA-256. */
export function contentHash(value: Json): string {
  return hash('sha256', toJson(sorted(value))).slice(0, 32);
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, sorted(part)]));
}

/** Samples as little-endian float64. */
export function packSamples(samples: readonly number[]): Buffer {
  const packed = Buffer.allocUnsafe(samples.length * 8);
  samples.forEach((sample, at) => packed.writeDoubleLE(sample, at * 8));
  return packed;
}

export function unpackSamples(packed: Buffer): number[] {
  return Array.from({ length: packed.length / 8 }, (_, at) => packed.readDoubleLE(at * 8));
}
