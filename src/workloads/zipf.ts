import type { Random } from '../model/index.ts';
import { portableExp, portableExpm1Over, portableLog, portableLog1pOver } from './portable-math.ts';

/**
 * Draws ranks 1 … count with P(k) ∝ 1 / (k + shift)^alpha by rejection-inversion (Hörmann & Derflinger 1996): the area
 * under the continuous curve is inverted, and the few points that stand over the bars are refused. No table, so a
 * billion rows cost as much as ten; over 9 draws of 10 are taken at once.
 */
export function zipf(count: number, alpha: number, shift: number, random: Random): () => number {
  const bar = (k: number) => portableExp(-alpha * portableLog(k + shift));
  const area = (x: number) => {
    const log = portableLog(x + shift);
    return portableExpm1Over((1 - alpha) * log) * log;
  };
  const inverse = (y: number) => {
    const t = Math.max(-1 + 2e-16, y * (1 - alpha)); // rounding may push it past the pole at −1
    return portableExp(portableLog1pOver(t) * y) - shift;
  };
  // The first bar is taken whole, so the area starts one bar's height before its right edge.
  const low = area(1.5) - bar(1);
  const high = area(count + 0.5);
  const sure = 2 - inverse(area(2.5) - bar(2));
  return () => {
    for (;;) {
      const y = high + unit53(random) * (low - high);
      const x = inverse(y);
      const k = Math.min(count, Math.max(1, Math.floor(x + 0.5)));
      if (k - x <= sure || y >= area(k + 0.5) - bar(k)) return k;
    }
  };
}

/** Uniform in [0, 1) with 53 bits: 32 would leave the far ranks of a large table unreachable. */
export function unit53(random: Random): number {
  return (random.below(0x4000000) * 0x8000000 + random.below(0x8000000)) / 0x20000000000000;
}
