import type { Signature } from '../../model/index.ts';
import { dtypes, type Operator } from './operator.ts';

/** `_reference.py`: what the kernel computes, by PyTorch's own functions; undefined for what PyTorch has no functions for. */
export function referenceText({ operation, profile, returns }: Signature, operator: Operator): string | undefined {
  const body = operation === undefined ? undefined : bodies[operation]?.(profile);
  if (body === undefined) return undefined;
  return `"""What the kernel computes, by PyTorch's own functions: runs on the processor, and is what the kernel is tested and measured against."""
import torch
import torch.nn.functional as F


def reference(${operator.arguments.join(', ')}):
${body.map((line) => `    ${line}`.trimEnd()).join('\n')}
    return answer.to(torch.${dtypes[returns.scalar]})
`;
}

const bag = (mode: string, more = '') => `answer = F.embedding_bag(indices, table.float(), offsets, mode="${mode}"${more}, include_last_offset=True)`;
const weighted = bag('sum', ', per_sample_weights=weights.float()');
const pairs = ['vectors = torch.cat([dense.unsqueeze(1), sparse], dim=1).float()', 'dots = torch.bmm(vectors, vectors.transpose(1, 2))'];
const triangle = (which: 'tril' | 'triu', offset: number) => [
  ...pairs,
  `rows, columns = torch.${which}_indices(vectors.shape[1], vectors.shape[1], offset=${offset}, device=dense.device)`,
  'answer = torch.cat([dense.float(), dots[:, rows, columns]], dim=1)',
];

/** The semantics are those of the oracles: an empty bag gives 0, a pair is given once. */
const bodies: Readonly<Record<string, (profile: string | undefined) => readonly string[]>> = {
  gather: () => ['answer = F.embedding(indices, table)'],
  'pool-sum': () => [bag('sum')],
  'pool-mean': () => [bag('mean')],
  'pool-max': () => [bag('max')],
  'pool-weighted-sum': () => [weighted],
  'pool-weighted-mean': (profile) => [
    'lengths = (offsets[1:] - offsets[:-1]).long()',
    weighted,
    ...(profile === 'fbgemm' ? ['divisors = lengths.float()'] : [
      'bags = torch.repeat_interleave(torch.arange(lengths.numel(), device=lengths.device), lengths)',
      'divisors = torch.zeros(lengths.numel(), device=lengths.device).index_add(0, bags, weights.float())',
    ]),
    'answer = torch.where((divisors != 0).unsqueeze(1), answer / divisors.unsqueeze(1), torch.zeros_like(answer))',
  ],
  'interact-dot': (profile) => (profile === 'torchrec' ? triangle('triu', 1) : triangle('tril', -1)),
  'interact-fm': () => ['values = vectors.float()', 'answer = 0.5 * (values.sum(dim=1) ** 2 - (values ** 2).sum(dim=1))'],
};
