import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkloadSpec } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { nearest } from '../util/nearest.ts';
import { OPERATIONS } from './operations.ts';
import { takePublished } from './published.ts';
import { readSpec } from './spec.ts';

/** The workloads that the program ships with: small copies in corpus/, published sizes in corpus/full/. */
export interface WorkloadEntry {
  readonly spec: WorkloadSpec;
  readonly path: string;
  /** What the file of a trace is relative to: pass it to generateArguments. */
  readonly directory: string;
}

const corpus = fileURLToPath(new URL('../../corpus/', import.meta.url));

/** What an operation runs on when nobody says, by how its name begins: a small copy of a published shape, a few milliseconds in plain JavaScript. */
const defaults: readonly (readonly [prefix: string, workload: string])[] = [
  ['gather-tables', 'fbgemm-tables-small'],
  ['pool-sum-tables', 'fbgemm-tables-small'],
  ['gather', 'dlrm-terabyte-c20-small'],
  ['pool-', 'meta-2021-small'],
  ['sequence-', 'meta-2021-small'],
  ['interact-dot-pooled', 'mlperf-dcnv2-pooled-small'],
  ['interact-fm', 'fm-kaggle-small'],
  ['interact-', 'dot-27x64-small'],
];

/** All shipped workloads: the small ones first, each group by name. */
export function listWorkloads(): WorkloadEntry[] {
  return [...names().values()].map(readSpec);
}

/**
 * A workload by shipped name, or by the path of its JSON file, relative to `directory` (the working directory where absent);
 * after a `#`, another table of its model or another point of its sweep.
 * @throws UserError where there is none, naming the nearest
 */
export function findWorkload(nameOrPath: string, options: { directory?: string } = {}): WorkloadEntry {
  const shipped = names();
  const known = shipped.get(nameOrPath);
  if (known !== undefined) return readSpec(known);
  const [, name, which] = /^(.+?)#(.+)$/.exec(nameOrPath) ?? [];
  if (name !== undefined && which !== undefined && !existsSync(nameOrPath)) {
    const entry = findWorkload(name, options);
    return { ...entry, spec: takePublished(entry.spec, which) };
  }
  const path = options.directory === undefined ? nameOrPath : resolve(options.directory, nameOrPath);
  if (nameOrPath.endsWith('.json') || nameOrPath.includes('/')) return readSpec(path);
  if (existsSync(`${path}.json`)) return readSpec(`${path}.json`);
  throw new UserError(`no workload '${nameOrPath}'; nearest: ${nearest(nameOrPath, shipped.keys()).join(', ')} ('evoke workloads list' names all ${shipped.size}, a file ends in .json)`);
}

/**
 * The workload that an operation runs on when none is named.
 * @throws UserError for an operation without one
 */
export function defaultWorkload(operation: string): WorkloadEntry {
  const known = OPERATIONS.some((each) => each === operation);
  const name = known ? defaults.find(([prefix]) => operation.startsWith(prefix))?.[1] : undefined;
  if (name === undefined) throw new UserError(`operation '${operation}' has no default workload; name one with --workload (defaults exist for ${OPERATIONS.join(', ')})`);
  return findWorkload(name);
}

function names(): Map<string, string> {
  const inFolder = (folder: string) =>
    readdirSync(folder).filter((file) => file.endsWith('.json')).sort().map((file) => [file.slice(0, -5), join(folder, file)] as const);
  return new Map([...inFolder(corpus), ...inFolder(join(corpus, 'full'))]);
}
