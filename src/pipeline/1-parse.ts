import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseKernel } from '../dialect/index.ts';
import type { SourceKernel } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { nearest } from '../util/nearest.ts';
import { fileProblem } from '../util/files.ts';
import { rolesOf } from '../verify/index.ts';

/** Stage 1: kernel text → frozen typed tree and hash. Kernel files are data: read and parsed, never imported. */

/** The folder of the kernels that Evoke ships with, found from this file in `src/` and in `dist/` alike. */
export const shippedKernels = fileURLToPath(new URL('../../kernels/', import.meta.url));

/** Names of the shipped kernels, sorted. */
export function kernelNames(): string[] {
  return readdirSync(shippedKernels).filter((file) => file.endsWith('.js')).map((file) => file.slice(0, -3)).sort();
}

/**
 * A kernel by shipped name, by operation (which means its plain version: the two share their name), or by file.
 * UserError if there is none, the text is no kernel, or it claims an operation that its head does not fit.
 */
export function loadKernel(nameOrFile: string): SourceKernel {
  if (!looksLikeFile(nameOrFile)) {
    if (kernelNames().includes(nameOrFile)) return parseFile(join(shippedKernels, `${nameOrFile}.js`));
    if (!existsSync(nameOrFile)) throw new UserError(`no kernel '${nameOrFile}'; nearest: ${nearest(nameOrFile, kernelNames()).join(', ')} ('evoke kernels' lists all ${kernelNames().length}); or give the path of a kernel file`);
  }
  return parseFile(nameOrFile);
}

/** Whether a name can only be meant as a path. */
export function looksLikeFile(name: string): boolean {
  return /[/\\]|\.[cm]?[jt]s$/.test(name);
}

function parseFile(file: string): SourceKernel {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw fileProblem(error, 'read', file, 'give the path of a kernel file');
  }
  if (bytes.length > maxBytes) throw new UserError(`${file} has ${bytes.length} bytes; a kernel file has at most ${maxBytes}: give the kernel alone`);
  if (bytes.includes(0)) throw new UserError(`${file} is not text; a kernel is a JavaScript file`);
  return parseSource(bytes.toString('utf8'), file);
}

/**
 * Text → kernel whose claim to an operation holds. Where it names one, the operation says what the parameters mean:
 * a wrong kernel may use them otherwise, and must be given right inputs to show it.
 */
export function parseSource(text: string, file: string): SourceKernel {
  const source = parseKernel(text, file);
  const { signature } = source.kernel;
  return { ...source, kernel: { ...source.kernel, signature: { ...signature, roles: rolesOf(signature) } } };
}

/** No kernel comes near this; a wrong file often exceeds it. */
const maxBytes = 1 << 20;
