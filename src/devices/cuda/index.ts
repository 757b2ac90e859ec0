import type { Device, DeviceFailure, Executable, Observations, Program, Unavailable } from '../../model/index.ts';
import { messageOf, UserError } from '../../util/errors.ts';
import { failureOf } from '../failure.ts';
import { copyBandwidth } from './bandwidth.ts';
import { type Card, findCard, type Missing } from './card.ts';
import { type Compiled, type Compiler, compileBatch, defaultCacheFolder, findCompiler, isFailure } from './compile/index.ts';
import { type Context, openContext } from './context.ts';
import { cudaExecutable } from './executable.ts';
import { fingerprinter, fingerprintsOf } from './fingerprint.ts';
import { flushOf, sweeper } from './flush.ts';
import { inputsOf } from './inputs.ts';
import { unlaunchable } from './limits.ts';
import { modulesOf } from './modules.ts';
import { openInstruments } from './nvml.ts';
import { randomRowBandwidth } from './random-rows.ts';
import { steadyBy } from './steady.ts';
import { triedTogether } from './versions.ts';

export { compileBatch, type Compiled, type Compiler, type CompileTarget, defaultCacheFolder, findCompiler } from './compile/index.ts';
export { measureCompileRate } from './compile/rate.ts';

/** What a caller may put in the place of what is found on the machine. */
export interface CudaParts {
  /** Paths of the driver's library and of NVML's. */
  readonly driverLibrary?: string;
  readonly instrumentsLibrary?: string;
  readonly compiler?: Compiler;
  /** Folder in which compiled programs are kept; default: EVOKE_CACHE, else the user's cache. */
  readonly cache?: string;
}

export interface CudaDevice extends Device {
  randomRowBandwidth(rowBytes: number): Promise<number>;
  unusable(): string | null;
  /** What the instruments showed while launches were timed. */
  observations(): Observations;
}

/**
 * The first NVIDIA card that CUDA shows: text of the target `cuda` compiled by NVRTC or nvcc, launched through the
 * driver. Times are the card's own and cold unless asked otherwise. Where something is missing, what was looked for where.
 */
export async function openCuda(parts: CudaParts = {}): Promise<CudaDevice | Unavailable> {
  const found = await findParts(parts);
  if ('reason' in found) return { name: 'cuda', ...found };
  const { card, compiler, cache, tools } = found;
  let context: Context;
  try {
    context = openContext(card);
  } catch (thrown) {
    return { name: 'cuda', reason: `${card.name} takes no context: ${messageOf(thrown)}`, remedy: 'see with nvidia-smi who uses it, and in which compute mode it is' };
  }
  const modules = modulesOf(context);
  const instruments = await openInstruments(card.busId, parts.instrumentsLibrary);
  const steady = steadyBy(instruments);
  const flush = flushOf(context, modules, tools[0]);
  const fingerprints = fingerprintsOf(context, modules, tools[1]);
  const inputs = inputsOf(context, fingerprints);
  let open = true;
  return {
    info: {
      name: 'cuda', unit: 'ns', estimate: false, target: 'cuda', capabilities: card.capabilities, exactIntegers: 2 ** 31 - 1,
      limits: { threadsPerBlock: card.threadsPerBlock, sharedBytesPerBlock: card.sharedBytesPerBlock },
      hardware: card.name, toolchain: `CUDA driver ${card.driverVersion}, ${compiler.version}, ${card.architecture}`,
    },
    async compile(program): Promise<Executable | DeviceFailure> {
      const refused = context.fault() ?? unlaunchable(program, card);
      if (refused !== null) return refused;
      const compiled = (await compileBatch([program], { compiler, cache, architecture: card.architecture }))[0]!;
      return isFailure(compiled) ? compiled : cudaExecutable({ context, modules, inputs, flush, steady, instruments }, program, compiled);
    },
    bandwidth: copyBandwidth(context, steady),
    randomRowBandwidth: (rowBytes) => randomRowBandwidth({ context, modules, steady, compiler, cache }, rowBytes),
    unusable: () => context.fault()?.detail ?? null,
    observations: () => steady.observations(),
    async close() {
      if (!open) return;
      open = false;
      instruments?.close();
      try {
        for (const each of [inputs, fingerprints, flush]) each.close();
      } catch (thrown) {
        if (failureOf(thrown) === null) throw thrown; // the card is lost, and so is what it held
      }
      context.close();
    },
  };
}

type Prepare = (programs: readonly Program[]) => Promise<(Compiled | DeviceFailure)[] | Unavailable>;

/**
 * What compiles programs ahead, many in one text, so that devices of this and other processes find them in the cache; the
 * card and its compiler are looked for once. Results are for whoever wants to know; nothing needs to be done with them.
 * `architecture`: default the card's.
 */
export async function preparerOfCuda(parts: CudaParts & { readonly architecture?: string } = {}): Promise<Prepare> {
  const { architecture } = parts;
  if (architecture === undefined) {
    const found = await findParts(parts);
    return async (programs) => ('reason' in found ? { name: 'cuda', ...found } : compileBatch(programs, { ...found, architecture: found.card.architecture }));
  }
  const compiler = parts.compiler ?? await findCompiler();
  return async (programs) => ('reason' in compiler ? { name: 'cuda', ...compiler } : compileBatch(programs, { compiler, cache: parts.cache ?? defaultCacheFolder(), architecture }));
}

/** The same for programs that are all there already. */
export async function prepareCuda(programs: readonly Program[], parts: Parameters<typeof preparerOfCuda>[0] = {}): ReturnType<Prepare> {
  return (await preparerOfCuda(parts))(programs);
}

/** The device's own kernels: the sweeper of the cache and the fingerprinter. */
type Tools = readonly [Compiled, Compiled];

/** The card and what compiles for it, or the first thing that is missing. */
async function findParts(parts: CudaParts): Promise<{ readonly card: Card; readonly compiler: Compiler; readonly cache: string; readonly tools: Tools } | Missing> {
  const card = await findCard(parts.driverLibrary);
  if ('reason' in card) return card;
  const compiler = parts.compiler ?? await findCompiler();
  if ('reason' in compiler) return compiler;
  const cache = parts.cache ?? defaultCacheFolder();
  try {
    const tools = await triedTogether(card, compiler, cache, [sweeper, fingerprinter]);
    return 'reason' in tools ? tools : { card, compiler, cache, tools: tools as Tools };
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown;
    return { reason: `compiled kernels cannot be kept: ${thrown.message}`, remedy: 'name a folder that can be written to in EVOKE_CACHE' };
  }
}
