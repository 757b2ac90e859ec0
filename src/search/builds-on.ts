import type { Edit, EditId, Genome, Json } from '../model/index.ts';

/**
 * Which edits an edit is built on: those that made the nodes it names. A made node is called `<edit id>.<count>`, so
 * the names tell, whether they stand in the target, in a repair or in a choice.
 */
export function makersNamedBy(edit: Edit): Set<EditId> {
  const makers = new Set<EditId>();
  const note = (text: string) => {
    const dot = text.indexOf('.');
    if (dot > 0) makers.add(text.slice(0, dot));
  };
  const walk = (value: Json): void => {
    if (typeof value === 'string') note(value);
    else if (value !== null && typeof value === 'object') for (const part of Object.values(value)) walk(part);
  };
  note(edit.target);
  for (const repair of edit.repairs) note(repair.use);
  walk(edit.choices);
  return makers;
}

/** The genome without the edit at that place and without all that is built on it, which would only be dead weight. */
export function withoutEdit(genome: Genome, at: number): Genome {
  const gone = new Set<EditId>([genome[at]!.id]);
  return genome.filter((edit, index) => {
    if (index < at) return true;
    if (index > at && ![...makersNamedBy(edit)].some((maker) => gone.has(maker))) return true;
    gone.add(edit.id);
    return false;
  });
}
