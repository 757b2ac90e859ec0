import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { SourceKernel } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import { fileProblem } from '../../util/files.ts';
import { loadKernel, parseSource } from '../1-parse.ts';

/**
 * Right kernels with what was written of them by hand: `NAME.js` is the kernel, `NAME.json` says which text to put in the
 * place of which, for kernels that are wrong and for others that are right. A new operation joins by two files.
 */
export interface WrittenKernel {
  readonly name: string;
  readonly source: SourceKernel;
  readonly wrong: readonly Written[];
  readonly right: readonly Written[];
}

export interface Written {
  /** What was changed: `skips the last lookup of a bag`. */
  readonly change: string;
  readonly source: SourceKernel;
}

/** The folder that the program ships with. */
export const shippedCorpus = fileURLToPath(new URL('../../../corpus/wrong/', import.meta.url));

const changes = z.record(z.string(), z.record(z.string(), z.string()));
const schema = z.strictObject({ wrong: changes, right: changes.optional() });

/** @throws UserError for a folder without kernels, a file that is not of this form, a text that a kernel does not have just once */
export function writtenKernels(folder: string): WrittenKernel[] {
  if (!existsSync(folder)) throw new UserError(`there is no folder ${folder}; give one with kernels (NAME.js) and their mistakes (NAME.json)`);
  const names = readdirSync(folder).filter((file) => file.endsWith('.js')).map((file) => file.slice(0, -3)).sort();
  if (names.length === 0) throw new UserError(`no kernel is in ${folder}; allowed: NAME.js, a right kernel, and NAME.json, its mistakes`);
  return names.map((name) => {
    const source = loadKernel(join(folder, `${name}.js`));
    if (source.kernel.signature.operation === undefined) throw new UserError(`${source.file} names no @operation, so nothing says what is wrong; name one`);
    const file = join(folder, `${name}.json`);
    const { wrong, right = {} } = readChanges(file);
    const written = (all: z.infer<typeof changes>): Written[] => Object.entries(all).map(([change, texts]) => ({ change, source: changed(source, texts, `${file}: ${change}`) }));
    return { name, source, wrong: written(wrong), right: written(right) };
  });
}

function readChanges(file: string): z.infer<typeof schema> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserError(`${file} is not JSON: ${error.message}; mend it`);
    throw fileProblem(error, 'read', file, 'each kernel needs a file with its mistakes beside it');
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new UserError(`${file}: ${z.prettifyError(result.error).split('\n')[0]}; allowed: { "wrong": { "what is wrong": { "text": "text instead" } }, "right": … }`);
}

/** The kernel with each text exchanged; every one must be there just once, or nobody knows which is meant. */
function changed({ text }: SourceKernel, texts: Readonly<Record<string, string>>, what: string): SourceKernel {
  const result = Object.entries(texts).reduce((whole, [from, to]) => {
    const found = whole.split(from).length - 1;
    if (found !== 1) throw new UserError(`${what}: the kernel has ${JSON.stringify(from)} ${found} times; it must be there once`);
    return whole.replace(from, () => to);
  }, text);
  return parseSource(result, what);
}
