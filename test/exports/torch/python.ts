import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** Debian's PyTorch, for the processor. */
export const python = '/usr/bin/python3';
export const hasTorch = existsSync('/usr/lib/python3/dist-packages/torch');

/** Environment in which a package finds a stand-in for a card: kernels are compiled by g++ and run on the host. */
export function withStandIn(): Record<string, string> {
  const cache = mkdtempSync(join(tmpdir(), 'evoke-kernels-'));
  afterAll(() => rmSync(cache, { recursive: true, force: true }));
  return {
    EVOKE_PYTHON: fileURLToPath(new URL('python-with-stand-in.sh', import.meta.url)), EVOKE_REAL_PYTHON: python,
    EVOKE_NVCC: fileURLToPath(new URL('../cuda/stand-in/nvcc.mjs', import.meta.url)), EVOKE_CACHE: cache, PYTHONDONTWRITEBYTECODE: '1',
  };
}
