import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { WorkloadSpec } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { fileProblem } from '../util/files.ts';
import { OPERATIONS, lacking } from './operations.ts';

/**
 * The JSON of a workload, checked. Every mistake is told in one line: file, field, what was got, what is allowed.
 */

/** An object that takes these fields and no others; a stray field's message lists them. */
function fields<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `allowed fields: ${Object.keys(shape).join(', ')}` : `allowed: an object with ${Object.keys(shape).join(', ')}`,
  });
}
const limited = (low: number, high: number, what: string) => {
  const error = `allowed: ${what}`;
  return z.number({ error }).min(low, { error }).max(high, { error });
};
const whole = (low: number, high = 2 ** 31 - 1) => {
  const error = `allowed: a whole number from ${low} to ${high}`;
  return z.number({ error }).int({ error }).min(low, { error }).max(high, { error });
};
const text = z.string({ error: 'allowed: text' }).min(1, { error: 'allowed: text that is not empty' });
const list = <Item extends z.ZodType>(item: Item, what: string) => z.array(item, { error: `allowed: a list of ${what}` });
const named = (what: string) => (issue: { code?: string | undefined }) => (issue.code === 'unrecognized_keys' ? undefined : `allowed: ${what}`);

const bagLengths = z.discriminatedUnion('distribution', [
  fields({ distribution: z.literal('fixed'), length: whole(0) }),
  fields({ distribution: z.literal('uniform'), low: whole(0), high: whole(0) }),
  fields({ distribution: z.literal('geometric'), mean: limited(0, 1e6, 'a number from 0 to 1000000') }),
  fields({ distribution: z.literal('listed'), lengths: list(whole(0), 'bag lengths').min(1, { error: 'allowed: at least one length' }) }),
], { error: named('fixed {length}, uniform {low, high}, geometric {mean} or listed {lengths}') });

const indices = z.discriminatedUnion('distribution', [
  fields({ distribution: z.literal('uniform') }),
  fields({ distribution: z.literal('zipf'), alpha: limited(0, 50, 'a number from 0 to 50'), shift: limited(0, 1e9, 'a number from 0 to 1e9').optional() }),
  fields({
    distribution: z.literal('reuse'),
    shareOfAccesses: list(limited(0, 1, 'a share from 0 to 1'), 'shares').min(1, { error: 'allowed: 1 to 32 shares' }).max(32, { error: 'allowed: 1 to 32 shares' }),
  }),
  fields({
    distribution: z.literal('stack'),
    shareOfAccesses: list(limited(0, 1, 'a share from 0 to 1'), 'shares').max(32, { error: 'allowed: at most 32 shares' }),
  }),
  fields({ distribution: z.literal('trace'), file: text }),
], { error: named('uniform, zipf {alpha, shift}, reuse {shareOfAccesses}, stack {shareOfAccesses} or trace {file}') });

/** What a workload may be called: it is also the name of its file. */
export const NAME = /^[A-Za-z0-9][\w.-]*$/;

const schema = fields({
  name: z.string({ error: 'allowed: text' }).regex(NAME, { error: 'allowed: letters, digits, - _ and .' }),
  description: text.optional(),
  operations: list(z.enum(OPERATIONS, { error: `allowed: ${OPERATIONS.join(', ')}` }), 'operations'),
  sizes: z.record(z.string().regex(/^[A-Za-z_]\w*$/, { error: 'allowed: a name' }), whole(0, 2 ** 31), { error: 'allowed: an object of sizes, such as { "rows": 1000, "dim": 64 }' }),
  bagLengths: bagLengths.optional(),
  indices: indices.optional(),
  distinctInBag: z.boolean({ error: 'allowed: true or false' }).optional(),
  sessions: fields({ samples: limited(1, 1e6, 'a number from 1 to 1000000'), duplication: limited(0, 1, 'a share from 0 to 1') }).optional(),
  dtype: z.literal('f32', { error: 'allowed: "f32"' }),
  seed: whole(0, Number.MAX_SAFE_INTEGER),
  source: text.optional(),
  scaledFrom: text.optional(),
  tables: list(fields({ rows: whole(1), dim: whole(1).optional(), hotness: whole(0).optional(), count: whole(1).optional() }), 'tables').optional(),
  sweep: z.record(z.string(), list(z.number({ error: 'allowed: a number' }), 'numbers'), { error: 'allowed: an object of lists of numbers' }).optional(),
});

/**
 * A workload from parsed JSON; `file` is what the messages call it.
 * @throws UserError
 */
export function parseSpec(json: unknown, file: string): WorkloadSpec {
  const result = schema.safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    const stray = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const path = stray === undefined ? issue.path : [...issue.path, stray];
    throw new UserError(`${file}: ${path.length === 0 ? 'the whole' : path.join('.')}: got ${show(valueAt(json, path))}; ${issue.message}`);
  }
  const spec = result.data as WorkloadSpec;
  const contradiction = contradictionIn(spec);
  if (contradiction !== undefined) throw new UserError(`${file}: ${contradiction}`);
  return spec;
}

/** What no field shows alone. */
function contradictionIn(spec: WorkloadSpec): string | undefined {
  const { bagLengths: bags, indices: access, sizes } = spec;
  if (bags?.distribution === 'uniform' && bags.low > bags.high) return `bagLengths: got low ${bags.low} above high ${bags.high}; allowed: low ≤ high`;
  if (bags !== undefined && sizes.lookups !== undefined) return `sizes.lookups: got ${sizes.lookups}, but it follows from the bags; leave out lookups or bagLengths`;
  if (access?.distribution === 'reuse') {
    const sum = access.shareOfAccesses.reduce((total, share) => total + share, 0);
    if (Math.abs(sum - 1) > 0.02) return `indices.shareOfAccesses: got a sum of ${+sum.toFixed(4)}; allowed: shares that add up to 1 (± 0.02 for rounding)`;
  }
  if (access?.distribution === 'stack') {
    const sum = access.shareOfAccesses.reduce((total, share) => total + share, 0);
    if (sum > 1.02) return `indices.shareOfAccesses: got a sum of ${+sum.toFixed(4)}; allowed: at most 1 (+ 0.02 for rounding), the rest being first uses`;
  }
  if (spec.sessions !== undefined && bags === undefined) return 'sessions: got sessions without bagLengths; a sample is a bag: give bagLengths or leave out sessions';
  if (spec.sessions !== undefined && access?.distribution === 'trace') return 'sessions: got sessions with a trace, which has its own; leave out sessions or take another distribution';
  if (spec.distinctInBag && access !== undefined && access.distribution !== 'uniform' && access.distribution !== 'zipf') {
    return `distinctInBag: got true with ${access.distribution} indices; allowed: with uniform or zipf`;
  }
  for (const operation of spec.operations) {
    const missing = lacking(spec, operation);
    if (missing !== undefined) return `operations: ${operation} needs ${missing}; give it or leave the operation out`;
  }
  return undefined;
}

/**
 * A workload file and the directory that its trace is relative to.
 * @throws UserError where the file cannot be read, is not JSON or is not a workload
 */
export function readSpec(path: string): { spec: WorkloadSpec; path: string; directory: string } {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    throw fileProblem(cause, 'read', path);
  }
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (cause) {
    throw new UserError(`${path}: not JSON: ${(cause as Error).message.replace(/\s+/g, ' ').slice(0, 120)}; a workload is a JSON file as corpus/README.md describes`, { cause });
  }
  return { spec: parseSpec(json, path), path, directory: dirname(path) };
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined), json);
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const shown = JSON.stringify(value);
  return shown.length > 60 ? `${shown.slice(0, 57)}…` : shown;
}
