import { InvalidArgumentError, Option } from 'commander';

/** Options that several commands share, and readers of their values that say what is allowed. */
export const jsonOption = () => new Option('--json', 'print one JSON object instead of text');
export const databaseOption = () => new Option('--db <path>', 'the database of runs').default('runs/evoke.db');

export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`allowed: a whole number ${most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`}`);
    }
    return value;
  };
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(text.trim() !== '' && Number.isFinite(value) && value > 0)) throw new InvalidArgumentError('allowed: a number above 0');
  return value;
}

/** Prints to stdout with a line end. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}
