/**
 * Logarithm and exponential of `+ - * /` alone. JavaScript fixes those to the last bit, but not Math.log, Math.exp or
 * Math.pow, which may differ between engines by a unit in the last place; a workload must have the same bytes everywhere.
 * Accurate to a few units in the last place, which is all that sampling needs.
 */
const LN2 = 0.6931471805599453;
const bits = new DataView(new ArrayBuffer(8));

/** 2^exponent for −1022 ≤ exponent ≤ 1023. */
function powerOfTwo(exponent: number): number {
  bits.setUint32(0, (exponent + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** 2 · atanh(f) = ln((1 + f) / (1 − f)) for |f| ≤ 0.18, by its series. */
function twiceAtanh(f: number): number {
  const square = f * f;
  let sum = 0;
  for (let term = 23; term >= 1; term -= 2) sum = sum * square + 1 / term;
  return 2 * f * sum;
}

/** Natural logarithm of a normal number > 0. */
export function portableLog(x: number): number {
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  let exponent = (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa > 1.4142135623730951) { mantissa /= 2; exponent++; }
  return exponent * LN2 + twiceAtanh((mantissa - 1) / (mantissa + 1));
}

/** e^x for |x| ≤ 700. */
export function portableExp(x: number): number {
  const exponent = Math.round(x / LN2);
  const rest = x - exponent * LN2;
  let sum = 1;
  for (let term = 14; term >= 1; term--) sum = 1 + (sum * rest) / term;
  return sum * powerOfTwo(exponent);
}

/** ln(1 + x) / x, 1 at 0; x > −1. Keeps its digits near 0, where ln(1 + x) would lose them. */
export function portableLog1pOver(x: number): number {
  if (Math.abs(x) > 0.3) return portableLog(1 + x) / x;
  return x === 0 ? 1 : twiceAtanh(x / (2 + x)) / x;
}

/** (e^x − 1) / x, 1 at 0; |x| ≤ 700. */
export function portableExpm1Over(x: number): number {
  if (Math.abs(x) > 0.3) return (portableExp(x) - 1) / x;
  let sum = 1;
  for (let term = 14; term >= 2; term--) sum = 1 + (sum * x) / term;
  return sum;
}
