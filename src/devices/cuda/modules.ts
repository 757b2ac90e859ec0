import { type Compiled, imageHash } from './compile/index.ts';
import type { Context } from './context.ts';
import type { Pointer } from './driver.ts';
import { makingRoom } from './memory.ts';

/** Images in the driver, each loaded once for all kernels of it that are in use: those compiled together share one. */
export interface Modules {
  /** The kernel's function. What the driver refuses is thrown. */
  load(compiled: Compiled): Pointer;
  release(compiled: Compiled): void;
}

export function modulesOf(context: Context): Modules {
  const loaded = new Map<string, { readonly module: Pointer; users: number }>();
  return {
    load({ image, entry }) {
      const hash = imageHash(image);
      let known = loaded.get(hash);
      if (known === undefined) loaded.set(hash, (known = { module: makingRoom(context, () => context.made('cuModuleLoadData', image)), users: 0 }));
      known.users++;
      try {
        return context.made('cuModuleGetFunction', known.module, entry);
      } catch (thrown) {
        release(image);
        throw thrown;
      }
    },
    release: ({ image }) => release(image),
  };

  function release(image: Uint8Array): void {
    const hash = imageHash(image);
    const known = loaded.get(hash);
    if (known === undefined || --known.users > 0) return;
    loaded.delete(hash);
    if (context.fault() !== null) return;
    context.finish(); // code that still runs must not go; the driver promises nothing of it
    context.call('cuModuleUnload', known.module);
  }
}
