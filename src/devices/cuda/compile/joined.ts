import type { Program } from '../../../model/index.ts';

/**
 * Many programs as one translation unit, since a compiler's start-up is most of what a small kernel costs. Each lies in a
 * namespace of its own, its entry renamed by a macro, since names of C linkage know no namespaces; `#line` gives every
 * program a file name of its own, by which errors find home.
 */
export interface Joined {
  readonly text: string;
  /** Each program's entry as the image has it. */
  readonly entries: readonly string[];
}

export function joined(programs: readonly Program[]): Joined {
  const [first, second] = programs;
  if (first !== undefined && second === undefined) return { text: `#line 1 "${fileName(0)}"\n${first.text}`, entries: [first.launch!.entry] };
  const includes = new Set<string>();
  const entries = programs.map((program, at) => entryName(program, at));
  const parts = programs.map((program, at) => {
    const text = program.text.replace(includeLine, (line) => {
      includes.add(line.trim());
      return '';
    });
    const { entry } = program.launch!;
    return `#define ${entry} ${entries[at]!}\nnamespace candidate_${at} {\n#line 1 "${fileName(at)}"\n${text}\n}\n#undef ${entry}\n`;
  });
  return { text: `${[...includes].join('\n')}\n${parts.join('')}`, entries };
}

const includeLine = /^[ \t]*#[ \t]*include\b.*$/gm;

function entryName(program: Program, at: number): string {
  return `${program.launch!.entry}__${at}`;
}

function fileName(at: number): string {
  return `candidate-${at}.cu`;
}

/**
 * Whether a text can stand beside others without one's mistakes becoming another's: brackets, comments and strings are
 * closed, and nothing is asked of the preprocessor but headers and hints.
 */
export function joinable(text: string): boolean {
  const plain = text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, ' ');
  if (/\/\*|["'\\]/.test(plain)) return false;
  if (/^[ \t]*#(?![ \t]*(include|pragma)\b)/m.test(plain)) return false;
  const open: string[] = [];
  const closing: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };
  for (const bracket of plain.replace(/[^(){}[\]]/g, '')) {
    if (bracket in closing) open.push(closing[bracket]!);
    else if (open.pop() !== bracket) return false;
  }
  return open.length === 0;
}

/** What a compiler said of each program of a joined text, by place: lines that name its file or its entry. */
export function blamed(log: string, { entries }: Joined): ReadonlyMap<number, string> {
  const found = new Map<number, string[]>();
  let current: number | undefined;
  for (const line of log.split('\n')) {
    const file = /candidate-(\d+)\.cu[(:](\d+)\)?:?\s*(.*)/.exec(line);
    const symbol = /\berror\b/.test(line) ? entries.findIndex((entry) => line.includes(entry)) : -1;
    if (file) {
      current = /\berror\b/.test(line) ? Number(file[1]) : undefined;
      if (current !== undefined) push(current, `${file[2]}: ${file[3]}`);
    } else if (symbol >= 0) {
      current = undefined;
      push(symbol, line.trim());
    } else if (current !== undefined && /^\s+\S/.test(line)) {
      push(current, line); // the source line and the mark under it
    } else {
      current = undefined;
    }
  }
  function push(at: number, line: string) {
    found.set(at, [...(found.get(at) ?? []), plainNames(line, entries[at]!)]);
  }
  return new Map([...found].map(([at, lines]) => [at, lines.slice(0, 40).join('\n')]));
}

/** A compiler's words with the names that the program itself has. */
function plainNames(line: string, entry: string): string {
  return line.replaceAll(entry, entry.replace(/__\d+$/, '')).replace(/candidate_\d+::/g, '');
}
