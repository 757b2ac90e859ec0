import type { Program } from '../../model/index.ts';
import { namesOf } from './names.ts';
import { shapeText, solveSizes } from './sizes.ts';

/** `README.md` of the package: one screen of what it computes, for which sizes, how to use it and how far to trust it. */
export function readmeText({ signature, sizes: fixed }: Program, provenance: readonly string[]): string {
  const names = namesOf(signature);
  const args = signature.parameters.map(({ name }) => name).join(', ');
  const hasOffsets = signature.parameters.some(({ name }) => signature.roles[name]?.kind === 'offsets');
  const compiled = Object.entries(fixed).map(([symbol, value]) => `${symbol} = ${value}`).join(', ');
  const solutions = solveSizes(signature, fixed);
  const untold = solutions.filter(({ text }) => text === null).map(({ symbol }) => symbol);
  const call = [args, ...(untold.length === 0 ? [] : [`{ ${untold.join(', ')} }`])].join(', ');
  return `# ${names.package}

${signature.description}

    ${names.kernel}(${signature.parameters.map(({ name, type }) => `${name}: ${type.scalar}${shapeText(type.dims, fixed)}`).join(', ')}) -> f32${shapeText(signature.returns.dims, fixed)}

- Semantics: ${semantics(signature.operation, signature.profile)}
- Compiled in: ${compiled || 'nothing'}. Any value, call by call: ${solutions.map(({ symbol }) => symbol).join(', ') || 'nothing'}.
- Integers are exact to 2^24, for gpu.js keeps them in f32. Types and lengths are checked${hasOffsets ? ', and that offsets begin at 0, never go down and end at the number of lookups, unless they are on the GPU already' : ''}; that indices lie inside their arrays is yours to see to.

## Use

\`\`\`js
import * as gpujs from 'gpu.js';
import { ${names.create} } from '${names.package}';

const ${names.kernel} = ${names.create}(gpujs, { mode: 'webasm' }); // or 'webgpu', 'cpu'
const output = await ${names.kernel}(${call}); // flat typed arrays in, a flat Float32Array out
await ${names.kernel}.destroy();
\`\`\`

Every call hands all arrays to gpu.js again; in mode webgpu an argument may also be what a gpu.js kernel made with
\`pipeline: true\` answered, which stays on the GPU: so a table is sent once. \`node self-check.js [--mode cpu|webasm|webgpu]\` holds the kernel to known
answers. \`kernel.js\` is the kernel in Evoke's language: \`evoke run kernel.js\` evolves it further.

## Where it comes from

${provenance.map((line) => `- ${line}`).join('\n')}
`;
}

function semantics(operation: string | undefined, profile: string | undefined): string {
  if (operation === undefined) return "the author's own; the oracle was the unmodified kernel in float64.";
  return profile === undefined
    ? `operation \`${operation}\`; the kernel names no profile, so it is as described above.`
    : `operation \`${operation}\` as ${profile} defines it.`;
}
