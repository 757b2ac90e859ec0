import { UserError } from '../util/errors.ts';
import type { Location } from '../model/index.ts';

/** An error in a kernel file: `file:line:col: message`, with the line and a caret under it. */
export function problemAt(file: string, text: string, at: Location, message: string): UserError {
  return new UserError(`${file}:${at.line}:${at.column}: ${message}`, { frame: codeFrame(text, at) });
}

/** The place in the text: up to two lines before it, its line, and a caret. */
export function codeFrame(text: string, at: Location): string {
  const lines = text.split('\n');
  const first = Math.max(1, at.line - 2);
  const width = String(at.line).length;
  const shown = lines.slice(first - 1, at.line).map((line, i) => `${String(first + i).padStart(width)} | ${line.replace(/\t/g, ' ').trimEnd()}`);
  return [...shown, `${' '.repeat(width)} | ${' '.repeat(at.column - 1)}^`].join('\n');
}
