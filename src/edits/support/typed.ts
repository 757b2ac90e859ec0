import type { Block, Kernel } from '../../model/index.ts';
import { check, type TypedKernel } from '../../dialect/index.ts';

const kept = new WeakMap<Block, TypedKernel | null>();

/** The body's types, for an edit whose result hangs on them; undefined if the body breaks a rule, and the edit does not fit. */
export function typedBody(body: Block, { signature }: Kernel): TypedKernel | undefined {
  let typed = kept.get(body);
  if (typed === undefined) {
    const checked = check({ signature, body }, 'any');
    kept.set(body, (typed = checked.ok ? checked.typed : null));
  }
  return typed ?? undefined;
}
