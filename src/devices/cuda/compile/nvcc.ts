import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { atEnd, temporaryFolder } from '../../../util/temporary.ts';
import type { Missing } from '../card.ts';
import { compileBatches, type Made } from './batch.ts';
import { type Compiler, compileLimitMs, sharedOptions } from './compiler.ts';

/** nvcc, as found in CUDA_HOME, CUDA_PATH, on the PATH, or where toolkits are installed. */

/** More in one text bring little, and one that fails has the rest of them compiled again. */
const perText = 64;

export interface NvccOptions {
  /** Where to look for it; default: see above. */
  readonly path?: string;
  /** Processes at once; default: one a thread of the processor. */
  readonly processes?: number;
  /** What a text may take. */
  readonly limitMs?: number;
}

/** Folders in which a toolkit may lie, those of the environment first. */
export function toolkitFolders(): string[] {
  const named = [process.env['CUDA_HOME'], process.env['CUDA_PATH']].filter((folder): folder is string => folder !== undefined && folder !== '');
  const installed = existsSync('/usr/local') ? readdirSync('/usr/local').filter((name) => /^cuda(-|$)/.test(name)).sort().map((name) => join('/usr/local', name)) : [];
  return [...new Set([...named, ...installed, '/opt/cuda'])];
}

export async function findNvcc(options: NvccOptions = {}): Promise<Compiler | Missing> {
  const { limitMs = compileLimitMs } = options;
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const folders = [...toolkitFolders().map((folder) => join(folder, 'bin')), ...onPath];
  const path = options.path ?? folders.map((folder) => join(folder, 'nvcc')).find((file) => existsSync(file));
  if (path === undefined) return { reason: `nvcc was looked for in ${[...toolkitFolders().map((folder) => join(folder, 'bin')), 'the PATH'].join(', ')}`, remedy: 'install the CUDA toolkit, or name its folder in CUDA_HOME' };
  const said = await run(path, ['--version'], limitMs);
  const release = /release (\d+\.\d+), V([\d.]+)/.exec(said.output);
  if (said.code !== 0 || release === null) {
    return { reason: `${path} --version ${ended(said, limitMs)}: ${firstLines(said.output)}`, remedy: 'install the CUDA toolkit anew, or name another one\'s folder in CUDA_HOME' };
  }
  return {
    version: `nvcc ${release[2]!}`,
    cuda: release[1]!,
    async compileBatch(programs, { architecture }) {
      const processes = options.processes ?? availableParallelism();
      const share = Math.max(1, Math.min(perText, Math.ceil(programs.length / processes)));
      return compileBatches(programs, share, new Array(processes).fill((text: string) => cubinOf(path, text, architecture, limitMs)));
    },
  };
}

async function cubinOf(nvcc: string, text: string, architecture: string, limitMs: number): Promise<Made> {
  const { path: folder, remove } = temporaryFolder('nvcc');
  try {
    const [source, cubin] = [join(folder, 'candidates.cu'), join(folder, 'candidates.cubin')];
    writeFileSync(source, text);
    const done = await run(nvcc, ['-cubin', `-arch=${architecture}`, ...sharedOptions, '-Xptxas', '-v', '-o', cubin, source], limitMs, { TMPDIR: folder });
    if (done.late) return { lateMs: limitMs };
    if (done.code !== 0) {
      const said = firstLines(done.output.replaceAll(`${folder}/`, ''), 60);
      return { failed: said === '' ? `nvcc ${ended(done, limitMs)}` : said, passing: done.code === null || ofTheMachine.test(said) };
    }
    return { image: readFileSync(cubin), log: done.output };
  } finally {
    remove();
  }
}

interface Done {
  readonly code: number | null;
  readonly output: string;
  readonly late: boolean;
}

/** Runs a program to its end, or to its limit: then it is ended with all that it started. */
function run(file: string, words: readonly string[], ms: number, environment: Readonly<Record<string, string>> = {}): Promise<Done> {
  return new Promise((resolve) => {
    const child = spawn(file, words, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
    let output = '';
    let late = false;
    const keep = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const end = () => {
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // it has ended by itself
      }
    };
    const timer = setTimeout(() => {
      late = true;
      end();
    }, ms);
    const callOff = atEnd(end);
    const settle = (code: number | null) => {
      clearTimeout(timer);
      callOff();
      resolve({ code, output, late });
    };
    child.once('error', (error) => {
      output += error.message;
      settle(null);
    });
    child.once('close', settle);
  });
}

/** What nvcc says where not the text is wrong but the machine short of something, or a part of the compiler was killed. */
const ofTheMachine = /No space left on device|Cannot allocate memory|out of memory|died due to signal|Resource temporarily unavailable|Text file busy/i;

function ended({ code, late }: Done, limitMs: number): string {
  return late ? `did not end within ${limitMs / 1000} s` : code === null ? 'could not be run' : `ended with exit code ${code}`;
}

/** The first lines of what a compiler said, without empty ones. */
export function firstLines(text: string, count = 5): string {
  return text.split('\n').map((line) => line.trimEnd()).filter((line) => line !== '').slice(0, count).join('\n');
}
