import { createHash } from 'node:crypto';
import type { Block, Capability, Edit, Json, Kernel, NodeId, Random, Repair, Sizes } from '../model/index.ts';
import type { TypedKernel } from '../dialect/index.ts';

/** What an operator drew: an edit without its id. */
export interface Draft {
  readonly target: NodeId;
  readonly choices: { readonly [key: string]: Json };
  readonly repairs?: readonly Repair[];
}

/**
 * A way to change a kernel. `propose` draws everything at random and changes nothing; `apply` draws nothing, so that the
 * same edit on the same tree gives the same tree for ever.
 */
export interface EditOperator {
  /** As stored and shown: `delete-statement`, `unroll-loop`. */
  readonly name: string;
  /** One line for people. */
  readonly description: string;
  /** What a device must have for the result to run. */
  readonly requires: readonly Capability[];
  /**
   * Looks for a place in this tree and draws the choices; undefined if there is no place. `fixed` are the values of the
   * static symbols, as far as they are known.
   */
  propose(typed: TypedKernel, random: Random, fixed?: Sizes): Draft | undefined;
  /**
   * The changed body, sharing what did not change; undefined if the target is gone or the edit does not fit this tree
   * (then the edit is inactive). `fresh` gives ids for the nodes it creates, and `fresh.local(stem)` names for new locals.
   * The tree may be another than the one it was proposed on: where an edit before it is missing, an id that such a count
   * made can name a node of another kind.
   */
  apply(body: Block, edit: Edit, fresh: Fresh, kernel: Kernel): Block | undefined;
}

export interface Fresh {
  (): NodeId;
  /** A name for a new local that no other edit gives: `sum_4f2a91`. */
  local(stem: string): string;
}

/** Names for what an edit creates, derived from the edit's id: the same at every replay. */
export function freshFrom(edit: Edit): Fresh {
  let nodes = 0;
  let names = 0;
  const next = () => `${edit.id}.${nodes++}`;
  return Object.assign(next, {
    local(stem: string) {
      const count = names++;
      return `${stem.replace(/_[0-9a-f]{6}[a-z]*$/, '')}_${edit.id.slice(0, 6)}${count === 0 ? '' : letters(count)}`;
    },
  });
}

function letters(count: number): string {
  return count <= 26 ? String.fromCharCode(96 + count) : letters(Math.floor((count - 1) / 26)) + String.fromCharCode(97 + ((count - 1) % 26));
}

/** A draft with its id: a hash of all it says, so equal edits are one edit whoever finds them. */
export function editFrom(operator: string, draft: Draft): Edit {
  const repairs = draft.repairs ?? [];
  const said = JSON.stringify([operator, draft.target, draft.choices, repairs]);
  const id = createHash('sha256').update(said).digest('hex').slice(0, 10);
  return { id, operator, target: draft.target, choices: draft.choices, repairs };
}
