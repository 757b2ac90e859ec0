import type { EditId, Random } from '../model/index.ts';

/** What became of living genomes to which one edit was added. */
interface Fate {
  readonly lived: number;
  readonly died: number;
}

/**
 * The fate of edits tried lately. Most edits kill wherever they are put, and in a small kernel the same edit is soon
 * drawn again, so what is known to kill is tried again only now and then (never never: another genome may carry it).
 *
 * Bounded by two halves: news goes to the young one; when it is full it becomes the old one, and the old one's edits
 * that were not seen since are forgotten.
 */
export interface EditMemory {
  readonly young: ReadonlyMap<EditId, Fate>;
  readonly old: ReadonlyMap<EditId, Fate>;
}

/** Edits in one half. */
const CAPACITY = 1024;
/** How much a death weighs against a life: after one death an edit is let through one time in 7. */
const DEATH_WEIGHT = 6;

export const NO_MEMORY: EditMemory = { young: new Map(), old: new Map() };

export function remembered(memory: EditMemory, news: readonly { edit: EditId; lived: boolean }[]): EditMemory {
  let { old } = memory;
  let young = new Map(memory.young);
  for (const { edit, lived } of news) {
    const fate = young.get(edit) ?? old.get(edit) ?? { lived: 0, died: 0 };
    if (young.size >= CAPACITY && !young.has(edit)) {
      old = young;
      young = new Map();
    }
    young.set(edit, { lived: fate.lived + (lived ? 1 : 0), died: fate.died + (lived ? 0 : 1) });
  }
  return { young, old };
}

/** Whether an edit is worth another try; certain for one that never killed. */
export function worthTrying(memory: EditMemory, edit: EditId, random: Random): boolean {
  const fate = memory.young.get(edit) ?? memory.old.get(edit);
  if (fate === undefined || fate.died === 0) return true;
  return random.chance((fate.lived + 1) / (fate.lived + 1 + DEATH_WEIGHT * fate.died));
}
