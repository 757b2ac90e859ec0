import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type koffi from 'koffi';
import { messageOf } from '../../util/errors.ts';

/** A shared library, and the C functions asked of it. */
export interface Library {
  /** Name or path by which it was found. */
  readonly path: string;
  /** A function by its C prototype. Throws where the library has none of that name. */
  func(prototype: string): (...values: unknown[]) => unknown;
  /** The same, called beside this thread: on one of the few that Node.js has for such work. */
  later(prototype: string): (...values: unknown[]) => Promise<unknown>;
}

/** Not found, or not to be opened: each place looked in, and why what was found there did not open. */
export interface NoLibrary {
  readonly looked: readonly string[];
  readonly broken: string | null;
}

/** Where drivers put their libraries, beside the system's own search path. */
export const driverFolders: readonly string[] = [
  `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`, '/usr/lib64', '/usr/local/nvidia/lib64', '/usr/lib/wsl/lib', '/run/opengl-driver/lib',
];

/**
 * Opens the first of these libraries: by bare name through the system's own search path, then file by file in folders
 * where installers put them. koffi itself is only loaded here, as it is a native module that may be missing.
 */
export async function loadLibrary(names: readonly string[], folders: readonly string[]): Promise<Library | NoLibrary> {
  let library: typeof koffi;
  try {
    library = (await import('koffi')).default;
  } catch (thrown) {
    return { looked: ['the package koffi'], broken: `the package koffi, which calls it, does not load: ${messageOf(thrown).split('\n')[0]!}` };
  }
  const files = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  let broken: string | null = null;
  for (const path of [...names, ...files.filter((file) => existsSync(file))]) {
    try {
      const handle = library.load(path);
      return {
        path,
        func: (prototype) => handle.func(prototype),
        later(prototype) {
          const called = handle.func(prototype);
          return (...values) => new Promise((resolve, reject) => {
            called.async(...values, (error: Error | null, result: unknown) => (error ? reject(error) : resolve(result)));
          });
        },
      };
    } catch (thrown) {
      if (path.includes('/')) broken ??= `${path}: ${messageOf(thrown)}`;
    }
  }
  return { looked: ['the system\'s library path', ...folders], broken };
}
