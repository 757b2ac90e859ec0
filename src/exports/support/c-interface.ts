import { nodesOf } from '../../dialect/index.ts';
import type { ArrayType, Kernel, Program, Scalar, SizeExpression } from '../../model/index.ts';
import { createNames, type Names as TextNames } from '../../targets/cuda/names.ts';
import { isFloat } from '../../util/scalars.ts';
import { namesOf } from './names.ts';
import { runTimeSymbols, shapeText, sizeText, type SizeWords } from './sizes.ts';
import { valueRules } from './value-rules.ts';

/** The function of C that launches an exported kernel: what it takes, in order, and under which names. */
export interface CInterface {
  /** `evoke_pool_sum`. */
  readonly called: string;
  /** The kernel's parameters as the signature lists them, then the output. */
  readonly arguments: readonly CArgument[];
  /** Run-time sizes, `long long` each, by symbol. */
  readonly sizes: ReadonlyMap<string, string>;
  /** Where it is launched. */
  readonly stream: string;
}

export interface CArgument {
  readonly name: string;
  /** Of the kernel's parameter; absent for the output. */
  readonly parameter?: string;
  readonly type: ArrayType;
  /** The C type of an element, or of the scalar. */
  readonly element: string;
  /** Whether its address must be a multiple of 16 bytes. */
  readonly aligned: boolean;
}

const elements: Readonly<Record<Scalar, string>> = {
  f32: 'float', f16: '__half', bf16: '__nv_bfloat16', i8: 'signed char', u8: 'unsigned char', i32: 'int', u32: 'unsigned int', i64: 'long long', bool: 'unsigned char',
};

export function cInterface({ signature, sizes: fixed }: Program, kernel: Kernel): CInterface {
  const aligned = alignedArrays(kernel);
  const names: TextNames = createNames(signature.parameters.map(({ name }) => name));
  const scalar = (of: Scalar) => (isFloat(of) ? 'float' : 'int');
  return {
    called: namesOf(signature).module,
    arguments: [
      ...signature.parameters.map(({ name, type }): CArgument => ({ name: names.of(name), parameter: name, type, element: type.dims.length === 0 ? scalar(type.scalar) : elements[type.scalar], aligned: aligned.has(name) })),
      { name: names.fresh('output'), type: signature.returns, element: elements[signature.returns.scalar], aligned: aligned.has(kernel.body.launch?.output ?? '') },
    ],
    sizes: new Map(runTimeSymbols(signature, fixed).map((symbol) => [symbol, names.fresh(symbol)])),
    stream: names.fresh('stream'),
  };
}

/** `int evoke_pool_sum(const float* table, …, cudaStream_t stream)`. */
export function declarationText({ called, arguments: own, sizes, stream }: CInterface): string {
  const parameters = own.map(({ name, parameter, type, element }) => (type.dims.length === 0 ? `${element} ${name}` : `${parameter === undefined ? '' : 'const '}${element}* ${name}`));
  return `int ${called}(${[...parameters, ...[...sizes.values()].map((name) => `long long ${name}`), `cudaStream_t ${stream}`].join(', ')})`;
}

/** A size as C over the function's parameters, in 64 bits; `evoke_sizes` is what `sizeHelpers` defines. */
export function cSizeText(expression: SizeExpression, { sizes: fixed }: Program, { sizes }: CInterface): string {
  const words: SizeWords = {
    symbol: (name) => sizes.get(name)!,
    product: (left, right) => `evoke_sizes::product(${left}, ${right})`,
    quotient: (left, right) => `evoke_sizes::floor(${left}, ${right})`,
    floor: (left, right) => `evoke_sizes::floor(${left}, ${right})`,
    ceil: (left, right) => `evoke_sizes::ceil(${left}, ${right})`,
    least: (left, right) => `evoke_sizes::least(${left}, ${right})`,
    most: (left, right) => `evoke_sizes::most(${left}, ${right})`,
  };
  const text = sizeText(expression, fixed, words);
  return /^\d+$/.test(text) ? `${text}LL` : text; // alone it would be an int
}

export const sizeHelpers = `namespace evoke_sizes {
// Of sizes below 2^31; what leaves 60 bits is more than any launch takes, and stays so.
inline long long product(long long left, long long right) {
  const long long most = 1LL << 60;
  if (left == 0 || right == 0) return 0;
  if ((left < 0 ? -left : left) > most / (right < 0 ? -right : right)) return (left < 0) == (right < 0) ? most : -most;
  return left * right;
}
// A quotient by nothing is no size.
inline long long floor(long long left, long long right) { return right <= 0 ? -1 : left / right - (left % right < 0 ? 1 : 0); }
inline long long ceil(long long left, long long right) { return right <= 0 ? -1 : left / right + (left % right > 0 ? 1 : 0); }
inline long long least(long long left, long long right) { return left < right ? left : right; }
inline long long most(long long left, long long right) { return left > right ? left : right; }
inline bool divides(long long divisor, long long dividend) { return divisor > 0 && dividend % divisor == 0; }
}  // namespace evoke_sizes
`;

/** `evoke_pool_sum.h`: the function, for C and C++. */
export function headerText(program: Program, own: CInterface, comment: readonly string[]): string {
  const { sizes: fixed, signature, launch } = program;
  const guard = `${own.called.toUpperCase()}_H`;
  const halves = ([['__half', 'cuda_fp16.h'], ['__nv_bfloat16', 'cuda_bf16.h']] as const).filter(([type]) => own.arguments.some(({ element }) => element === type));
  const aligned = own.arguments.filter((each) => each.aligned).map(({ name }) => name);
  const shapes = own.arguments.map(({ name, type }) => `${name} ${type.scalar}${shapeText(type.dims, fixed)}`);
  return `${lineComment(comment)}
#ifndef ${guard}
#define ${guard}

#include <cuda_runtime_api.h>
${halves.map(([type, file]) => halfText(type, file)).join('')}
${Object.entries(fixed).map(([symbol, value]) => `// Compiled in: ${symbol}.\n#define ${own.called.toUpperCase()}_${symbol.toUpperCase()} ${value}\n`).join('')}
#ifdef __cplusplus
extern "C" {
#endif

// Launches the kernel on the stream and does not wait. Sizes are whole numbers below 2^31. Arrays are addresses on the card:
// ${shapes.join(', ')}.${aligned.length === 0 ? '' : `\n// Multiples of 16 must be the addresses of ${aligned.join(', ')}.`}
// Returns CUDA's error, 0 for none: cudaErrorInvalidValue for sizes that do not fit${launch!.addresses === 32 ? ' (an array may have 2^31 - 1 elements at most)' : ''} or a null pointer,
// cudaErrorMisalignedAddress, cudaErrorInvalidConfiguration for a grid that CUDA does not have, or what the launch returned.
// The caller's duty: ${['arrays are as long as the sizes say', ...valueRules(signature)].join('; ')}.
${declarationText(own)};

// CUDA's words for an error.
const char* ${own.called}_error(int error);

#ifdef __cplusplus
}
#endif

#endif
`;
}

/** CUDA's halves are classes of C++; C needs their addresses alone. */
function halfText(type: string, file: string): string {
  return `#ifdef __cplusplus
#include <${file}>
#elif !defined(EVOKE${type.toUpperCase()})
#define EVOKE${type.toUpperCase()}
typedef struct ${type} ${type};
#endif
`;
}

/** Arrays of which several elements are moved at once, so that they must begin at a multiple of 16 bytes. */
function alignedArrays({ body }: Kernel): ReadonlySet<string> {
  return new Set(nodesOf(body).flatMap((node) => {
    if (node.type !== 'Element' && node.type !== 'Store' && node.type !== 'AsyncCopy') return [];
    return node.width === undefined ? [] : [node.type === 'AsyncCopy' ? node.source : node.array];
  }));
}

export function lineComment(lines: readonly string[]): string {
  return lines.flatMap((line) => line.split('\n')).map((line) => `// ${line}`.trimEnd().replace(/\\+$/, '')).join('\n');
}
