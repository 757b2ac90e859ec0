import type { Death } from './worker.ts';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what the child wrote. */
  readonly output: string;
}

/** What V8 and the C++ runtime print as they abort for want of memory; the exit itself looks like any other abort. */
const starved = /heap out of memory|process out of memory|std::bad_alloc/;

/** Types the end of a child that nobody asked to end. */
export function deathOf({ code, signal, output }: Exit): Exclude<Death, { kind: 'timeout' }> {
  const how = signal === null ? `exit code ${code}` : `killed by ${signal}`;
  const cause = output.split('\n').find((line) => starved.test(line));
  if (cause !== undefined) return { kind: 'out-of-memory', detail: `${how}; ${cause.trim()}` };
  const lines = lastLines(output);
  return { kind: 'crashed', detail: lines === '' ? how : `${how}; last output: ${lines}` };
}

/** Of the child's output, what fits a record: the last 12 lines, at most 2,000 characters. */
export function lastLines(output: string): string {
  return output.trimEnd().split('\n').slice(-12).join('\n').slice(-2000);
}
