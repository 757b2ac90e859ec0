import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { GitState } from '../store/index.ts';

/** The version of this program. */
export const evokeVersion: string = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;

/** Commit and cleanliness of the checkout that a folder lies in; null where there is none or no git. */
export function gitState(folder: string): GitState | null {
  const git = (...words: string[]) => execFileSync('git', ['-C', folder, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return { commit: git('rev-parse', 'HEAD'), dirty: git('status', '--porcelain') !== '' };
  } catch {
    return null;
  }
}
