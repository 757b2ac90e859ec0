/**
 * Names that no entry can have: it is a C name at the top of its text, where the headers that come with every text have
 * declared some two thousand functions and types. What nvcc 13.0 with glibc refuses was found by trying all names that the
 * headers speak of: families that a pattern tells, and the rest by name. A pattern takes some names too many, which costs
 * them an underscore.
 */

const families = [
  /^cuda|^CU|^[A-Z_\d]+$/,
  /_(t|r|l|np|unlocked|buf|uniform)$|f(32|64)x?(_r|_l)?$|64$/,
  /^(u?(char|short|int|long|longlong)|float|double)\d(_16a|_32a)?$/,
  /^(clock|timer|open|posix|obstack|secure|getdate|timespec|cyl|explicit|canonicalize|gnu)_/,
  /^(str|mem|mb|mk|is|wc)[a-z\d]*$/,
  /^f(max|min)(imum|mag)|^totalorder|^u?fromfp|^[sg]etpayload|^next/,
  /^v?[fdsa]?n?s?(printf|scanf)$|^f?(get|put)(c|s|w|char|pt)$|^q?[efg]cvt$|^[fd](add|sub|mul|div|sqrt|fma)l?$/,
];

/** Beside each of a float's functions there are those that end with f and l. */
const words = new Set(`a64l abort acos acosh aligned_alloc arc4random asctime asin asinh atan atan2 atanh atexit atof atoi atol atoll bcmp bcopy
bsearch bzero calloc canonicalize cbrt ceil clearenv clearerr clock copysign cos cosh cospi ctermid ctime cuserid daylight difftime dim3
div drand48 drem dysize erand48 erf erfc erfcinv erfcx erfinv exit exp exp10 exp2 expm1 fabs fclose fcloseall fd_mask fd_set fdim fdivide
fdopen feof ferror fflush ffs ffsl fgetpos fileno finite flockfile floor fma fmax fmemopen fmin fmod fopen fopencookie fread free freopen
frexp fseek fseeko fsetpos ftell ftello ftrylockfile funlockfile fwrite gamma getdate getdelim getenv getline getloadavg getsubopt
gmtime grantpt hypot ilogb initstate j0 j1 jn jrand48 l64a labs lcong48 ldexp ldiv lgamma libraryPropertyType llabs lldiv llmax llmin
llogb llrint llround localtime log log10 log1p log2 logb lrand48 lrint lround main malloc modf mrand48 nan nanosleep nearbyint norm
norm3d norm4d normcdf normcdfinv nrand48 nv nv_bfloat16 nv_bfloat162 nv_half nv_half2 on_exit pclose perror popen pow pselect ptsname
putenv puts qsort quick_exit rand random rcbrt realloc reallocarray realpath remainder remove remquo rename renameat renameat2 rewind
rhypot rint rnorm rnorm3d rnorm4d round roundeven rpmatch rsqrt scalb scalbln scalbn seed48 select setbuf setbuffer setenv setlinebuf
setstate setvbuf signgam significand sin sincos sincospi sinh sinpi sqrt srand srand48 srandom stpcpy stpncpy system tan tanh tempnam
tgamma time timegm timelocal timezone tmpfile tmpnam tolower toupper trunc tzname tzset u_char u_int u_long u_short uint ullmax ullmin
ulong umax umin ungetc unlockpt unsetenv ushort va_list valloc vprintf y0 y1 yn clock64`.split(/\s+/));

/** Members of what a text speaks of: where texts are joined, a macro renames each entry, members of its name too. */
const members = new Set(`x y z w at wmma fragment matrix_a matrix_b accumulator row_major col_major mem_row_major fill_fragment
load_matrix_sync store_matrix_sync mma_sync unroll`.split(/\s+/));

export function isEntryTaken(name: string): boolean {
  return words.has(name) || members.has(name) || (/[fl]$/.test(name) && words.has(name.slice(0, -1))) || families.some((family) => family.test(name));
}
