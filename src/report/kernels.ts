import type { ArrayType, Capability, SourceKernel } from '../model/index.ts';
import { showSize } from '../util/size-expression.ts';

export interface KernelLine {
  readonly name: string;
  readonly operation: string | null;
  readonly profile: string | null;
  readonly parameters: readonly string[];
  readonly returns: string;
  readonly statics: readonly string[];
  readonly description: string;
  readonly needs: readonly Capability[];
  readonly devices: readonly string[];
  readonly floor: string;
  readonly hash: string;
}

/** What a list knows of a kernel beside its source. */
type Listed = Pick<KernelLine, 'name' | 'profile' | 'needs' | 'devices' | 'floor'> & { readonly source: SourceKernel };

/** The shipped kernels as data and as text. */
export function describeKernels(kernels: readonly Listed[]): { lines: KernelLine[]; text: string } {
  const lines = kernels.map(({ source: { hash, kernel: { signature } }, ...listed }): KernelLine => ({
    ...listed, hash, operation: signature.operation ?? null, description: signature.description, statics: signature.statics,
    parameters: signature.parameters.map(({ name, type }) => `${name} ${showType(type)}`), returns: showType(signature.returns),
  }));
  const width = Math.max(...lines.map(({ name }) => name.length));
  const text = lines.map((line) => [
    `${line.name.padEnd(width)}  ${line.operation ?? '-'}: (${line.parameters.join(', ')}) -> ${line.returns}`,
    line.description,
    `profile ${line.profile ?? '-'}; devices ${line.devices.join(', ')}${line.needs.length > 0 ? ` with ${line.needs.join(', ')}` : ''}`,
    `floor ${line.floor} bytes`,
  ].join(`\n${' '.repeat(width)}  `)).join('\n');
  return { lines, text };
}

function showType({ scalar, dims }: ArrayType): string {
  return `${scalar}${dims.map((dim) => `[${showSize(dim)}]`).join('')}`;
}
