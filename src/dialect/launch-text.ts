import type { Launch, SizeExpression } from '../model/index.ts';
import { showSize } from '../util/size-expression.ts';
import { excerpt } from './problem.ts';
import { parseSize } from './size-text.ts';

/** `block [dim / 4, 8] grid [ceil(bags / 8)] resident 4 addresses 32`: what stands behind @launch, without the output. */
export type LaunchShape = Omit<Launch, 'output'>;

const example = 'block [32, 8] grid [ceil(bags / 8)]';

/** Throws SyntaxError with a message that says what was found and what is allowed. */
export function parseLaunch(text: string): LaunchShape {
  let rest = text.trim();
  const take = (pattern: RegExp): string | undefined => {
    const match = pattern.exec(rest);
    if (match) rest = rest.slice(match[0].length).trimStart();
    return match?.[1];
  };
  const extents = (word: string): SizeExpression[] => {
    const list = take(new RegExp(`^${word}\\s*\\[([^\\]]*)\\]`));
    if (list === undefined) throw new SyntaxError(`@launch reads like ${example}; found '${excerpt(rest)}' where ${word} […] was expected`);
    const parts = splitAtCommas(list);
    if (parts.length > 3) throw new SyntaxError(`${word} has one to three extents, x first; found ${parts.length}`);
    return parts.map(parseSize);
  };
  const block = extents('block');
  const grid = extents('grid');
  const resident = take(/^resident\s+(\d+)\b/);
  const addresses = take(/^addresses\s+(\d+)\b/);
  if (rest !== '') throw new SyntaxError(`after block and grid, @launch may say resident <blocks> and addresses 32; found '${excerpt(rest)}'`);
  if (resident !== undefined && (Number(resident) < 1 || Number(resident) > 32)) throw new SyntaxError(`resident is a number of blocks from 1 to 32; found ${resident}`);
  if (addresses !== undefined && addresses !== '32' && addresses !== '64') throw new SyntaxError(`addresses are 32 or 64 bits wide; found ${addresses}`);
  return { block, grid, ...(resident === undefined ? {} : { resident: Number(resident) }), ...(addresses === '32' ? { addresses: 32 as const } : {}) };
}

/** As it reads back. */
export function printLaunch({ block, grid, resident, addresses }: LaunchShape): string {
  const list = (extents: readonly SizeExpression[]) => `[${extents.map(showSize).join(', ')}]`;
  return `block ${list(block)} grid ${list(grid)}${resident === undefined ? '' : ` resident ${resident}`}${addresses === undefined ? '' : ` addresses ${addresses}`}`;
}

/** At the commas that stand in no parentheses. */
function splitAtCommas(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}
