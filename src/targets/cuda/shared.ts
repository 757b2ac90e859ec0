import type { Block, SharedDeclaration } from '../../model/index.ts';
import type { EmitContext } from './context.ts';
import { bytesOf } from '../../util/scalars.ts';
import { storedType } from './storage.ts';

/** Shared memory that a text may declare; more must be asked for by the launch, and lies in one piece. */
const declarable = 48 * 1024;
/** What the matrix unit and the widest accesses ask of an array's beginning. */
const alignment = 32;

export interface SharedText {
  readonly lines: string[];
  readonly sharedBytes: number;
  readonly dynamicSharedBytes: number;
}

/** The kernel's shared arrays, flat, each at a multiple of 32 bytes. */
export function sharedArrays(body: Block, context: EmitContext): SharedText {
  const arrays = body.body.filter((node): node is SharedDeclaration => node.type === 'SharedDeclaration').map((node) => {
    const elements = node.dims.map(context.fixedSize).reduce((product, dim) => product * dim, 1);
    const kept = Math.max(1, elements); // C++ has no empty arrays
    return { node, type: storedType(node.scalar, context.library), kept, bytes: Math.ceil((kept * bytesOf[node.scalar]) / alignment) * alignment };
  });
  const all = arrays.reduce((sum, { bytes }) => sum + bytes, 0);
  if (all <= declarable) {
    const lines = arrays.map(({ node, type, kept }) => `__shared__ alignas(${alignment}) ${type} ${context.names.of(node.name)}[${kept}];`);
    return { lines, sharedBytes: all, dynamicSharedBytes: 0 };
  }
  const memory = context.names.fresh('shared_memory');
  let start = 0;
  const lines = arrays.map(({ node, type, bytes }) => {
    const line = `${type}* const ${context.names.of(node.name)} = reinterpret_cast<${type}*>(${memory}${start === 0 ? '' : ` + ${start}`});`;
    start += bytes;
    return line;
  });
  return { lines: [`extern __shared__ __align__(${alignment}) unsigned char ${memory}[];`, ...lines], sharedBytes: 0, dynamicSharedBytes: all };
}
