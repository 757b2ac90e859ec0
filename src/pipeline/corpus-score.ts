import { canonicalHash, check, printKernel } from '../dialect/index.ts';
import type { CorpusScore, Device, Kernel, SourceKernel, Survivor } from '../model/index.ts';
import { randomStream } from '../util/random.ts';
import { kernelNames, loadKernel } from './1-parse.ts';
import { createExaminer, type DeviceGate, type Examiner } from './corpus/examiner.ts';
import { mistakenBodies } from './corpus/mistakes.ts';
import { rightRewrites } from './corpus/right-rewrites.ts';
import { tally, type Trial } from './corpus/tally.ts';
import { shippedCorpus, writtenKernels, type WrittenKernel } from './corpus/written.ts';
import { openNamed } from './open-device.ts';
import { verifyOn } from './verify-file.ts';

export interface CorpusScoreRequest {
  /** Right kernels and their mistakes; default: those that the program ships with, and its kernels. */
  readonly folder?: string;
  /** Known-wrong mutants drawn beside those written by hand. */
  readonly wrong: number;
  /** Rewrites that are right, those written by hand among them. */
  readonly right: number;
  readonly seed: number;
  readonly device?: string;
  readonly progress?: (kernel: string) => void;
}

/**
 * `evoke corpus score`: how good are the tests? (After DataPerf, arXiv 2207.10062, which scores data by what it is good for.)
 * Mutants that are known to be wrong go through the gates, and each that no case kills is a hole in them; rewrites that are
 * known to be right go through too, and each that is refused is a false alarm.
 *
 * That a mutant is wrong is shown on random inputs that know nothing of the hostile ones: its output differs from the oracle,
 * or it breaks a rule of the language (a race shows in no output of an interpreter). One that nothing shows may compute the
 * same, and does not count.
 */
export async function corpusScore(request: CorpusScoreRequest): Promise<CorpusScore> {
  const { folder = shippedCorpus, seed } = request;
  const written = writtenKernels(folder);
  const shipped = request.folder === undefined ? kernelNames().map((name): WrittenKernel => ({ name: `${name} (shipped)`, source: loadKernel(name), wrong: [], right: [] })) : [];
  const kernels = [...written, ...shipped.filter(({ source: { kernel: { signature } } }) => signature.operation !== undefined)];
  const device = request.device === undefined ? undefined : await openNamed(request.device);
  try {
    const trials: Trial[] = [];
    const refused: Survivor[] = [];
    let rewrites = 0;
    for (const [at, each] of kernels.entries()) {
      request.progress?.(each.name);
      const share = (total: number) => Math.floor((total * (at + 1)) / kernels.length) - Math.floor((total * at) / kernels.length);
      const onDevice = device && deviceGate(device, each.source);
      const examiner = createExaminer(each.source.kernel, seed, onDevice);
      trials.push(...(await wrongTrials(each, examiner, share(request.wrong), seed)));
      const right = await rightTrials(each, examiner, share(request.right), seed, onDevice);
      rewrites += right.tried;
      refused.push(...right.refused);
    }
    return { seed, device: device?.info.name ?? null, kernels: kernels.length, ...tally(trials, device !== undefined), rewrites, refused };
  } finally {
    await device?.close();
  }
}

/** Whether all that is wrong was killed and all that is right let through. */
export function isPerfect({ survivors, refused }: CorpusScore): boolean {
  return survivors.length === 0 && refused.length === 0;
}

/** The mutants written for a kernel, and so many drawn. */
async function wrongTrials({ name, source, wrong }: WrittenKernel, examiner: Examiner, drawn: number, seed: number): Promise<Trial[]> {
  const { kernel } = source;
  const trials: Trial[] = [];
  const tried = new Set([source.hash]);
  const put = async (mistake: string, mutant: Kernel, written: boolean) => {
    const trial: Trial = {
      kernel: name, operation: kernel.signature.operation!, mistake, written, shown: examiner.shown(mutant), examination: await examiner.examine(mutant),
      cases: { tiny: examiner.tiny, heldOut: examiner.heldOut }, text: printKernel(mutant),
    };
    trials.push(trial);
    return trial;
  };
  for (const { change, source: mutant } of wrong) {
    tried.add(mutant.hash);
    await put(change, { signature: kernel.signature, body: mutant.kernel.body }, true);
  }
  const bodies = randomStream(`mistakes ${seed}`).split(name).shuffle(mistakenBodies(kernel.body));
  let known = 0;
  for (const { mistake, body } of bodies) {
    if (known >= drawn) break;
    const mutant = { signature: kernel.signature, body };
    const hash = canonicalHash(mutant);
    // what does not even check would only flatter the gates
    if (tried.has(hash) || !check(mutant, 'any').ok) continue;
    tried.add(hash);
    if ((await put(mistake, mutant, false)).shown !== undefined) known++;
  }
  return trials;
}

/** Rewrites written for a kernel, for all sizes; and so many made of edits, for sizes that are compiled in. */
async function rightTrials({ name, source, right }: WrittenKernel, examiner: Examiner, drawn: number, seed: number, onDevice?: DeviceGate): Promise<{ tried: number; refused: Survivor[] }> {
  const { kernel } = source;
  const refused: Survivor[] = [];
  for (const { change, source: rewrite } of right) {
    const mutant = { signature: kernel.signature, body: rewrite.kernel.body };
    const { gate, detail } = await examiner.examine(mutant);
    if (gate !== undefined) refused.push({ kernel: name, change, detail: `${gate}: ${detail}`, text: printKernel(mutant) });
  }
  const rewrites = await rightRewrites(kernel, Math.max(0, drawn - right.length), { seed, random: randomStream(`rewrites ${seed}`).split(name), onDevice });
  for (const { kernel: mutant, edits, refusal } of rewrites) {
    if (refusal !== undefined) refused.push({ kernel: name, change: edits.join(', '), detail: refusal, text: printKernel(mutant) });
  }
  return { tried: right.length + rewrites.length, refused };
}

/** A device that lacks what a kernel needs says nothing about it. */
function deviceGate(device: Device, source: SourceKernel): DeviceGate {
  return async (typed, cases, oracle) => {
    const gate = `hostile inputs on ${device.info.name}`;
    const able = check(typed.kernel, device.info.capabilities);
    return able.ok ? verifyOn(gate, device, { ...source, kernel: typed.kernel }, typed, cases, oracle) : { gate, ok: true, detail: able.detail };
  };
}
