/** Exit codes of the command: 0 fine, 1 a negative verdict, 2 bad input, 3 no such device here, 70 a bug. */
export type ExitCode = 1 | 2 | 3 | 70;

/**
 * A mistake of the user's, told in one line: what was got, what is allowed, what to do.
 * Everything else that is thrown is a bug. `frame` may add the place in a file, under that line.
 */
export class UserError extends Error {
  readonly exitCode: ExitCode;
  readonly frame: string | undefined;

  constructor(message: string, options: { exitCode?: ExitCode; frame?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'UserError';
    this.exitCode = options.exitCode ?? 2;
    this.frame = options.frame;
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
