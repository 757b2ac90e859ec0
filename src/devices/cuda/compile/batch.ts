import type { Program } from '../../../model/index.ts';
import type { Compiled, Refused } from './compiler.ts';
import { blamed, joinable, joined } from './joined.ts';
import { resourcesIn } from './resources.ts';

/** What a compiler made of one text, with its log. */
export type Made =
  | { readonly image: Uint8Array; readonly log: string }
  /** `passing`: perhaps for no reason that lies in the text. */
  | { readonly failed: string; readonly passing?: boolean }
  /** It was stopped at its limit of so many milliseconds. */
  | { readonly lateMs: number };

/** Compiles one translation unit. What it throws is no candidate's doing. */
export type CompileText = (text: string) => Promise<Made>;

/**
 * Compiles so many programs in a text, on several compilers at once, each of which takes the next batch when it is done with
 * one. Results stand at their programs' places.
 */
export async function compileBatches(programs: readonly Program[], perText: number, compilers: readonly CompileText[]): Promise<(Compiled | Refused)[]> {
  const batches = Array.from({ length: Math.ceil(programs.length / perText) }, (_, at) => programs.slice(at * perText, (at + 1) * perText));
  const results = new Array<(Compiled | Refused)[]>(batches.length);
  let next = 0;
  await Promise.all(compilers.map(async (compile) => {
    for (let at = next++; at < batches.length; at = next++) results[at] = await compileTogether(batches[at]!, compile);
  }));
  return results.flat();
}

/**
 * Compiles programs together. Those that the log blames are told so and left out, and the rest is compiled again; a log
 * that blames nobody halves the batch until it does. Where they take too long together each is compiled alone: halving would
 * wait for the one that hangs again and again. Texts that could harm their neighbours are compiled alone.
 */
export async function compileTogether(programs: readonly Program[], compile: CompileText): Promise<(Compiled | Refused)[]> {
  const results: (Compiled | Refused | undefined)[] = programs.map(() => undefined);
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
    if ('lateMs' in made) {
      const { lateMs } = made;
      if (some.length === 1) results[some[0]!.at] = { failed: 'timeout', stage: 'compile', limitMs: lateMs, detail: `the compiler took longer than ${lateMs / 1000} s` };
      else for (const each of some) await together([each]);
      return;
    }
    const culprits = blamed(made.failed, unit);
    const passing = made.passing === true ? { passing: true } as const : {};
    if (some.length === 1) {
      results[some[0]!.at] = { ...passing, failed: 'compile-error', detail: culprits.get(0) ?? made.failed.replaceAll('candidate-0.cu', 'the text').replace(/^\d+ errors? detected.*$/m, '').trim() };
    } else if (culprits.size > 0) {
      for (const [place, log] of culprits) results[some[place]!.at] = { ...passing, failed: 'compile-error', detail: log };
      await together(some.filter((_, place) => !culprits.has(place)));
    } else {
      await together(some.slice(0, some.length >> 1));
      await together(some.slice(some.length >> 1));
    }
  };

  await together(all.filter(({ program }) => joinable(program.text)));
  for (const lone of all.filter(({ program }) => !joinable(program.text))) await together([lone]);
  return results as (Compiled | Refused)[];
}
