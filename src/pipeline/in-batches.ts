/**
 * Gathers what is asked for one by one, so that it can be done many at a time. Candidates come as fast as the host gates
 * let them pass, a few a millisecond: a batch closes when it is full or when nothing has come for a moment.
 */
const most = 32;
const pauseMs = 10;

/**
 * A function that resolves once `work` has been done with a batch that holds the item, to what `work` says of it; to nothing
 * where `work` says nothing, or fails, which is its own affair.
 */
export function inBatches<Item, Word>(work: ((items: readonly Item[]) => Promise<readonly (Word | undefined)[]>) | undefined): (item: Item) => Promise<Word | undefined> {
  if (work === undefined) return async () => undefined;
  let waiting: { readonly item: Item; readonly done: (word: Word | undefined) => void }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();
  const close = () => {
    clearTimeout(timer);
    const batch = waiting;
    waiting = [];
    // One batch after another: each uses all cores by itself.
    last = last.then(() => work(batch.map(({ item }) => item))).catch(() => []).then((words) => batch.forEach(({ done }, at) => done(words[at])));
  };
  return (item) => new Promise((resolve) => {
    waiting.push({ item, done: resolve });
    clearTimeout(timer);
    if (waiting.length >= most) close();
    else timer = setTimeout(close, pauseMs);
  });
}
