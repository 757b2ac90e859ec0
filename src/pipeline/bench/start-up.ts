import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median, whole, type Figure } from './figure.ts';

/** From a shell's call to the end of `evoke --help`, of the build. */
export function startUp(): Figure[] {
  const main = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
  const times = Array.from({ length: 11 }, () => {
    const begun = performance.now();
    execFileSync(process.execPath, [main, '--help'], { stdio: 'ignore' });
    return performance.now() - begun;
  });
  const time = median(times);
  return [{ what: 'evoke --help, median of 11', aim: '≤ 200 ms', met: time <= 200, value: `${whole(time)} ms` }];
}
