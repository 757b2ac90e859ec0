import type { Scale } from './scale.ts';

export interface ChartPoint {
  readonly x: number;
  readonly y: number;
}

/** At most one point a column of the chart, the last: a curve that only falls looks the same. Keeps the order. */
export function thinned<Point extends ChartPoint>(points: readonly Point[], x: Scale, columnWidth = 1): Point[] {
  return points.filter((point, at) => {
    const next = points[at + 1];
    return next === undefined || Math.floor(x(next.x) / columnWidth) !== Math.floor(x(point.x) / columnWidth);
  });
}
