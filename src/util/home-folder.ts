import { homedir } from 'node:os';

/** The user's own folder; undefined for a user whom the machine knows nothing of: no HOME and no /etc/passwd, as in a bare container. */
export function homeFolder(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}
