import { componentOf, vectorOf } from '../../dialect/index.ts';
import type { AsyncCopy, GridStatement, Store } from '../../model/index.ts';
import { needStore, storedValueType, storeWith } from './access.ts';
import { type EmitContext, typeOf } from './context.ts';
import { matrixDotLine } from './matrix.ts';
import { addressOf, elementAt } from './places.ts';
import { bytesOf } from '../../util/scalars.ts';
import { narrowed } from './storage.ts';

/** Statements of grid kernels. Shared arrays are declared at the kernel's top, see shared.ts. */
export function gridStatementLines(statement: GridStatement, context: EmitContext): string[] {
  switch (statement.type) {
    case 'Store': return [storeLine(statement, context)];
    case 'AtomicAdd': {
      const { scalar } = context.typed.arrays.get(statement.array)!.type;
      const value = context.emitAs(statement.value, scalar === 'i32' ? 'i32' : 'f32');
      return [`atomicAdd(${addressOf(statement.array, statement.indices, context).text}, ${value.text});`];
    }
    case 'SharedDeclaration': return [];
    case 'Barrier':
      if (statement.scope === 'block') return ['__syncthreads();'];
      return [context.surroundings.threads % 32 === 0 ? '__syncwarp();' : `__syncwarp(${context.surroundings.lanes().text});`];
    case 'AsyncCopy': return [copyLine(statement, context)];
    case 'CopyCommit': context.library.include('cuda_pipeline.h'); return ['__pipeline_commit();'];
    case 'CopyWait': context.library.include('cuda_pipeline.h'); return [`__pipeline_wait_prior(${statement.pending});`];
    case 'MatrixDot': return [matrixDotLine(statement, context)];
  }
}

function storeLine({ array, indices, value, width, hint }: Store, context: EmitContext): string {
  const { space, type: { scalar } } = context.typed.arrays.get(array)!;
  const wanted = space === 'shared' ? undefined : hint;
  const type = storedValueType(scalar, typeOf(value, context), width ?? 1);
  const piece = context.emitAs(value, type);
  if (width !== undefined) {
    return `${needStore(context.library, scalar, vectorOf(componentOf(type), width), wanted)}(${addressOf(array, indices, context).text}, ${piece.text});`;
  }
  const text = type === 'f32' ? narrowed(scalar, piece.text) : piece.text;
  const through = storeWith(wanted);
  return through === undefined ? `${elementAt(array, indices, context)} = ${text};` : `${through}(${addressOf(array, indices, context).text}, ${text});`;
}

/** 16 bytes go past L1 on the way; none of it passes through registers. */
function copyLine({ array, indices, source, sourceIndices, width }: AsyncCopy, context: EmitContext): string {
  context.library.include('cuda_pipeline.h');
  const bytes = bytesOf[context.typed.arrays.get(array)!.type.scalar] * (width ?? 1);
  return `__pipeline_memcpy_async(${addressOf(array, indices, context).text}, ${addressOf(source, sourceIndices, context).text}, ${bytes});`;
}
