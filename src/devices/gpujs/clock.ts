/**
 * Times synchronous launches on this process's monotonic clock, one by one, in nanoseconds. A launch shorter than the
 * clock's tick reads as one nanosecond, never as nothing: a time of 0 would make every ratio of times infinite.
 */
export function timeLaunches(launches: number, launch: () => void): number[] {
  const times: number[] = [];
  for (let count = 0; count < launches; count++) {
    const begin = process.hrtime.bigint();
    launch();
    times.push(Math.max(1, Number(process.hrtime.bigint() - begin)));
  }
  return times;
}
