import type { Program, Signature, Sizes } from '../../model/index.ts';
import { exactDivisions, runTimeSymbols, shapeText } from './sizes.ts';

/** What a format says of itself in its README, beside what all say. */
export interface ReadmeWords {
  readonly title: string;
  /** The function's name as it is called. */
  readonly called: string;
  /** Points on what is checked and what is not. */
  readonly points: readonly string[];
  /** Markdown on how to use it. */
  readonly use: string;
}

/** `README.md` of a package: one screen of what it computes, for which sizes, how to use it and how far to trust it. */
export function readmeText(program: Program, provenance: readonly string[], { title, called, points, use }: ReadmeWords): string {
  const { signature, sizes: fixed } = program;
  return `# ${title}

${signature.description}

    ${called}(${signature.parameters.map(({ name, type }) => `${name}: ${type.scalar}${shapeText(type.dims, fixed)}`).join(', ')}) -> ${signature.returns.scalar}${shapeText(signature.returns.dims, fixed)}

- Semantics: ${semantics(signature)}
${[...sizePoints(program), ...points].map((point) => `- ${point}`).join('\n')}

## Use

${use.trim()}

\`kernel.js\` is the kernel in Evoke's language${Object.keys(fixed).length === 0 ? '' : `, right for ${shownSizes(fixed)}`}: \`evoke run kernel.js\` evolves it further.

## Where it comes from

${provenance.map((line) => `- ${line}`).join('\n')}
`;
}

const shownSizes = (sizes: Sizes) => Object.entries(sizes).map(([symbol, value]) => `${symbol} = ${value}`).join(', ');

/** Which sizes the package is valid for. */
function sizePoints({ signature, sizes: fixed, launch }: Program): string[] {
  const divisions = exactDivisions([...signature.parameters.flatMap(({ type }) => type.dims), ...signature.returns.dims, ...(launch?.grid ?? [])], fixed);
  return [
    `Compiled in: ${shownSizes(fixed) || 'nothing'}. Any value, call by call: ${runTimeSymbols(signature, fixed).join(', ') || 'nothing'}${divisions.length === 0 ? '' : `, as long as ${divisions.map(({ shown }) => shown).join(' and ')} ${divisions.length === 1 ? 'is' : 'are'} whole`}.`,
    ...(launch?.addresses === 32 ? ['Places are worked out in 32 bits: no array may have 2^31 elements or more.'] : []),
  ];
}

function semantics({ operation, profile }: Signature): string {
  if (operation === undefined) return "the author's own; the oracle was the unmodified kernel in float64.";
  return profile === undefined
    ? `operation \`${operation}\`; the kernel names no profile, so it is as described above.`
    : `operation \`${operation}\` as ${profile} defines it.`;
}
