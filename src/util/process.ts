/**
 * Which process this is, and whether another one on this machine still lives. A pid alone is not enough: it is reused,
 * and a killed process whose parent has not collected it still answers. Linux tells more in /proc.
 */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

export interface ProcessName {
  readonly pid: number;
  readonly host: string;
  /** Start stamp of the process; empty where the system tells none. */
  readonly started: string;
}

export function thisProcess(): ProcessName {
  return { pid: process.pid, host: hostname(), started: statusOf(process.pid)?.started ?? '' };
}

/** Whether that very process lives; only for a process of this host. */
export function isAlive(other: ProcessName): boolean {
  const status = statusOf(other.pid);
  if (status !== undefined) return !status.dead && (other.started === '' || status.started === other.started);
  try {
    process.kill(other.pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'; // there, but somebody else's
  }
}

/** From /proc/<pid>/stat, whose fields count from the closing parenthesis: state, then 18 others, then the start time. */
function statusOf(pid: number): { dead: boolean; started: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { dead: fields[0] === 'Z' || fields[0] === 'X', started: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}
