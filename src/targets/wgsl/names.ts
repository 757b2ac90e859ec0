import { helperNames } from './helpers.ts';

/**
 * Names that WGSL takes. A kernel keeps its own names; one that means something in WGSL gets an underscore, and names
 * that only the emitted text needs give way to the kernel's.
 */

const keywords = `alias break case const const_assert continue continuing default diagnostic discard else enable false fn for
if let loop override requires return struct switch true var while`;

/** Reserved for later versions of the language: https://www.w3.org/TR/WGSL/#reserved-words */
const reserved = `NULL Self abstract active alignas alignof as asm asm_fragment async attribute auto await become cast catch
class co_await co_return co_yield coherent column_major common compile compile_fragment concept const_cast consteval constexpr
constinit crate debugger decltype delete demote demote_to_helper do dynamic_cast enum explicit export extends extern external
fallthrough filter final finally friend from fxgroup get goto groupshared highp impl implements import inline instanceof
interface layout lowp macro macro_rules match mediump meta mod module move mut mutable namespace new nil noexcept noinline
nointerpolation non_coherent noncoherent noperspective null nullptr of operator package packoffset partition pass patch
pixelfragment precise precision premerge priv protected pub public readonly ref regardless register reinterpret_cast require
resource restrict self set shared sizeof smooth snorm static static_assert static_cast std subroutine super target template
this thread_local throw trait try type typedef typeid typename typeof union unless unorm unsafe unsized use using varying
virtual volatile wgsl where with writeonly yield`;

/** What the emitted text says of WGSL itself: a variable of such a name would hide it. */
const spoken = `bool f16 f32 i32 u32 vec2 vec3 vec4 array atomic storage uniform private workgroup read read_write abs bitcast ceil clamp cos dot
exp extractBits floor frexp ldexp log log2 max min pow select sign sin sqrt tan tanh trunc unpack4xI8 unpack4xU8 atomicAdd
atomicCompareExchangeWeak atomicLoad atomicStore atomicXor storageBarrier workgroupBarrier workgroupUniformLoad subgroupAdd subgroupShuffle
subgroupShuffleXor`;

const taken: ReadonlySet<string> = new Set([...helperNames, ...[keywords, reserved, spoken].flatMap((words) => words.split(/\s+/))]);

export interface Names {
  /** What a name of the kernel is called in the text. */
  of(name: string): string;
  /** A name that nothing has yet, as like the stem as possible. */
  fresh(stem: string): string;
}

/** Names for one scope. Those of the kernel that WGSL leaves alone are settled first. */
export function createNames(kernelNames: Iterable<string>): Names {
  const used = new Set<string>();
  const given = new Map<string, string>();
  const fresh = (stem: string): string => {
    let name = stem === '_' ? 'underscore' : stem;
    while (taken.has(name) || used.has(name)) name += '_';
    used.add(name);
    return name;
  };
  const names = [...new Set(kernelNames)];
  const free = (name: string) => name !== '_' && !taken.has(name);
  for (const name of [...names.filter(free), ...names.filter((each) => !free(each))]) given.set(name, fresh(name));
  return {
    of(name) {
      const found = given.get(name);
      if (found === undefined) throw new Error(`the name ${name} is not the kernel's`);
      return found;
    },
    fresh,
  };
}
