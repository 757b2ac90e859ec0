import type { Program } from '../../model/index.ts';
import { showSize } from '../../util/size-expression.ts';
import { sizeText, solveSizes } from './javascript-sizes.ts';
import { rowNumbers } from './value-rules.ts';

/**
 * What modules of JavaScript check of every call, as text: the same for all that take flat arrays. `sizeTables` is data
 * made of the kernel's signature, `checksText` the functions that use it and the module's `name` and `fixed`.
 */
export interface ChecksWords {
  /** The largest size there may be: an expression, and as people read it. */
  readonly largest: string;
  readonly largestShown: string;
  /** JavaScript of the advice to whoever left a size open, over `symbol`. */
  readonly ask: string;
}

/** The sizes, row numbers and offsets of a kernel as constants of its module. */
export function sizeTables({ signature, sizes: fixed }: Program): string {
  const ranges = rowNumbers(signature).map(({ name, into, least }) => `  { parameter: ${JSON.stringify(name)}, shown: ${JSON.stringify(showSize(into))}, least: ${least}, end: (size) => ${sizeText(into, fixed)} },`);
  const bounds = signature.parameters.flatMap(({ name }) => {
    const role = signature.roles[name];
    return role?.kind === 'offsets' ? [`  { parameter: ${JSON.stringify(name)}, shown: ${JSON.stringify(showSize(role.into))}, end: (size) => ${sizeText(role.into, fixed)} },`] : [];
  });
  return `/** Parameters that number rows: the least number, and what all must be less than. */
const ranges = [
${ranges.join('\n')}
];
/** Parameters that bound bags, and what they must end at. */
const bounds = [
${bounds.join('\n')}
];
/** Shape of the output, x last. */
const outputShape = (size) => [${signature.returns.dims.map((dim) => sizeText(dim, fixed)).join(', ')}];
/** How the lengths of the arrays tell the run-time sizes, in this order; null: they do not, so it must be given. */
const solutions = [
${solveSizes(signature, fixed).map(({ symbol, text }) => `  [${JSON.stringify(symbol)}, ${text === null ? 'null' : `(length, size) => ${text}`}],`).join('\n')}
];`;
}

export function checksText({ largest, largestShown, ask }: ChecksWords): string {
  return `/** A row that is not there would be read all the same: of what lies beside the table, or of an earlier call's. */
function checkRange(parameter, numbers, least, end, shown) {
  for (let at = 0; at < numbers.length; at++) {
    if (numbers[at] < least || numbers[at] >= end) throw new RangeError(\`\${parameter}[\${at}] is \${numbers[at]}; it must be less than \${shown} = \${end} and not below \${least}\`);
  }
}

/** Offsets of bags begin at 0, never go down and end where the lookups do: else bags would overlap, or miss some. */
function checkBounds(parameter, offsets, end, shown) {
  if (offsets.length === 0) return;
  if (Number(offsets[0]) !== 0) throw new RangeError(\`\${parameter}[0] is \${offsets[0]}; the first bag begins at 0\`);
  for (let at = 1; at < offsets.length; at++) {
    if (offsets[at] < offsets[at - 1]) throw new RangeError(\`\${parameter}[\${at}] is \${offsets[at]}, less than the \${offsets[at - 1]} before it; offsets never go down\`);
  }
  const last = offsets.length - 1;
  if (Number(offsets[last]) !== end) throw new RangeError(\`\${parameter}[\${last}] is \${offsets[last]}, but the last bag ends at \${shown} = \${end}\`);
}

/** Every size: given, or solved from the lengths of the arrays. */
function sizesFrom(length, given) {
  const size = { ...fixed };
  for (const symbol of Object.keys(given)) {
    if (!solutions.some(([known]) => known === symbol)) {
      throw new RangeError(\`\${symbol} is no run-time size of \${name}; its run-time sizes are \${solutions.map(([known]) => known).join(', ') || 'none'}\`);
    }
  }
  for (const [symbol, solve] of solutions) {
    const value = Object.hasOwn(given, symbol) && given[symbol] !== undefined ? given[symbol] : solve?.(length, size);
    if (value === undefined || Number.isNaN(value)) throw new TypeError(\`the lengths of the arrays do not tell \${symbol}; ${ask}\`);
    if (!Number.isInteger(value) || value < 0 || value > ${largest}) {
      throw new RangeError(\`\${symbol} would be \${value} for arrays of these lengths (\${Object.entries(length).filter(([, each]) => each !== undefined).map(([parameter, each]) => \`\${parameter}: \${each}\`).join(', ')}); it must be a whole number from 0 to ${largestShown}\`);
    }
    size[symbol] = value;
  }
  return size;
}

function shownSizes(size) {
  return Object.entries(size).map(([symbol, value]) => \`\${symbol} = \${value}\`).join(', ');
}

function described(value) {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? (value.constructor?.name ?? 'an object') : \`\${typeof value} \${String(value).slice(0, 30)}\`;
}
`;
}
