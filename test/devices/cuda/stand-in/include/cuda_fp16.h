// Half precision: two bytes, rounded to nearest even; arithmetic goes through float, as the type's rounding allows.
#pragma once
#include "device.hpp"

inline std::uint16_t evoke_half_bits(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, 4);
  const std::uint32_t sign = bits >> 16 & 0x8000, magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) return sign | (magnitude - 0x38000000 + 0xfff + (magnitude >> 13 & 1)) >> 13;
  return sign | std::uint16_t(std::nearbyint(std::fabs(x) * 16777216.0f));
}
inline float evoke_half_value(std::uint16_t bits) {
  const int exponent = bits >> 10 & 31, fraction = bits & 1023;
  const float magnitude = exponent == 31 ? (fraction == 0 ? INFINITY : NAN) : exponent == 0 ? std::ldexp(float(fraction), -24) : std::ldexp(float(1024 + fraction), exponent - 25);
  return bits & 0x8000 ? -magnitude : magnitude;
}

#define EVOKE_NARROW(name, pair, toBits, toValue) \
  struct name { \
    std::uint16_t bits; \
    name() = default; \
    name(float x) : bits(toBits(x)) {} \
    name(double x) : name(float(x)) {} \
    name(int x) : name(float(x)) {} \
    operator float() const { return toValue(bits); } \
    name &operator+=(name other) { return *this = name(float(*this) + float(other)); } \
    name &operator-=(name other) { return *this = name(float(*this) - float(other)); } \
    name &operator*=(name other) { return *this = name(float(*this) * float(other)); } \
  }; \
  inline name operator+(name a, name b) { return name(float(a) + float(b)); } \
  inline name operator-(name a, name b) { return name(float(a) - float(b)); } \
  inline name operator*(name a, name b) { return name(float(a) * float(b)); } \
  inline name operator/(name a, name b) { return name(float(a) / float(b)); } \
  inline name operator-(name a) { return name(-float(a)); } \
  struct __align__(4) pair { name x, y; pair() = default; pair(name left, name right) : x(left), y(right) {} }; \
  inline pair operator+(pair a, pair b) { return {a.x + b.x, a.y + b.y}; } \
  inline pair operator-(pair a, pair b) { return {a.x - b.x, a.y - b.y}; } \
  inline pair operator*(pair a, pair b) { return {a.x * b.x, a.y * b.y}; } \
  inline name __hadd(name a, name b) { return a + b; } \
  inline name __hsub(name a, name b) { return a - b; } \
  inline name __hmul(name a, name b) { return a * b; } \
  inline name __hdiv(name a, name b) { return a / b; } \
  inline name __hneg(name a) { return -a; } \
  inline name __hfma(name a, name b, name c) { return name(fmaf(a, b, c)); } \
  inline name __hmax(name a, name b) { return name(fmaxf(a, b)); } \
  inline name __hmin(name a, name b) { return name(fminf(a, b)); } \
  inline pair __hadd2(pair a, pair b) { return a + b; } \
  inline pair __hsub2(pair a, pair b) { return a - b; } \
  inline pair __hmul2(pair a, pair b) { return a * b; } \
  inline pair __hfma2(pair a, pair b, pair c) { return {__hfma(a.x, b.x, c.x), __hfma(a.y, b.y, c.y)}; } \
  inline pair __hmax2(pair a, pair b) { return {__hmax(a.x, b.x), __hmax(a.y, b.y)}; } \
  inline pair __hmin2(pair a, pair b) { return {__hmin(a.x, b.x), __hmin(a.y, b.y)}; } \
  inline float __low2float(pair a) { return a.x; } \
  inline float __high2float(pair a) { return a.y; }

EVOKE_NARROW(__half, __half2, evoke_half_bits, evoke_half_value)
typedef __half half;
typedef __half2 half2;
inline __half __float2half(float x) { return __half(x); }
inline __half __float2half_rn(float x) { return __half(x); }
inline __half __int2half_rn(int x) { return __half(float(x)); }
inline float __half2float(__half x) { return x; }
inline __half2 __halves2half2(__half a, __half b) { return {a, b}; }
inline __half2 make_half2(__half a, __half b) { return {a, b}; }
inline __half2 __half2half2(__half a) { return {a, a}; }
inline __half2 __float2half2_rn(float x) { return {__half(x), __half(x)}; }
inline __half2 __floats2half2_rn(float a, float b) { return {__half(a), __half(b)}; }
inline __half2 __float22half2_rn(float2 a) { return {__half(a.x), __half(a.y)}; }
inline float2 __half22float2(__half2 a) { return {float(a.x), float(a.y)}; }
inline __half __low2half(__half2 a) { return a.x; }
inline __half __high2half(__half2 a) { return a.y; }
inline __half __ushort_as_half(unsigned short bits) { __half x; x.bits = bits; return x; }
inline unsigned short __half_as_ushort(__half x) { return x.bits; }
