import { InvalidArgumentError, Option } from 'commander';

/** Options that several commands share, and readers of their values that say what is allowed. */
export const jsonOption = () => new Option('--json', 'print one JSON object instead of text');
/** Where runs are unless told otherwise. */
export const usualDatabase = 'runs/evoke.db';
export const databaseOption = () => new Option('--db <path>', 'the database of runs').default(usualDatabase);

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

/** `256MB` (10^6), `64MiB` (2^20), `4096` (bytes) as bytes. */
export function memorySize(text: string): number {
  const units: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30 };
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([A-Za-z]{0,3})$/.exec(text.trim()) ?? [];
  const factor = unit === undefined ? undefined : units[unit.toLowerCase()];
  if (factor === undefined) throw new InvalidArgumentError('allowed: an amount of memory such as 256MB, 64MiB, 1.5GB or 4096B');
  return Math.floor(Number(amount) * factor);
}

/** Prints to stdout with a line end. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}
