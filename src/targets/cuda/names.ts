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

/** Macros of the headers that come with every text. */
const macros = `NULL INFINITY NAN HUGE_VAL HUGE_VALF HUGE_VALL MATH_ERRNO MATH_ERREXCEPT math_errhandling assert errno EOF BUFSIZ
stdin stdout stderr linux unix i386 EXIT_SUCCESS EXIT_FAILURE RAND_MAX MB_CUR_MAX CLOCKS_PER_SEC TIME_UTC CHAR_BIT CHAR_MAX CHAR_MIN
INT_MAX INT_MIN LONG_MAX LONG_MIN SHRT_MAX SHRT_MIN UINT_MAX ULONG_MAX SCHAR_MAX SCHAR_MIN UCHAR_MAX USHRT_MAX PATH_MAX NAME_MAX
PIPE_BUF BIG_ENDIAN LITTLE_ENDIAN PDP_ENDIAN BYTE_ORDER FD_SETSIZE NFDBITS FD_SET FD_CLR FD_ISSET FD_ZERO WNOHANG WUNTRACED WSTOPPED
WEXITED WCONTINUED WNOWAIT TIMER_ABSTIME alloca strdupa strndupa offsetof va_start va_end va_arg va_copy DOMAIN SING OVERFLOW
UNDERFLOW PLOSS TLOSS MAXFLOAT`;

const taken: ReadonlySet<string> = new Set([...helperNames, ...[keywords, spoken, macros].flatMap((words) => words.split(/\s+/))]);

/**
 * Functions of C and of CUDA's headers whose names an entry cannot have, being a C name at the top of the text. Locals may:
 * nothing in a text calls them.
 */
const functions = new Set(`main abort abs acos acosh aligned_alloc asin asinh atan atan2 atanh atexit atof atoi atol bcmp bcopy bsearch bzero calloc cbrt ceil
clock clone copysign cos cosh cospi ctime difftime div drand48 erand48 erf erfc erfcinv erfcx erfinv exit exp exp10 exp2 expm1 fabs fdim ffs ffsl
floor fma fmax fmin fmod fprintf free frexp fwrite gamma getenv getsubopt gmtime hypot ilogb index initstate isfinite isinf isnan j0 j1 jn jrand48
labs lcong48 ldexp ldiv lgamma llabs lldiv llrint llround localtime log log10 log1p log2 logb lrand48 lrint lround malloc mblen memchr memcmp
memcpy memmem memmove mempcpy memset mktime mkstemp mktemp modf mrand48 nan nearbyint nextafter norm norm3d norm4d normcdf normcdfinv nrand48 on_exit
pow printf psignal putenv puts qsort quick_exit rand random realloc realpath remainder remquo rhypot rindex rint rnorm rnorm3d rnorm4d round rpmatch
rsqrt rcbrt scalb scalbln scalbn seed48 select setenv setstate signbit significand sin sincos sincospi sinh sinpi sqrt srand srand48 srandom
stpcpy stpncpy strcat strchr strcmp strcoll strcpy strcspn strdup strerror strfry strlen strncat strncmp strncpy strndup strpbrk strsep
strsignal strspn strstr strtod strtof strtok strtol strtoll strverscmp strxfrm system tan tanh tgamma time timegm trunc tzset unsetenv valloc
y0 y1 yn clock64 umin umax llmin llmax ullmin ullmax drem finite gnu_dev_major gnu_dev_minor tex1D surf1Dread vprintf free`.split(/\s+/));

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
  const isTaken = (name: string) => taken.has(name) || /__|^_[A-Z]|^M_|^FP_/.test(name);
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
    entry: (stem) => settle(stem, (name) => free(name) && !functions.has(name)),
  };
}
