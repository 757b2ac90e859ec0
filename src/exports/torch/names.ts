import type { Signature } from '../../model/index.ts';

/** Names that the package gives: from `poolSum` the module `evoke_pool_sum` and the function `pool_sum`. */
export function names({ name }: Signature): { readonly module: string; readonly operator: string; readonly project: string } {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '') || 'kernel';
  const operator = pythonWords.has(words) ? `${words}_` : words;
  return { module: `evoke_${words}`, operator, project: `evoke-${words.replaceAll('_', '-')}` };
}

const pythonWords = new Set(['and', 'as', 'assert', 'class', 'def', 'del', 'elif', 'except', 'from', 'global', 'import', 'in', 'is', 'lambda', 'nonlocal', 'not', 'or', 'pass', 'raise', 'try', 'with', 'yield', 'torch']);
