/**
 * What a text needs beside its kernel, gathered while the kernel is written: headers, types, functions. Each stands there
 * once, behind what it needs itself, and only where it is used.
 */
export interface Library {
  include(header: string): void;
  /** Lines under a key, made when the key is met first; what the making needs is put before. */
  define(key: string, make: () => string): void;
  includes(): string[];
  definitions(): string[];
}

export function createLibrary(): Library {
  const headers = new Set<string>();
  const known = new Set<string>();
  const texts: string[] = [];
  return {
    include: (header) => void headers.add(header),
    define(key, make) {
      if (known.has(key)) return;
      known.add(key);
      texts.push(make().trim());
    },
    includes: () => [...headers].sort().map((header) => `#include <${header}>`),
    definitions: () => texts.flatMap((text) => [...text.split('\n'), '']),
  };
}
