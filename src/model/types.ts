/** The scalar types of the kernel language. Level 1 computes in f32, i32 and bool; the narrow ones name storage. */
export type Scalar = 'f32' | 'f16' | 'bf16' | 'i8' | 'u8' | 'i32' | 'u32' | 'i64' | 'bool';

/**
 * A dimension of an array or of a launch, as written in JSDoc: a number, a symbol, or arithmetic over symbols (`bags + 1`,
 * `ceil(bags / 8)`, `min(ceil(bags / 8), 1056)`).
 */
export type SizeExpression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'symbol'; readonly name: string }
  | {
      readonly kind: 'operation';
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: SizeExpression;
      readonly right: SizeExpression;
    }
  | { readonly kind: 'function'; readonly name: SizeFunction; readonly arguments: readonly SizeExpression[] };

/** `ceil` and `floor` take one argument, `min` and `max` two. */
export type SizeFunction = 'ceil' | 'floor' | 'min' | 'max';

/** `f32[rows][dim]`; row-major. No dimensions means a scalar argument. */
export interface ArrayType {
  readonly scalar: Scalar;
  readonly dims: readonly SizeExpression[];
}

export interface Parameter {
  readonly name: string;
  readonly type: ArrayType;
}

/** Values of the size symbols of one launch, e.g. `{ rows: 1000, dim: 64, bags: 128, lookups: 2560 }`. */
export type Sizes = Readonly<Record<string, number>>;

/** How a row of bytes holds numbers with a scale and a bias of its own; see quantised-rows.ts in workloads. */
export type RowLayout = 'int8-tail' | 'int8-head' | 'int4-head';

/**
 * What the values of an integer parameter mean, so that inputs can be made for it:
 * `index` names a row of a dimension (0 ≤ v < size; outside of that −1 may stand for no row, `pruned`, or `any` number occur, if the
 * operation says what these mean), `offsets` are CSR bounds (0 = v₀ ≤ v₁ ≤ … = size). Values may be the bytes
 * of quantised `rows`, or all rows of so many `tables`, one behind the other.
 */
export type Role =
  | { readonly kind: 'values'; readonly rows?: RowLayout; readonly tables?: SizeExpression }
  | { readonly kind: 'index'; readonly into: SizeExpression; readonly outside?: 'pruned' | 'any' }
  | { readonly kind: 'offsets'; readonly into: SizeExpression };

/** The head of a kernel: everything its JSDoc says. */
export interface Signature {
  readonly name: string;
  readonly description: string;
  /** `pool-sum`, `gather`, …; absent for a user's own computation. */
  readonly operation?: string;
  /** Whose semantics, where peers differ: cuembed, fbgemm, pytorch, torchrec, dlrm. */
  readonly profile?: string;
  readonly parameters: readonly Parameter[];
  /** Role of each parameter by name. */
  readonly roles: Readonly<Record<string, Role>>;
  readonly returns: ArrayType;
  /** Symbols whose values are compiled in. */
  readonly statics: readonly string[];
}
