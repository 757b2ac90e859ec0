import { isEntryTaken } from './entry-names.ts';
import { helperNames } from './helpers.ts';

/**
 * Names that CUDA C++ takes. A kernel keeps its own names; one that means something there gets an underscore, and names
 * that only the emitted text needs give way to the kernel's.
 */

const keywords = `alignas alignof and and_eq asm auto bitand bitor bool break case catch char char16_t char32_t char8_t class co_await
co_return co_yield compl concept const const_cast consteval constexpr constinit continue decltype default delete do double
dynamic_cast else enum explicit export extern false float for friend goto if inline int long mutable namespace new noexcept not
not_eq nullptr operator or or_eq private protected public register reinterpret_cast requires return short signed sizeof static
static_assert static_cast struct switch template this thread_local throw true try typedef typeid typename typeof union unsigned
using virtual void volatile wchar_t while xor xor_eq`;

/** What a text says of CUDA itself, beside the names that begin with __: a variable of such a name would hide it. */
const spoken = `threadIdx blockIdx blockDim gridDim warpSize nvcuda std float2 float4 int2 int4 uint2 uint4 atomicAdd min max abs fabsf
floorf ceilf truncf sqrtf expf logf log2f sinf cosf tanf tanhf powf fmodf fminf fmaxf memcpy minus absolute dot shuffle shuffle_xor
shuffle_down reduce_add reduce_add_lanes matrix_dot load2 load4 load8 store2 store4 store8 half half2 f32x2 f32x4 f32x8 i32x2 i32x4 i32x8
f16x2 f16x4 f16x8`;

/** Macros of the headers that come with every text, beside those that `isTaken` knows by their form. */
const macros = `NULL INFINITY NAN MAXFLOAT SNAN NZERO BUFSIZ EOF NFDBITS CUDARTAPI WNOHANG WUNTRACED WSTOPPED WEXITED WCONTINUED WNOWAIT
assert errno stdin stdout stderr linux unix i386 alloca offsetof math_errhandling`;

const taken: ReadonlySet<string> = new Set([...helperNames, ...[keywords, spoken, macros].flatMap((words) => words.split(/\s+/))]);

/** `__x` and `_X` are the compiler's, and `INT_MAX` looks like a macro. */
function isTaken(name: string): boolean {
  return taken.has(name) || /__|^_[A-Z]|^[A-Z][A-Z\d]*_[A-Z\d]/.test(name);
}

export interface Names {
  /** What a name of the kernel is called in the text. */
  of(name: string): string;
  /** A name that nothing has yet, as like the stem as possible. */
  fresh(stem: string): string;
  /** The same for what the linker sees. */
  entry(stem: string): string;
}

/** Names for one text. Those of the kernel that CUDA leaves alone are settled first. */
export function createNames(kernelNames: Iterable<string>): Names {
  const used = new Set<string>();
  const given = new Map<string, string>();
  const settle = (stem: string, free: (name: string) => boolean): string => {
    let name = stem;
    while (!free(name) || used.has(name)) name = isTaken(`${name}_`) ? `k_${name}`.replace(/_+/g, '_') : `${name}_`;
    used.add(name);
    return name;
  };
  const free = (name: string) => !isTaken(name);
  const names = [...new Set(kernelNames)];
  for (const name of [...names.filter(free), ...names.filter((each) => !free(each))]) given.set(name, settle(name, free));
  return {
    of(name) {
      const found = given.get(name);
      if (found === undefined) throw new Error(`the name ${name} is not the kernel's`);
      return found;
    },
    fresh: (stem) => settle(stem, free),
    entry: (stem) => settle(stem, (name) => free(name) && !isEntryTaken(name)),
  };
}
