import type { ArrayData, Scalar } from '../../model/index.ts';
import { stored } from '../support/storage.ts';
import type { Context } from './context.ts';
import type { Fingerprints } from './fingerprint.ts';
import { type Buffer, freeGuarded, guarded, renewGuards, stretchOf } from './guarded.ts';
import { freeBytes } from './memory.ts';

/**
 * Arrays that kernels read, on the card. Large ones stay there after the launch that they came for, since the next
 * candidate is given the same: without that, bringing a table of gigabytes takes longer than all else that is done with a
 * candidate. Executables that are bound to one host array share its copy. Another placement is another copy of it, at
 * another place of memory, which stays beside the first.
 *
 * No kernel may write them. Their texts declare them const, and beyond that nothing is believed: each copy has a
 * fingerprint from when it was brought, guards included. It is held against what lies there whenever the copy is given to
 * another executable, and after each launch whose output is looked at. What has changed is brought anew.
 */
export interface Inputs {
  /** In the order asked for. Throws an error that carries `out-of-memory` where there is no room. */
  take(wanted: readonly Wanted[], placement: number): readonly Input[];
  giveBack(inputs: readonly Input[]): void;
  /** The first that does not hold what it was given, or undefined. */
  changed(inputs: readonly Input[]): Input | undefined;
  /** Lets go of what nobody uses as long as less than a quarter of the card is free, the longest unused first. */
  thinOut(): void;
  close(): void;
}

export interface Wanted {
  readonly name: string;
  readonly scalar: Scalar;
  readonly bytes: number;
  readonly values: ArrayData['values'];
}

export interface Input extends Buffer {
  readonly key: string;
  /** The host's array by which it is found again. */
  readonly of: WeakRef<object>;
  fingerprint: bigint;
  users: number;
}

interface Brought {
  readonly input: Input;
  readonly from: Wanted;
}

/** Smaller arrays are brought in some tens of microseconds, which a look whether they are whole takes too. */
const leastKept = 2 ** 20;
/** Is left to others: memory is shared with other processes, another child of the same run among them. */
const shareLeftFree = 1 / 4;

export function inputsOf(context: Context, fingerprints: Fingerprints): Inputs {
  const known = new WeakMap<object, Map<string, Input>>();
  /** Kept and used by nobody, the longest unused first. */
  const idle = new Set<Input>();

  const drop = (input: Input) => {
    idle.delete(input);
    const host = input.of.deref();
    if (host !== undefined && known.get(host)?.get(input.key) === input) known.get(host)!.delete(input.key);
    freeGuarded(context, input);
  };
  const giveBack: Inputs['giveBack'] = (inputs) => {
    for (const input of inputs) {
      if (--input.users > 0) continue;
      const host = input.of.deref();
      if (host !== undefined && known.get(host)?.get(input.key) === input) idle.add(input);
      else drop(input);
    }
  };
  const sums = (inputs: readonly Input[]) => fingerprints.of(inputs.map(stretchOf));
  const dropOldest = (): boolean => {
    const oldest = idle.values().next().value;
    if (oldest !== undefined) drop(oldest);
    return oldest !== undefined;
  };
  context.spares.push(dropOldest);

  return {
    take(wanted, placement) {
      const taken: Input[] = [];
      const [found, fresh]: [Brought[], Brought[]] = [[], []];
      try {
        for (const from of wanted) {
          const key = `${from.scalar} ${placement}`;
          const kept = known.get(from.values)?.get(key);
          const input = kept ?? { ...guarded(context, from.name, from.bytes), key, of: new WeakRef(from.values), fingerprint: 0n, users: 0 };
          (kept === undefined ? fresh : found).push({ input, from });
          idle.delete(input);
          input.users++;
          taken.push(input);
        }
        const now = sums(found.map(({ input }) => input));
        const changed = found.filter(({ input }, at) => now[at] !== input.fingerprint);
        for (const { input } of changed) renewGuards(context, input);
        for (const { input, from } of [...fresh, ...changed]) {
          if (input.bytes > 0) context.call('cuMemcpyHtoD', input.data, stored(from.scalar, from.values), input.bytes);
        }
        sums(fresh.map(({ input }) => input)).forEach((sum, at) => (fresh[at]!.input.fingerprint = sum));
        for (const { input, from } of fresh.filter(({ input }) => input.bytes >= leastKept)) {
          if (!known.has(from.values)) known.set(from.values, new Map());
          known.get(from.values)!.set(input.key, input);
        }
        return taken;
      } catch (thrown) {
        giveBack(taken);
        throw thrown;
      }
    },
    giveBack,
    changed(inputs) {
      const now = sums(inputs);
      return inputs.find((input, at) => now[at] !== input.fingerprint);
    },
    thinOut() {
      for (const input of [...idle]) if (input.of.deref() === undefined) drop(input);
      while (idle.size > 0 && context.fault() === null) {
        const { free, total } = freeBytes(context);
        if (free >= shareLeftFree * total) return;
        dropOldest();
      }
    },
    close() {
      while (dropOldest());
    },
  };
}
