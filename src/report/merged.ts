import type { Merged } from '../store/index.ts';
import { plural } from './analysis.ts';

/** What `evoke merge` put together, in words, a line a database. */
export function renderMerged({ into, runs, sources }: Merged): string {
  return [
    `${plural(runs, 'run')} in ${into}`,
    ...sources.map(({ path, taken, held, interrupted }) => [
      `  ${path}: ${plural(taken.length, 'run')}`,
      ...(held.length > 0 ? [`${held.length} more held alike before: ${held.join(', ')}`] : []),
      ...(interrupted.length > 0 ? [`taken as interrupted: ${interrupted.join(', ')}`] : []),
    ].join('; ')),
  ].join('\n');
}
