import { InvalidArgumentError, type Command } from 'commander';
import type { LogFormat } from '../pipeline/workloads.ts';
import { wholeNumber } from './options.ts';

/** How an access log is read: options of every command that takes one. Flags that were not given are absent, as the workloads room expects. */
export interface LogFlags { format?: LogFormat; rows?: number; dense?: boolean; column?: string; session?: string; json?: boolean }

export function logOptions(command: Command): Command {
  return command
    .option('--format <name>', 'index-list, criteo, npz, npy or parquet; default: told from the content', format)
    .option('--rows <n>', 'rows of the table; default: as many as the log needs', wholeNumber(1))
    .option('--dense', 'number the rows anew, leaving none unused')
    .option('--column <name>', 'Criteo: category 1 to 26, or all; Parquet: the column of row numbers')
    .option('--session <column>', 'Parquet: the column that says whose sample a row is');
}

const formats: readonly LogFormat[] = ['index-list', 'criteo', 'npz', 'npy', 'parquet'];

function format(text: string): LogFormat {
  const found = formats.find((each) => each === text);
  if (found === undefined) throw new InvalidArgumentError(`allowed: ${formats.join(', ')}`);
  return found;
}
