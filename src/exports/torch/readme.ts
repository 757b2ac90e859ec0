import type { Program } from '../../model/index.ts';
import { namesOf } from '../support/names.ts';
import { readmeText as commonReadme } from '../support/readme.ts';
import { valueRules } from '../support/value-rules.ts';
import type { Operator } from './operator.ts';

/** `README.md` of the package. */
export function readmeText(program: Program, { module, called, arguments: own }: Operator, provenance: readonly string[], known: boolean): string {
  const rules = valueRules(program.signature);
  return commonReadme(program, provenance, {
    title: namesOf(program.signature).package, called,
    points: [
      `Checked at every call: types, dimensions, contiguity, one device, shapes that fit each other.${rules.length === 0 ? '' : ` Yours to see to, for a look at values would wait for the card: ${rules.map((rule) => `that ${rule}`).join('; ')}.`}`,
      `There is no gradient: a tensor that requires one is refused. ${known ? "On the processor PyTorch's own functions stand in for the kernel." : 'It runs on CUDA tensors alone.'}`,
    ],
    use: `Needs PyTorch 1.13 or later with CUDA, and nvcc, which compiles the kernel for your card at the first call (kept in ~/.cache/evoke).

    pip install .        # without network: pip install --no-build-isolation . (setuptools 61 or later)

\`\`\`python
import torch
from ${module} import ${called}   # also torch.ops.${module}.${called}, which torch.compile takes

with torch.no_grad():
    output = ${called}(${own.join(', ')})
\`\`\`

\`python3 self_check.py\` holds the kernel to known answers, \`python3 -m unittest\` tests ${known ? "it against PyTorch's functions" : 'what it refuses'}, \`python3 benchmark.py\`
times it${known ? ' beside them, eager and compiled' : ''}. Without a card they say so, and check what needs none.`,
  });
}
