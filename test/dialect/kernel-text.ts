import { parseKernel } from '../../src/dialect/index.ts';
import type { Kernel } from '../../src/model/index.ts';
import { UserError } from '../../src/util/errors.ts';

/** A file round a body: two arrays, one of integers, and two scalars; the body begins on line 9. */
export function around(body: string): string {
  return `/**
 * @param {f32[rows][dim]} table
 * @param {i32[n]} keys
 * @param {f32} scale
 * @param {i32} shift
 * @returns {f32[n][dim]}
 */
export default function subject(table, keys, scale, shift) {
${body}
}
`;
}

/** The kernel with this body. */
export const kernelOf = (body: string): Kernel => parseKernel(around(body), 'kernel.js').kernel;

/** What a user reads of a file that is no kernel. Fails unless it is one line, a frame and exit code 2. */
export function problemOf(text: string): string {
  try {
    parseKernel(text, 'kernel.js');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (/[\n\r]/.test(error.message) || error.message.length > 800) throw new Error(`not one line: ${error.message}`);
    if (error.frame === undefined || error.exitCode !== 2) throw new Error('an error in a kernel shows its place and is the user’s');
    return `${error.message}\n${error.frame}`;
  }
  throw new Error('this is a kernel');
}

/** The same for a body. */
export const bodyProblem = (body: string): string => problemOf(around(body));
