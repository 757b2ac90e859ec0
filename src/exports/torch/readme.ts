import type { Program } from '../../model/index.ts';
import { namesOf } from '../support/names.ts';
import { shapeText, solvedSizes } from './python.ts';

/** One screen: what it computes, for which sizes, how to use it, where it comes from. */
export function readmeText({ signature, sizes: fixed }: Program, origin: readonly string[]): string {
  const { module, operator, package: project } = namesOf(signature);
  const { solved, untold } = solvedSizes(signature, fixed);
  const compiled = Object.entries(fixed).map(([symbol, value]) => `${symbol} = ${value}`).join(', ');
  const args = [...signature.parameters.filter(({ type }) => type.dims.length > 0), ...signature.parameters.filter(({ type }) => type.dims.length === 0)].map(({ name }) => name).concat(untold);
  return `# ${project}

${signature.description}

    ${operator}(${signature.parameters.map(({ name, type }) => `${name}: ${type.scalar}${shapeText(type.dims)}`).join(', ')}) -> ${signature.returns.scalar}${shapeText(signature.returns.dims)}

- Semantics: ${signature.operation === undefined ? "the author's own; the oracle was the unmodified kernel in float64." : `operation \`${signature.operation}\`${signature.profile === undefined ? '' : ` as ${signature.profile} defines it`}.`}
- Compiled in: ${compiled || 'nothing'}. Any value, call by call: ${[...solved.map(({ symbol }) => symbol), ...untold].join(', ') || 'nothing'}.
- Checked at every call: types, dimensions, contiguity, one device, shapes that fit each other. That indices lie inside their tables is yours to see to.
- There is no gradient: a tensor that requires one is refused.

## Use

Needs PyTorch with CUDA and nvcc, which compiles the kernel for your card at the first call (kept in ~/.cache/evoke).

    pip install .

\`\`\`python
import torch
from ${module} import ${operator}

with torch.no_grad():
    output = ${operator}(${args.join(', ')})
\`\`\`

\`python3 self_check.py\` holds the kernel to known answers. \`kernel.js\` is the kernel in Evoke's language: \`evoke run kernel.js\`
evolves it further.

## Where it comes from

${origin.map((line) => `- ${line}`).join('\n')}
`;
}
