import type { Names } from './names.ts';

/** Functions of the text that are written for a type, once each. */
export interface Functions {
  /** The function's name; `lines` writes it when it is first asked for. */
  of(stem: string, lines: (name: string) => string[]): string;
  lines(): string[];
}

export function createFunctions(names: Names): Functions {
  const made = new Map<string, { readonly name: string; readonly lines: readonly string[] }>();
  return {
    of(stem, lines) {
      let known = made.get(stem);
      if (known === undefined) {
        const name = names.fresh(stem);
        made.set(stem, (known = { name, lines: lines(name) }));
      }
      return known.name;
    },
    lines: () => [...made.values()].flatMap(({ lines }) => lines),
  };
}
