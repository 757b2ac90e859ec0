import type { Arguments, Role, Signature, Sizes } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import { nearest } from '../../util/nearest.ts';
import { bytesOf } from '../../util/scalars.ts';
import { evaluateSize } from '../../util/size-expression.ts';
import { checkSignature, rolesIn, symbolsIn } from './check-signature.ts';
import { gather } from './gather.ts';
import { interactConcat } from './interact-concat.ts';
import { interactDot, interactDotSelf, interactPairs, interactPairsSelf } from './interact-dot.ts';
import { interactDotPooled } from './interact-dot-pooled.ts';
import { interactFm, interactFmSum } from './interact-fm.ts';
import { bytesOfAll } from './operation.ts';
import type { Operation } from './operation.ts';
import { poolMax } from './pool-max.ts';
import { poolMean } from './pool-mean.ts';
import { poolMaxPadded, poolMeanPadded, poolSumPadded, poolWeightedSumPadded } from './pool-padded.ts';
import { poolMeanPruned, poolSumPruned, poolWeightedSumPruned } from './pool-pruned.ts';
import { poolSumHot } from './pool-sum-hot.ts';
import { poolSumUnique } from './pool-sum-unique.ts';
import { poolSum } from './pool-sum.ts';
import { poolWeightedMean } from './pool-weighted-mean.ts';
import { poolWeightedSum } from './pool-weighted-sum.ts';
import { quantisedOperations } from './quantised.ts';
import { sequencePadded } from './sequence-padded.ts';
import { gatherTables, poolSumTables } from './tables.ts';

/** The operations that a kernel can name, written down by hand: a new one is a file beside this one and a line here. */
export const operations: readonly Operation[] = [
  gather,
  poolSum, poolMean, poolMax, poolWeightedSum, poolWeightedMean,
  poolSumPadded, poolMeanPadded, poolMaxPadded, poolWeightedSumPadded,
  poolSumPruned, poolMeanPruned, poolWeightedSumPruned,
  ...quantisedOperations,
  gatherTables, poolSumTables, sequencePadded, poolSumUnique, poolSumHot,
  interactDot, interactDotSelf, interactPairs, interactPairsSelf, interactDotPooled, interactConcat, interactFm, interactFmSum,
];

/** The operation of that name. UserError that lists the known ones. */
export function operationNamed(name: string): Operation {
  const operation = operations.find((each) => each.name === name);
  if (operation !== undefined) return operation;
  throw new UserError(`no operation is named ${name}; nearest: ${nearest(name, operations.map((each) => each.name)).join(', ')} ('evoke kernels' lists all ${operations.length}): name one of these, or leave @operation out`);
}

/** The operation that a kernel claims, held against its head; undefined for a user's own computation. UserError if it does not fit. */
export function operationOf(signature: Signature): Operation | undefined {
  if (signature.operation === undefined) return undefined;
  const operation = operationNamed(signature.operation);
  checkSignature(signature, operation);
  return operation;
}

/** The roles of a kernel's parameters: the operation knows them; for a user's own computation, what its body shows. */
export function rolesOf(signature: Signature): Readonly<Record<string, Role>> {
  const operation = operationOf(signature);
  return operation === undefined ? signature.roles : rolesIn(signature, operation);
}

/** What a kernel calls the size symbols of its operation; empty for a user's own computation. */
export function sizeNamesOf(signature: Signature): Readonly<Record<string, string>> {
  const operation = operationOf(signature);
  return operation === undefined ? {} : symbolsIn(signature, operation);
}

/**
 * Bytes that no kernel of this head can avoid moving for these inputs: each used table row once, everything else that the
 * result depends on once, the output once, each in the width that it is stored in. Of a user's own computation nothing is known but
 * that its output must be written.
 */
export function bytesOfLaunch(signature: Signature, { arguments: inputs, sizes }: { readonly arguments: Arguments; readonly sizes: Sizes }): number {
  return bytesThatMustMove(signature, inputs, signature.returns.dims.reduce((product, dim) => product * evaluateSize(dim, sizes), 1));
}

/** The same, of an output of so many elements. */
export function bytesThatMustMove(signature: Signature, inputs: Arguments, outputElements: number): number {
  const operation = operationOf(signature);
  const own = Object.fromEntries(signature.parameters.map(({ name }) => [name, inputs[name]!]));
  const read = operation === undefined ? 0 : (operation.bytesRead ?? bytesOfAll)(own);
  return read + bytesOf[signature.returns.scalar] * outputElements;
}
