/**
 * The entry of a process that holds NVRTC, whose library is its argument, and compiles one text at a time. A compile cannot
 * be stopped but with the process that it runs in. It runs beside this thread, which hears when nobody waits for it any more.
 */
import { messageOf } from '../../../util/errors.ts';
import { loadLibrary } from '../load-library.ts';
import type { Made } from './batch.ts';
import { loadBuiltins, nvrtcOf } from './nvrtc-library.ts';

export interface Asked {
  readonly text: string;
  readonly options: readonly string[];
}

/** `broken`: NVRTC itself failed, whatever the text. */
export type Answered = Made | { readonly broken: string };

const path = process.argv[2]!;
const opened = (async () => {
  await loadBuiltins(path);
  const library = await loadLibrary([path], []);
  if ('looked' in library) throw new Error(library.broken ?? `${path} does not open`);
  return nvrtcOf(library);
})();
opened.catch(() => {}); // told with the first answer

process.on('SIGINT', () => {}); // Ctrl-C reaches the whole group; whoever holds this process decides what it means
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL')); // an ordinary exit would wait for a compile that hangs
process.on('message', ({ text, options }: Asked) => {
  const answer = (answered: Answered) => process.send!(answered);
  opened.then((nvrtc) => nvrtc.cubinOf(text, options)).then(answer, (thrown: unknown) => answer({ broken: messageOf(thrown) }));
});
