import { changeConstant } from './change-constant.ts';
import { closeCountingLoop } from './close-counting-loop.ts';
import { commonSubexpression } from './common-subexpression.ts';
import { convertBranch } from './convert-branch.ts';
import { copyStatement } from './copy-statement.ts';
import { deleteStatement } from './delete-statement.ts';
import { hoistInvariant } from './hoist-invariant.ts';
import { inductionVariable } from './induction-variable.ts';
import { inlineLocal } from './inline-local.ts';
import { interchangeLoops } from './interchange-loops.ts';
import { mergeBranches } from './merge-branches.ts';
import { mapToGrid } from './map-to-grid.ts';
import { moveStatement } from './move-statement.ts';
import { changeBlock } from './change-block.ts';
import { boundRegisters } from './bound-registers.ts';
import { narrowAddresses } from './narrow-addresses.ts';
import { hintLoad } from './hint-load.ts';
import { hintStore } from './hint-store.ts';
import { vectoriseInnermost } from './vectorise-innermost.ts';
import { vectoriseReduction } from './vectorise-reduction.ts';
import { rowsInFlight } from './rows-in-flight.ts';
import { gridStride } from './grid-stride.ts';
import { severalRowsPerThread } from './several-rows-per-thread.ts';
import { severalOutputsPerThread } from './several-outputs-per-thread.ts';
import type { EditOperator } from './operator.ts';
import { asyncStaging } from './async-staging.ts';
import { doubleBuffer } from './double-buffer.ts';
import { lanesPerRow } from './lanes-per-row.ts';
import { matrixTiles } from './matrix-tiles.ts';
import { narrowAccumulator } from './narrow-accumulator.ts';
import { sharedPadding } from './shared-padding.ts';
import { splitBagOverLanes } from './split-bag-over-lanes.ts';
import { stageIndices } from './stage-indices.ts';
import { stageOperand } from './stage-operand.ts';
import { widenAccumulator } from './widen-accumulator.ts';
import { reassociate } from './reassociate.ts';
import { reduceStrength } from './reduce-strength.ts';
import { removeDeadCode } from './remove-dead-code.ts';
import { replaceExpression } from './replace-expression.ts';
import { replaceOperand } from './replace-operand.ts';
import { replaceStatement } from './replace-statement.ts';
import { simplifyExpression } from './simplify-expression.ts';
import { specialiseSize } from './specialise-size.ts';
import { splitAccumulatorByUnrolling } from './split-accumulator-by-unrolling.ts';
import { splitAccumulator } from './split-accumulator.ts';
import { swapStatements } from './swap-statements.ts';
import { unrollLoopFully } from './unroll-loop-fully.ts';
import { unrollLoop } from './unroll-loop.ts';
import { unrollWithoutRemainder } from './unroll-without-remainder.ts';
import { unswitchLoop } from './unswitch-loop.ts';

/** Every way that evolution may change a kernel. An operator that is not in this list does not exist. */
export const editOperators: readonly EditOperator[] = [
  // GEVO's (arXiv 2004.08140): they know syntax and types only
  deleteStatement, copyStatement, moveStatement, swapStatements, replaceStatement, replaceExpression, replaceOperand,
  // loops and what does not change in them
  unrollLoop, unrollLoopFully, unrollWithoutRemainder, interchangeLoops, hoistInvariant, unswitchLoop, mergeBranches,
  closeCountingLoop,
  // values: how and where they are computed
  specialiseSize, changeConstant, commonSubexpression, inlineLocal, reduceStrength, inductionVariable, reassociate,
  splitAccumulator, splitAccumulatorByUnrolling,
  // what other edits leave behind, and branches
  simplifyExpression, removeDeadCode, convertBranch,
  // grid kernels: launches, and what a thread does
  mapToGrid, severalOutputsPerThread, severalRowsPerThread, gridStride, rowsInFlight, vectoriseReduction, vectoriseInnermost, hintStore, hintLoad, narrowAddresses, boundRegisters, changeBlock,
  // grid kernels: lanes, shared memory, and the width of what is gathered
  lanesPerRow, splitBagOverLanes, stageIndices, stageOperand, asyncStaging, doubleBuffer, sharedPadding, narrowAccumulator, widenAccumulator, matrixTiles,
];

export const operatorsByName: ReadonlyMap<string, EditOperator> = new Map(editOperators.map((operator) => [operator.name, operator]));
