import type { SourceKernel } from '../model/index.ts';
import { showSize } from '../util/size-expression.ts';

export interface KernelLine {
  readonly name: string;
  readonly operation: string | null;
  readonly profile: string | null;
  readonly parameters: readonly string[];
  readonly returns: string;
  readonly statics: readonly string[];
  readonly description: string;
  readonly hash: string;
}

/** The shipped kernels as data and as text. */
export function describeKernels(kernels: readonly { readonly name: string; readonly source: SourceKernel }[]): { lines: KernelLine[]; text: string } {
  const lines = kernels.map(({ name, source: { hash, kernel: { signature } } }): KernelLine => ({
    name, hash, operation: signature.operation ?? null, profile: signature.profile ?? null, description: signature.description, statics: signature.statics,
    parameters: signature.parameters.map((p) => `${p.name} ${p.type.scalar}${p.type.dims.map((dim) => `[${showSize(dim)}]`).join('')}`),
    returns: `${signature.returns.scalar}${signature.returns.dims.map((dim) => `[${showSize(dim)}]`).join('')}`,
  }));
  const width = Math.max(...lines.map(({ name }) => name.length));
  const text = lines.map((line) => `${line.name.padEnd(width)}  ${line.operation ?? '-'}: (${line.parameters.join(', ')}) -> ${line.returns}\n${' '.repeat(width)}  ${line.description}`).join('\n');
  return { lines, text };
}
