import { UserError } from '../util/errors.ts';
import type { Location } from '../model/index.ts';

/** An error in a kernel file: `file:line:col: message`, with the line and a caret under it. One line, whatever the file holds. */
export function problemAt(file: string, text: string, at: Location, message: string): UserError {
  return new UserError(`${file}:${at.line}:${at.column}: ${excerpt(message, 600)}`, { frame: codeFrame(text, at) });
}

/** A piece of somebody's text as one short line: no control characters, no word beyond 60 characters, no more than `most` in all. */
export function excerpt(text: string, most = 80): string {
  const line = text.slice(0, 4 * most).replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim().replace(/(\S{60})\S+/g, '$1…');
  return line.length > most ? `${line.slice(0, most)}…` : line;
}

/** Characters of a line that are shown. */
const window = 120;

/** The place in the text: up to two lines before it, its line, and a caret. Of long lines, the part round the caret. */
export function codeFrame(text: string, at: Location): string {
  const lines = text.split('\n');
  const first = Math.max(1, at.line - 2);
  const width = String(at.line).length;
  const from = at.column > window - 20 ? at.column - window / 2 : 0;
  const shown = lines.slice(first - 1, at.line).map((line, i) =>
    `${String(first + i).padStart(width)} | ${line.slice(from, from + window).replace(/[\s\p{Cc}\p{Cf}]/gu, ' ').trimEnd()}`.trimEnd());
  return [...shown, `${' '.repeat(width)} | ${' '.repeat(at.column - 1 - from)}^`].join('\n');
}
