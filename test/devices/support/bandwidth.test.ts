import { describe, expect, it } from 'vitest';
import { bandwidthBySize } from '../../../src/devices/support/bandwidth.ts';

describe('bandwidthBySize', () => {
  it('measures a size class once, and never rates a smaller set below a larger one', async () => {
    const measured: number[] = [];
    const rates = new Map([[2 ** 16, 50], [2 ** 17, 80], [2 ** 18, 20]]);
    const bandwidth = bandwidthBySize(async (bytes) => {
      measured.push(bytes);
      return rates.get(bytes) ?? 10;
    }, 1.5);
    expect(await bandwidth(60_000)).toBe(80 * 1.5);
    expect(await bandwidth(2 ** 16)).toBe(80 * 1.5);
    expect(await bandwidth(2 ** 17 - 5)).toBe(80 * 1.5);
    expect(await bandwidth(2 ** 18)).toBe(20 * 1.5);
    expect(measured).toEqual([2 ** 16, 2 ** 17, 2 ** 18, 2 ** 19]);
  });

  it('allows a nearer cache to sets below the smallest class, and stops at the largest', async () => {
    const bandwidth = bandwidthBySize(async () => 10, 2);
    expect(await bandwidth(100)).toBe(40);
    expect(await bandwidth(0)).toBe(40);
    expect(await bandwidth(1e12)).toBe(20);
  });
});
