import type { DeviceFailure, Program } from '../../../model/index.ts';
import type { Compiled } from './compiler.ts';
import { blamed, joinable, joined } from './joined.ts';
import { resourcesIn } from './resources.ts';

/** What a compiler made of one text, with its log. */
export type Made =
  | { readonly image: Uint8Array; readonly log: string }
  /** `late`: it was stopped at its limit, and said nothing of value. */
  | { readonly failed: string; readonly late?: boolean };

/** Compiles one translation unit. What it throws is no candidate's doing. */
export type CompileText = (text: string) => Promise<Made>;

/**
 * Compiles programs together. Those that the log blames are told so and left out, and the rest is compiled again; a log
 * that blames nobody halves the batch until it does. Texts that could harm their neighbours are compiled alone.
 */
export async function compileTogether(programs: readonly Program[], compile: CompileText): Promise<(Compiled | DeviceFailure)[]> {
  const results: (Compiled | DeviceFailure | undefined)[] = programs.map(() => undefined);
  const all = programs.map((program, at) => ({ program, at }));
  type Numbered = (typeof all)[number];

  const together = async (some: readonly Numbered[]): Promise<void> => {
    if (some.length === 0) return;
    const unit = joined(some.map(({ program }) => program));
    const made = await compile(unit.text);
    if ('image' in made) {
      const resources = resourcesIn(made.log);
      some.forEach(({ at }, place) => {
        const entry = unit.entries[place]!;
        const used = resources.get(entry);
        if (used !== undefined) results[at] = { image: made.image, entry, resources: used };
        else results[at] = { failed: 'compile-error', detail: `the text has no kernel ${some[place]!.program.launch!.entry}` };
      });
      return;
    }
    const culprits = made.late === true ? new Map<number, string>() : blamed(made.failed, unit);
    if (some.length === 1) {
      results[some[0]!.at] = { failed: 'compile-error', detail: culprits.get(0) ?? made.failed.replaceAll('candidate-0.cu', 'the text').replace(/^\d+ errors? detected.*$/m, '').trim() };
    } else if (culprits.size > 0) {
      for (const [place, log] of culprits) results[some[place]!.at] = { failed: 'compile-error', detail: log };
      await together(some.filter((_, place) => !culprits.has(place)));
    } else {
      await together(some.slice(0, some.length >> 1));
      await together(some.slice(some.length >> 1));
    }
  };

  await together(all.filter(({ program }) => joinable(program.text)));
  for (const lone of all.filter(({ program }) => !joinable(program.text))) await together([lone]);
  return results as (Compiled | DeviceFailure)[];
}
