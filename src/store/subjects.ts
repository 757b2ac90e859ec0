/** Kernels and workloads: what runs are about. Each is kept once, told apart by its content. */
import type { Database } from 'better-sqlite3';
import type { Json, Location, Signature, SourceKernel, WorkloadSpec } from '../model/index.ts';
import { contentHash, fromJson, toJson } from './encoding.ts';
import type { StoredKernel } from './records.ts';

interface KernelRow {
  readonly name: string;
  readonly operation: string | null;
  readonly file: string;
  readonly text: string;
  readonly hash: string;
  readonly signature: string;
  readonly locations: string;
}

export function subjects(database: Database) {
  const addKernel = database.prepare(`
    INSERT INTO kernel (content, hash, name, operation, file, text, signature, locations) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (content) DO NOTHING`);
  const kernelKey = database.prepare<[string], number>('SELECT key FROM kernel WHERE content = ?').pluck();
  const addWorkload = database.prepare(
    'INSERT INTO workload (content, name, spec) VALUES (?, ?, ?) ON CONFLICT (content) DO NOTHING',
  );
  const workloadKey = database.prepare<[string], number>('SELECT key FROM workload WHERE content = ?').pluck();
  const kernel = database.prepare<[number], KernelRow>(
    'SELECT name, operation, file, text, hash, signature, locations FROM kernel WHERE key = ?',
  );
  const workload = database.prepare<[number], string>('SELECT spec FROM workload WHERE key = ?').pluck();

  return {
    /** Key of the kernel, added if it is new. */
    keepKernel(source: SourceKernel): number {
      const { signature } = source.kernel;
      const content = contentHash([source.hash, source.file, source.text]);
      const locations = toJson(Object.fromEntries(source.locations));
      addKernel.run(
        content,
        source.hash,
        signature.name,
        signature.operation ?? null,
        source.file,
        source.text,
        toJson(signature),
        locations,
      );
      return kernelKey.get(content)!;
    },
    /** Key of the workload, added if it is new. */
    keepWorkload(spec: WorkloadSpec): number {
      const content = contentHash(spec as unknown as Json);
      addWorkload.run(content, spec.name, toJson(spec));
      return workloadKey.get(content)!;
    },
    kernel(key: number): StoredKernel {
      const { signature, locations, ...row } = kernel.get(key)!;
      return { ...row, signature: fromJson<Signature>(signature), locations: fromJson<Record<string, Location>>(locations) };
    },
    workload: (key: number): WorkloadSpec => fromJson<WorkloadSpec>(workload.get(key)!),
  };
}

export type Subjects = ReturnType<typeof subjects>;
