// bfloat16: the upper half of a float, rounded to nearest even.
#pragma once
#include "cuda_fp16.h"

inline std::uint16_t evoke_brain_bits(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, 4);
  return (bits & 0x7fffffff) > 0x7f800000 ? bits >> 16 | 0x40 : (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
}
inline float evoke_brain_value(std::uint16_t brain) {
  const std::uint32_t bits = std::uint32_t(brain) << 16;
  float x;
  std::memcpy(&x, &bits, 4);
  return x;
}

EVOKE_NARROW(__nv_bfloat16, __nv_bfloat162, evoke_brain_bits, evoke_brain_value)
inline __nv_bfloat16 __float2bfloat16(float x) { return __nv_bfloat16(x); }
inline __nv_bfloat16 __float2bfloat16_rn(float x) { return __nv_bfloat16(x); }
inline float __bfloat162float(__nv_bfloat16 x) { return x; }
inline __nv_bfloat162 __halves2bfloat162(__nv_bfloat16 a, __nv_bfloat16 b) { return {a, b}; }
inline __nv_bfloat162 __floats2bfloat162_rn(float a, float b) { return {__nv_bfloat16(a), __nv_bfloat16(b)}; }
inline float2 __bfloat1622float2(__nv_bfloat162 a) { return {float(a.x), float(a.y)}; }
