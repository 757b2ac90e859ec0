import type { DeviceFailure } from '../../model/index.ts';
import { messageOf } from '../../util/errors.ts';
import { gpuLibrary, type Kernel, type Mode } from './library.ts';

/** Loops longer than this many turns are gpu.js's to cut off in silence, so it is as large as its counter allows. */
const loopMaxIterations = 2 ** 31 - 1;

export interface KernelSettings {
  /** Output size, x first. */
  readonly output: number[];
  /** Values of `this.constants`. */
  readonly constants: Readonly<Record<string, number>>;
  readonly pipeline: boolean;
  readonly dynamic: boolean;
  /** JavaScript put before the kernel on the cpu backend. */
  readonly prelude?: string;
}

/**
 * Has gpu.js parse and build a kernel for arguments of these types. gpu.js answers what a mode lacks by running the
 * kernel on its JavaScript backend instead; that is caught before it happens and becomes `unsupported`.
 */
export async function buildKernel(
  mode: Mode, text: string, settings: KernelSettings, args: readonly unknown[],
): Promise<Kernel | DeviceFailure> {
  const { GPU } = gpuLibrary();
  const gpu = new GPU({ mode }); // one per kernel: a GPU object keeps every kernel it ever made
  if (settings.prelude !== undefined) gpu.injectNative(settings.prelude);
  let fallback: string | undefined;
  let kernel: Kernel | undefined;
  const complaints: string[] = [];
  try {
    await overhear(complaints, () => {
      kernel = gpu.createKernel(text, {
        output: settings.output, constants: { ...settings.constants }, loopMaxIterations,
        pipeline: settings.pipeline, dynamicArguments: settings.dynamic, dynamicOutput: settings.dynamic,
      }).kernel;
      const built = kernel;
      built.onRequestFallback = () => {
        fallback = built.fallbackReason ?? 'gpu.js gave no reason';
        throw new Error(`fallback: ${fallback}`);
      };
      return built.build(...args);
    });
  } catch (thrown) {
    kernel?.destroy();
    if (fallback !== undefined) return { failed: 'unsupported', detail: `gpu.js would fall back from ${mode} to its CPU backend: ${fallback}` };
    return { failed: isOutOfMemory(thrown) ? 'out-of-memory' : 'compile-error', detail: messageOf(thrown) };
  }
  // the cpu backend reports JavaScript that does not parse on the console and leaves the kernel without a body
  if (mode === 'cpu' && !Object.hasOwn(kernel!, 'run')) {
    return { failed: 'compile-error', detail: complaints.join('\n') || 'gpu.js made no kernel' };
  }
  if (kernel!.returnType !== null && !['Number', 'Float', 'Integer', 'LiteralInteger'].includes(kernel!.returnType)) {
    kernel!.destroy();
    return { failed: 'unsupported', detail: `a kernel returns one number, not ${kernel!.returnType}` };
  }
  return kernel!;
}

export function isFailure(result: Kernel | DeviceFailure): result is DeviceFailure {
  return 'failed' in result;
}

function isOutOfMemory(thrown: unknown): boolean {
  return thrown instanceof RangeError && /memory|allocation/i.test(thrown.message);
}

/** Runs the synchronous part of `action` with gpu.js's console messages kept instead of printed. */
async function overhear(messages: string[], action: () => void | Promise<void>): Promise<void> {
  const { error, warn } = console;
  console.error = console.warn = (...words: unknown[]) => { messages.push(words.map(messageOf).join(' ')); };
  let pending: void | Promise<void>;
  try {
    pending = action();
  } finally {
    Object.assign(console, { error, warn });
  }
  await pending;
}
