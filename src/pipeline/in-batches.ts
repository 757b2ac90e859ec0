/**
 * Gathers what is asked for one by one, so that it can be done many at a time. Candidates come as fast as the host gates
 * let them pass, a few a millisecond: a batch closes when it is full or when nothing has come for a moment.
 */
const most = 32;
const pauseMs = 10;

/** A function that resolves once `work` has been done with a batch that holds the item. Failures of `work` are its own affair. */
export function inBatches<Item>(work: ((items: readonly Item[]) => Promise<unknown>) | undefined): (item: Item) => Promise<void> {
  if (work === undefined) return async () => {};
  let waiting: { readonly item: Item; readonly done: () => void }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const close = () => {
    clearTimeout(timer);
    const batch = waiting;
    waiting = [];
    // One batch after another: each uses all cores by itself.
    last = last.then(() => work(batch.map(({ item }) => item))).catch(() => {}).then(() => batch.forEach(({ done }) => done()));
  };
  return (item) => new Promise<void>((resolve) => {
    waiting.push({ item, done: resolve });
    clearTimeout(timer);
    if (waiting.length >= most) close();
    else timer = setTimeout(close, pauseMs);
  });
}
