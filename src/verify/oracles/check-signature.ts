import type { ArrayType, Role, RowLayout, Scalar, Signature, SizeExpression } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import { evaluateSize, showSize, symbolsOf } from '../../util/size-expression.ts';
import { multipleOf } from '../../workloads/quantised-rows.ts';
import { symbol } from './operation.ts';
import type { Operation } from './operation.ts';

/**
 * Holds a kernel's head against the operation that it claims. Parameters must have the operation's names, order and
 * types, or types that hold the same in other widths: f16 and bf16 for f32, i64 for i32. Size symbols may have other names
 * (`vocabulary` for `rows`) or be numbers, as long as they are used alike.
 * UserError on the first thing that does not fit.
 */
export function checkSignature(signature: Signature, operation: Operation): void {
  const { parameters } = operation;
  const names = (list: readonly { name: string }[]) => list.map((each) => each.name).join(', ');
  if (names(signature.parameters) !== names(parameters)) {
    throw misfit(signature, operation, `parameters (${names(parameters)})`, `(${names(signature.parameters)})`);
  }
  const renamed = renaming(signature, operation);
  parameters.forEach(({ name, type, role, padded }, at) => {
    const got = signature.parameters[at]!.type;
    if (role.kind === 'values' && role.rows !== undefined) refuseWidth(signature, operation, role.rows, renamed);
    if (!sameType(got, type, renamed, padded)) throw misfit(signature, operation, `${name} of type ${showNeeded(type, got)}`, showType(got));
  });
  if (!sameType(signature.returns, operation.returns, renamed, operation.padded)) {
    throw misfit(signature, operation, `a result of type ${showNeeded(operation.returns, signature.returns)}`, showType(signature.returns));
  }
  const { profile } = signature;
  if (profile !== undefined && !operation.profiles.includes(profile)) {
    throw misfit(signature, operation, `a @profile of ${operation.profiles.join(', ')}`, profile);
  }
}

/** What the operation says that the values of each parameter mean, in the kernel's own size symbols. */
export function rolesIn(signature: Signature, operation: Operation): Readonly<Record<string, Role>> {
  const renamed = renaming(signature, operation);
  return Object.fromEntries(operation.parameters.map(({ name, role }) => [
    name, role.kind !== 'values' ? { ...role, into: translate(role.into, renamed) } : role.tables === undefined ? role : { ...role, tables: translate(role.tables, renamed) },
  ]));
}

/** The kernel's own symbol for each of the operation's, where it is one: `vocabulary` for `rows`. */
export function symbolsIn(signature: Signature, operation: Operation): Readonly<Record<string, string>> {
  return Object.fromEntries([...renaming(signature, operation)].flatMap(([symbol, here]) => (here.kind === 'symbol' ? [[symbol, here.name]] : [])));
}

/** Widths that are written as numbers; others are refused with the sizes of a launch. */
function refuseWidth(signature: Signature, operation: Operation, layout: RowLayout, renamed: Renaming): void {
  const width = renamed.get('dim');
  if (width?.kind !== 'number' || width.value % multipleOf[layout] === 0) return;
  const why = layout === 'int4-head' ? 'an even width, since a byte holds two values' : 'a width that 4 divides, since an f32 scale and bias follow';
  throw misfit(signature, operation, why, String(width.value));
}

type Renaming = ReadonlyMap<string, SizeExpression>;

function misfit(signature: Signature, operation: Operation, needed: string, got: string): UserError {
  return new UserError(`${signature.name} claims @operation ${operation.name}, which needs ${needed}; it has ${got}: change the kernel's head, or leave @operation out`);
}

/** What each of the operation's symbols is called here: wherever a symbol stands alone, the kernel's dimension is its name. */
function renaming(signature: Signature, operation: Operation): Renaming {
  const renamed = new Map<string, SizeExpression>();
  const pair = (got: ArrayType, needed: ArrayType) => needed.dims.forEach((dim, axis) => {
    const here = got.dims[axis];
    if (dim.kind === 'symbol' && here !== undefined && !renamed.has(dim.name)) renamed.set(dim.name, here);
  });
  operation.parameters.forEach(({ type }, at) => pair(signature.parameters[at]!.type, type));
  pair(signature.returns, operation.returns);
  return renamed;
}

/** Storage that an array may have as well. A scalar argument has none: it is no storage. */
function otherwise({ scalar, dims }: ArrayType): readonly Scalar[] {
  return dims.length === 0 ? [] : scalar === 'f32' ? ['f16', 'bf16'] : scalar === 'i32' ? ['i64'] : [];
}

function sameScalar(got: ArrayType, needed: ArrayType): boolean {
  return got.scalar === needed.scalar || otherwise(needed).includes(got.scalar);
}

/** `padded`: the last dimension may be larger than needed. */
function sameType(got: ArrayType, needed: ArrayType, renamed: Renaming, padded = false): boolean {
  const last = needed.dims.length - 1;
  return sameScalar(got, needed) && got.dims.length === needed.dims.length
    && needed.dims.every((dim, axis) => fits(got.dims[axis]!, translate(dim, renamed), padded && axis === last));
}

function translate(expression: SizeExpression, renamed: Renaming): SizeExpression {
  if (expression.kind === 'number') return expression;
  if (expression.kind === 'symbol') return renamed.get(expression.name) ?? symbol(expression.name);
  if (expression.kind === 'function') return { ...expression, arguments: expression.arguments.map((each) => translate(each, renamed)) };
  return { ...expression, left: translate(expression.left, renamed), right: translate(expression.right, renamed) };
}

/** Equal polynomials of this small degree agree at a few points and different ones do not: no algebra needed. */
function fits(got: SizeExpression, needed: SizeExpression, mayBeLarger: boolean): boolean {
  const names = [...new Set([...symbolsOf(got), ...symbolsOf(needed)])];
  return [2, 6, 12, 26, 48].every((base) => {
    const sizes = Object.fromEntries(names.map((name, at) => [name, base * (at + 1) + 4 * at * at]));
    try {
      const [here, there] = [evaluateSize(got, sizes), evaluateSize(needed, sizes)];
      return here === there || (mayBeLarger && here > there);
    } catch (error) {
      if (error instanceof UserError) return false;
      throw error;
    }
  });
}

function showNeeded(needed: ArrayType, got: ArrayType): string {
  const others = otherwise(needed);
  return `${showType(needed)}${sameScalar(got, needed) || others.length === 0 ? '' : ` (or ${others.join(', ')})`}`;
}

function showType({ scalar, dims }: ArrayType): string {
  return `${scalar}${dims.map((dim) => `[${showSize(dim)}]`).join('')}`;
}
