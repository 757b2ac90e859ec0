import { vectorOf } from '../dialect/index.ts';
import type { AsyncCopy, AtomicAdd, CopyWait, Expression, GridStatement, MatrixDot, Store } from '../model/index.ts';
import { evaluateSize } from '../util/size-expression.ts';
import { charge, chargeAlone, newRegister, startStretch, type Build, type Code, type Operand } from './code.ts';
import { commitStep, copyStep, waitStep } from './copies.ts';
import { accesses, locate, type Place, placeOf, touched } from './elements.ts';
import { adder, blockBarrier, warpBarrier } from './exchange.ts';
import { converted, indices } from './expressions.ts';
import { touchStep } from './loads.ts';
import { matrixStep, TILE } from './matrix.ts';
import type { FloatFormat } from './narrow.ts';
import { addOutputStep, storeOutputStep } from './output.ts';
import { addSharedStep, storeSharedStep, touchAtomicallyStep, type SharedAccess } from './shared.ts';
import { tallyWarps } from './tally.ts';

/** The statements of grid kernels as steps. None of them ends a thread or leaves a loop. */
export function gridStatement(build: Build, code: Code, node: GridStatement): void {
  switch (node.type) {
    case 'Store': return store(build, code, node);
    case 'AtomicAdd': return atomicAdd(build, code, node);
    case 'SharedDeclaration': return;
    case 'Barrier': return node.scope === 'block' ? blockBarrier(build, code, node.id) : warpBarrier(build, code, node.id);
    case 'AsyncCopy': return asyncCopy(build, code, node);
    case 'CopyCommit':
      charge(code, 'intAlu', -1, []);
      code.steps.push(commitStep(build.grid!.copies));
      return;
    case 'CopyWait': return copyWait(build, code, node);
    case 'MatrixDot': return matrixDot(build, code, node);
  }
}

/** What an array keeps of a number: f32 values as they are, since they are f32 already; nothing is rounded in float64. */
function keptFormat({ precision }: Build, { typed: { type: { scalar } } }: Place): FloatFormat {
  return precision === 'f32' && (scalar === 'f16' || scalar === 'bf16') ? scalar : 'f64';
}

function store(build: Build, code: Code, node: Store): void {
  const { machine } = build;
  const place = placeOf(build, node, node.array, indices(build, code, node.indices));
  const shared = build.shared.get(node.array);
  const component = place.typed.type.scalar === 'i32' ? 'i32' : 'f32';
  const value = converted(build, code, node.value, vectorOf(component, node.width ?? 1));
  const at = locate(build, code, place);
  charge(code, shared ? 'shared' : 'store', -1, [at, value.at], accesses(place));
  touched(build, code, place, at);
  const format = keptFormat(build, place);
  if (shared) code.steps.push(storeSharedStep(machine, { ...place, array: shared }, at, value, place.width, format));
  else if (machine.tally === null) code.steps.push(storeOutputStep(machine, build.grid!.output, place, at, value, place.width, format));
}

function atomicAdd(build: Build, code: Code, node: AtomicAdd): void {
  const { machine } = build;
  const place = placeOf(build, node, node.array, indices(build, code, node.indices));
  const shared = build.shared.get(node.array);
  const component = place.typed.type.scalar === 'i32' ? 'i32' : 'f32';
  const value = converted(build, code, node.value, component);
  const at = locate(build, code, place);
  charge(code, 'atomic', -1, [at, value.at]);
  if (machine.tally !== null) {
    code.steps.push(touchAtomicallyStep(machine, machine.tally, at));
    if (!shared) code.steps.push(touchStep(machine, machine.tally, place.array, at));
  }
  const add = adder(build, component, node.id);
  if (shared) code.steps.push(addSharedStep(machine, { ...place, array: shared }, at, value.at, add));
  else if (machine.tally === null) code.steps.push(addOutputStep(machine, build.grid!.output, place, at, value.at, add));
}

function asyncCopy(build: Build, code: Code, node: AsyncCopy): void {
  const target = placeOf(build, node, node.array, indices(build, code, node.indices));
  const source = placeOf(build, node, node.source, indices(build, code, node.sourceIndices));
  const [to, from] = [locate(build, code, target), locate(build, code, source)];
  charge(code, 'load', newRegister(build), [to, from]); // up to 16 bytes, and no register that anything waits for
  touched(build, code, source, from);
  code.steps.push(copyStep(build.machine, build.grid!.copies, { ...target, array: build.shared.get(node.array)! }, source, to, from, target.width));
}

/** Priced as a load's time, or as the share of it that is left where `pending` younger groups were begun meanwhile. */
function copyWait(build: Build, code: Code, { pending, id }: CopyWait): void {
  charge(code, 'intAlu', -1, []);
  code.steps.push(waitStep(build.machine, build.grid!.copies, pending, id));
  chargeAlone(build, code, 'load', 0, 1 / (pending + 1));
}

/**
 * Priced as the tensor cores' instructions for it, two for 16 deep, with the shared memory that these read and store: two
 * tiles of 512 bytes for 16 deep, and one of 1,024.
 */
function matrixDot(build: Build, code: Code, node: MatrixDot): void {
  const at: readonly Operand[] = indices(build, code, node.indices as readonly Expression[]);
  const access = (name: string): SharedAccess => ({ ...placeOf(build, node, name, []), array: build.shared.get(name)! });
  const arrays = { target: access(node.target), left: access(node.left), right: access(node.right) };
  const { machine } = build;
  const depth = () => evaluateSize(node.depth, machine.sizes);
  const { tally } = machine;
  if (tally !== null) {
    code.steps.push((active) => {
      const tiles = depth() / TILE;
      tallyWarps(tally, 'shared', active, 8 * tiles + 8, 2);
      tallyWarps(tally, 'matrix', active, 2 * tiles, 2 * tiles);
    });
  }
  code.steps.push(matrixStep(machine, node, arrays, at, depth, build.precision === 'f64'));
  startStretch(build, code);
}
