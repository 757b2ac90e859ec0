/** 256000000 as 256MB: the largest decimal unit of which there is at least one. */
export function showBytes(bytes: number): string {
  const [unit, size] = ([['GB', 1e9], ['MB', 1e6], ['kB', 1e3]] as const).find(([, each]) => bytes >= each) ?? ['B', 1];
  return `${+(bytes / size).toFixed(1)}${unit}`;
}
