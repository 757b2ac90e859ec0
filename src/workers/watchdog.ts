/**
 * A thread in every child that ends the process when its parent is gone. It has an event loop of its own, so it works
 * while the main thread spins in a candidate's endless loop. The system gives an orphan a new parent, which is how we
 * know; the first parent's pid comes from the parent itself, so a parent that dies during our start is noticed too.
 */
import { workerData } from 'node:worker_threads';

const { parent } = workerData as { readonly parent: number };

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, 200);
