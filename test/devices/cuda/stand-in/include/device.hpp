// CUDA C++ for the host: what emitted kernels say, in words that g++ takes. Included before a kernel's text.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>
#include <tuple>
#include <utility>
#include "../engine.hpp"

static evoke::Engine *evoke_engine;
extern "C" {
void evoke_attach(evoke::Engine *engine) { evoke_engine = engine; }
alignas(1024) unsigned char evoke_dynamic_shared[227 * 1024];
}

namespace evoke {

template <class... Parameters, std::size_t... At>
void call(void (*kernel)(Parameters...), void **values, std::index_sequence<At...>) {
  kernel(*static_cast<std::remove_cv_t<Parameters> *>(values[At])...);
}
template <class... Parameters> void call(void (*kernel)(Parameters...), void **values) { call(kernel, values, std::index_sequence_for<Parameters...>()); }
template <class... Parameters> int sizes(void (*)(Parameters...), unsigned char *bytes) {
  int at = 0;
  ((bytes[at++] = sizeof(Parameters)), ...);
  return at;
}

}  // namespace evoke

#define __global__
#define __device__
#define __host__
#define __constant__ static
#define __shared__ static
#define __forceinline__ inline
#define __launch_bounds__(...)
#define __align__(bytes) __attribute__((aligned(bytes)))
#define threadIdx (evoke_engine->place->thread)
#define blockIdx (evoke_engine->place->block)
#define blockDim (evoke_engine->place->blockSize)
#define gridDim (evoke_engine->place->gridSize)
static constexpr int warpSize = 32;

inline void __syncthreads() { evoke_engine->blockBarrier(); }
inline void __syncwarp(unsigned mask = 0xffffffffu) { evoke_engine->warpBarrier(mask); }
inline void __threadfence() {}
inline void __threadfence_block() {}
[[noreturn]] inline void __trap() { evoke_engine->fail("the kernel trapped"); __builtin_unreachable(); }

// Lane exchange: each lane leaves its value, all wait, each takes one, all wait before the slots are used again.

template <class T> T evoke_exchanged(unsigned mask, T value, unsigned source) {
  static_assert(sizeof(T) <= sizeof(evoke::Slot));
  evoke::Slot *slots = evoke_engine->slots;
  std::memcpy(slots[evoke_engine->place->lane].bytes, &value, sizeof(T));
  evoke_engine->warpBarrier(mask);
  T taken;
  std::memcpy(&taken, slots[source].bytes, sizeof(T));
  evoke_engine->warpBarrier(mask);
  return taken;
}
/** Lane of the segment of `width` lanes that the running one belongs to; its own where the place lies outside. */
inline unsigned evoke_lane(int place, int width) {
  const int lane = evoke_engine->place->lane, first = lane / width * width;
  return place < first || place >= first + width ? lane : place;
}
template <class T> T __shfl_sync(unsigned mask, T value, int source, int width = 32) {
  const int lane = evoke_engine->place->lane;
  return evoke_exchanged(mask, value, lane / width * width + (source & (width - 1)));
}
template <class T> T __shfl_up_sync(unsigned mask, T value, unsigned by, int width = 32) { return evoke_exchanged(mask, value, evoke_lane(int(evoke_engine->place->lane) - int(by), width)); }
template <class T> T __shfl_down_sync(unsigned mask, T value, unsigned by, int width = 32) { return evoke_exchanged(mask, value, evoke_lane(int(evoke_engine->place->lane + by), width)); }
template <class T> T __shfl_xor_sync(unsigned mask, T value, int by, int width = 32) { return evoke_exchanged(mask, value, evoke_lane(int(evoke_engine->place->lane) ^ by, width)); }
inline unsigned __ballot_sync(unsigned mask, int predicate) {
  unsigned votes = 0;
  for (int lane = 0; lane < 32; lane++)
    if (mask >> lane & 1) votes |= unsigned(evoke_exchanged(mask, predicate, lane) != 0) << lane;
  return votes;
}
inline int __any_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate) != 0; }
inline int __all_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate) == mask; }

// Vectors, aligned as the card wants them.

#define EVOKE_VECTORS(name, type) \
  struct __align__(2 * sizeof(type)) name##2 { type x, y; }; \
  struct name##3 { type x, y, z; }; \
  struct __align__(4 * sizeof(type) > 16 ? 16 : 4 * sizeof(type)) name##4 { type x, y, z, w; }; \
  inline name##2 make_##name##2(type x, type y) { return {x, y}; } \
  inline name##4 make_##name##4(type x, type y, type z, type w) { return {x, y, z, w}; }
typedef unsigned int uint;
typedef unsigned short ushort;
typedef unsigned char uchar;
EVOKE_VECTORS(float, float)
EVOKE_VECTORS(int, int)
EVOKE_VECTORS(uint, unsigned int)
EVOKE_VECTORS(short, short)
EVOKE_VECTORS(ushort, unsigned short)
EVOKE_VECTORS(char, signed char)
EVOKE_VECTORS(uchar, unsigned char)
EVOKE_VECTORS(double, double)

// Hints change nothing that is computed.

#define EVOKE_LOAD(name) template <class T> T name(const T *place) { return *place; }
#define EVOKE_STORE(name) template <class T> void name(T *place, T value) { *place = value; }
EVOKE_LOAD(__ldg) EVOKE_LOAD(__ldca) EVOKE_LOAD(__ldcg) EVOKE_LOAD(__ldcs) EVOKE_LOAD(__ldlu) EVOKE_LOAD(__ldcv)
EVOKE_STORE(__stcg) EVOKE_STORE(__stcs) EVOKE_STORE(__stwb) EVOKE_STORE(__stwt)

// Atomics: one thread runs at a time.

template <class T, class Change> T evoke_atomic(T *place, Change change) { const T before = *place; *place = change(before); return before; }
template <class T, class V> T atomicAdd(T *place, V value) { return evoke_atomic(place, [=](T before) { return T(before + T(value)); }); }
template <class T, class V> T atomicMax(T *place, V value) { return evoke_atomic(place, [=](T before) { return before > T(value) ? before : T(value); }); }
template <class T, class V> T atomicMin(T *place, V value) { return evoke_atomic(place, [=](T before) { return before < T(value) ? before : T(value); }); }
template <class T, class V> T atomicExch(T *place, V value) { return evoke_atomic(place, [=](T) { return T(value); }); }
template <class T> T atomicCAS(T *place, T compare, T value) { return evoke_atomic(place, [=](T before) { return before == compare ? value : before; }); }

// Arithmetic that C has not, or under other names.

#define EVOKE_LEAST_MOST(type) \
  inline type min(type a, type b) { return b < a ? b : a; } \
  inline type max(type a, type b) { return a < b ? b : a; }
EVOKE_LEAST_MOST(int) EVOKE_LEAST_MOST(unsigned) EVOKE_LEAST_MOST(long) EVOKE_LEAST_MOST(unsigned long) EVOKE_LEAST_MOST(long long) EVOKE_LEAST_MOST(unsigned long long)
inline float min(float a, float b) { return fminf(a, b); }
inline float max(float a, float b) { return fmaxf(a, b); }
inline float rsqrtf(float x) { return 1.0f / sqrtf(x); }
inline float __fdividef(float a, float b) { return a / b; }
inline float __expf(float x) { return expf(x); }
inline float __logf(float x) { return logf(x); }
inline float __fadd_rn(float a, float b) { return a + b; }
inline float __fsub_rn(float a, float b) { return a - b; }
inline float __fmul_rn(float a, float b) { return a * b; }
inline float __fdiv_rn(float a, float b) { return a / b; }
inline float __fsqrt_rn(float x) { return sqrtf(x); }
inline float __fmaf_rn(float a, float b, float c) { return fmaf(a, b, c); }
inline int __float2int_rz(float x) { return int(x); }
inline float __int2float_rn(int x) { return float(x); }
inline int __float_as_int(float x) { int bits; std::memcpy(&bits, &x, 4); return bits; }
inline unsigned __float_as_uint(float x) { unsigned bits; std::memcpy(&bits, &x, 4); return bits; }
inline float __int_as_float(int bits) { float x; std::memcpy(&x, &bits, 4); return x; }
inline float __uint_as_float(unsigned bits) { float x; std::memcpy(&x, &bits, 4); return x; }
inline int __popc(unsigned x) { return __builtin_popcount(x); }
inline int __clz(int x) { return x == 0 ? 32 : __builtin_clz(x); }
inline int __ffs(int x) { return __builtin_ffs(x); }
inline unsigned __umulhi(unsigned a, unsigned b) { return unsigned((unsigned long long)a * b >> 32); }
inline int __mulhi(int a, int b) { return int((long long)a * b >> 32); }
inline std::size_t __cvta_generic_to_shared(const void *place) { return reinterpret_cast<std::size_t>(place); }
