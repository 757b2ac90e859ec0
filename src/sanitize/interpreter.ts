import { check, parseKernel } from '../dialect/index.ts';
import type { Interpreter, InterpreterFault, Program } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { prepare, type Prepared } from './compile.ts';
import { counter } from './count.ts';
import type { FoundFault } from './fault.ts';
import { launch } from './launch.ts';

/** A program as it is kept: what was asked of it so far, compiled. */
interface Kept {
  readonly count: () => ReturnType<typeof counter>;
  readonly run: () => Prepared;
}

/** Programs kept at a time: enough for a candidate, its baseline and the incumbent of some islands. */
const KEPT = 16;

/** The interpreter behind the `model` device: takes kernel text, and remembers the last few it was given. */
export function createInterpreter(): Interpreter {
  const programs = new Map<string, Kept>();
  const read = (program: Program): Kept | InterpreterFault => {
    if (program.target !== 'dialect') return { fault: 'unsupported', detail: `the interpreter takes programs of the target dialect, not ${program.target}` };
    const known = programs.get(program.text);
    const kept = known ?? parsed(program.text);
    if ('fault' in kept) return kept;
    programs.delete(program.text); // what was used last stands last
    programs.set(program.text, kept);
    if (programs.size > KEPT) programs.delete(programs.keys().next().value!);
    return kept;
  };
  return {
    check(program) {
      const kept = read(program);
      return 'fault' in kept ? kept : null;
    },
    count(program, inputs, sizes) {
      const kept = read(program);
      if ('fault' in kept) return kept;
      const counts = kept.count()(inputs, sizes);
      return 'ok' in counts ? outward(counts) : counts;
    },
    run(program, inputs, sizes) {
      const kept = read(program);
      if ('fault' in kept) return kept;
      const result = launch(kept.run(), (elements) => new Float32Array(elements), inputs, sizes, { partial: true });
      return result.ok ? result.output : outward(result);
    },
  };
}

function parsed(text: string): Kept | InterpreterFault {
  try {
    const { kernel } = parseKernel(text, 'program');
    const checked = check(kernel, 'any');
    if (!checked.ok) return { fault: 'unsupported', detail: checked.detail };
    const { typed } = checked;
    return { count: once(() => counter(typed)), run: once(() => prepare(typed, 'f32')) };
  } catch (thrown) {
    if (thrown instanceof UserError) return { fault: 'unsupported', detail: thrown.message };
    throw thrown;
  }
}

function outward({ kind, detail }: FoundFault): InterpreterFault {
  return { fault: kind, detail };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
