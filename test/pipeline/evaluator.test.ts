import { describe, expect, it } from 'vitest';
import { openDevice, isUnavailable } from '../../src/devices/index.ts';
import type { Device, Executable, Outcome } from '../../src/model/index.ts';
import { loadKernel } from '../../src/pipeline/1-parse.ts';
import type { EvaluationKind } from '../../src/pipeline/evaluation.ts';
import { createVerifier } from '../../src/pipeline/7-verify.ts';
import { createEvaluator } from '../../src/pipeline/evaluator.ts';
import { injectedParts, referenceOf } from '../../src/pipeline/parts.ts';
import { smallPooling } from './fixtures/folder.ts';
import { settingsFor } from './fixtures/settings.ts';

/** A device in all but its clock and what `change` does to its executables: it computes as the model does, in ns. */
async function standIn(change: (executable: Executable) => Partial<Executable>, bandwidth = 1e9): Promise<Device> {
  const model = await openDevice('model', injectedParts());
  if (isUnavailable(model)) throw new Error(model.reason);
  return {
    ...model,
    info: { ...model.info, unit: 'ns', estimate: false },
    async compile(program) {
      const executable = await model.compile(program);
      return 'failed' in executable ? executable : { ...executable, time: async (launches) => new Array<number>(launches).fill(1000), ...change(executable) };
    },
    bandwidth: async () => bandwidth,
  };
}

const settings = settingsFor(loadKernel('pool-sum'), smallPooling, { name: 'model', target: 'dialect' });
const evaluatorOn = (device: Device) => createEvaluator(device, settings, referenceOf(settings.baseText));
const asked = (kind: EvaluationKind, generation = 0) => ({ task: 'evaluate', kind, program: settings.baseline, key: 'some', generation, noiseFloor: 0.01 } as const);
const outcomeOf = async (device: Device, kind: EvaluationKind = 'screen'): Promise<Outcome> => {
  const reply = await evaluatorOn(device).handle(asked(kind));
  if (reply.task !== 'evaluate') throw new Error(reply.task);
  return reply.outcome;
};

describe('the evaluator', () => {
  it('calls it implausible to move bytes faster than the device can', async () => {
    expect(await outcomeOf(await standIn(() => ({}), 1e9))).toMatchObject({ kind: 'measured' });
    expect(await outcomeOf(await standIn(() => ({}), 1e-3))).toEqual({
      kind: 'implausible', detail: expect.stringMatching(/^1000 ns, but moving the \d+ bytes it must move takes at least .+ ns here$/) as string,
    });
  });

  it('calls it wrong to answer differently each time', async () => {
    let runs = 0;
    const wavering = await standIn((executable) => ({
      async bind(given, sizes) {
        runs = 0;
        await executable.bind(given, sizes);
      },
      async run() {
        const output = await executable.run();
        // Right the first time; and the second time wrong by so little that only a comparison of the two can tell.
        return runs++ === 0 ? output : { ...output, values: Float32Array.from(output.values as Float32Array, (value) => value * (1 + 2 ** -23)) };
      },
    }));
    expect(await outcomeOf(wavering)).toMatchObject({ kind: 'wrong', where: expect.stringMatching(/^pooled\[\d+\]\[\d+\]$/) as string, detail: expect.stringMatching(/^two runs differ: /) as string });
  });

  it('calls it wrong to write into the inputs, and gives the next one fresh inputs', async () => {
    let spoil = true;
    let inputs: Parameters<Executable['bind']>[0];
    const device = await standIn((executable) => ({
      async bind(given, sizes) {
        inputs = given;
        await executable.bind(given, sizes);
      },
      async run() {
        const output = await executable.run();
        if (spoil) (inputs.table!.values as Float32Array)[0] = 1e9;
        return output;
      },
    }));
    const evaluator = evaluatorOn(device);
    expect(await evaluator.handle(asked('screen'))).toMatchObject({ outcome: { kind: 'wrong', where: 'table', detail: 'the kernel changed its input' } });
    spoil = false;
    expect(await evaluator.handle(asked('screen'))).toMatchObject({ outcome: { kind: 'measured' } });
  });

  it('makes an outcome of what the device says failed, at any moment', async () => {
    const failing = (detail: string) => Object.assign(new Error(detail), { failure: { failed: 'out-of-memory', detail } });
    expect(await outcomeOf(await standIn(() => ({ bind: async () => { throw failing('no buffer'); } })))).toEqual({ kind: 'out-of-memory', detail: 'no buffer' });
    expect(await outcomeOf(await standIn(() => ({ time: async () => { throw failing('no query'); } })))).toEqual({ kind: 'out-of-memory', detail: 'no query' });
    await expect(outcomeOf(await standIn(() => ({ run: async () => { throw new TypeError('a bug'); } })))).rejects.toThrow(TypeError);
  });

  it('verifies each generation on inputs of its own, and promotions on inputs that no generation sees', async () => {
    let seen: string[] = [];
    const device = await standIn((executable) => ({
      async bind(given, sizes) {
        const { values } = given.table!;
        if (!(values as Float32Array).every(Number.isNaN)) seen.push(Buffer.from(values.buffer).toString('base64')); // none of whose rows is asked for: nothing to tell it by
        await executable.bind(given, sizes);
      },
    }));
    const evaluator = evaluatorOn(device);
    const tablesOf = async (kind: EvaluationKind, generation: number): Promise<Set<string>> => {
      seen = [];
      await evaluator.handle(asked(kind, generation));
      return new Set(seen.filter((table) => table !== ''));
    };
    const [first, again, second] = [await tablesOf('screen', 0), await tablesOf('screen', 0), await tablesOf('screen', 1)];
    const [heldOut, later, confirmed] = [await tablesOf('promotion', 0), await tablesOf('promotion', 1), await tablesOf('confirm', 0)];
    expect(again).toEqual(first);
    const shared = (a: Set<string>, b: Set<string>) => [...a].filter((table) => b.has(table)).length;
    expect(shared(first, second)).toBe(1); // the workload itself
    expect(shared(first, heldOut) + shared(second, heldOut)).toBe(0);
    expect(later).toEqual(heldOut);
    expect(confirmed).toEqual(heldOut);
  });

  it('keeps the baseline at hand, however many incumbents come and go', async () => {
    const texts: string[] = [];
    const device = await standIn(() => ({}));
    const counted: Device = { ...device, compile: (program) => (texts.push(program.text), device.compile(program)) };
    const evaluator = evaluatorOn(counted);
    const named = (name: string) => ({ ...settings.baseline, text: `${settings.baseline.text}// ${name}\n` });
    const screen = () => evaluator.handle({ ...asked('screen'), program: named('candidate') });
    await screen();
    for (const incumbent of ['first', 'second', 'third', 'fourth']) await evaluator.handle({ ...asked('promotion'), program: named('candidate'), against: named(incumbent) });
    await screen();
    expect(texts.filter((text) => text === settings.baseline.text)).toHaveLength(1);
    expect(texts.filter((text) => text === named('first').text)).toHaveLength(1);
    await evaluator.close();
  });

  it('takes over the inputs and answers of one before it, whose device was lost', async () => {
    const verifier = createVerifier(settings, referenceOf(settings.baseText), false);
    const tables: unknown[] = [];
    const device = await standIn((executable) => ({
      async bind(given, sizes) {
        tables.push(given.table!.values);
        await executable.bind(given, sizes);
      },
    }));
    const tablesOf = async () => {
      tables.length = 0;
      await createEvaluator(device, settings, referenceOf(settings.baseText), verifier).handle(asked('screen'));
      return [...tables];
    };
    const [first, second] = [await tablesOf(), await tablesOf()];
    expect(second.every((table, at) => table === first[at])).toBe(true); // the arrays themselves, by which a device knows them
    expect(verifier.bytes()).toBe(Object.values(verifier.workload('screen').arguments).reduce((sum, { values }) => sum + values.byteLength, 0));
  });

  it('compares no baseline with itself that fails a gate', async () => {
    const evaluator = evaluatorOn(await standIn((executable) => ({ run: async () => ({ ...(await executable.run()), values: new Float32Array(1) }) })));
    expect(await evaluator.handle({ task: 'noise-floor', stream: 'noise floor' })).toMatchObject({ task: 'evaluate', outcome: { kind: 'wrong' } });
  });
});

describe('energy as an objective', () => {
  const thrifty = { ...settings, energy: true };

  it('stands beside time and error where the device measures it', async () => {
    const device = await standIn(() => ({ energy: async () => 7.5 }));
    const reply = await createEvaluator(device, thrifty, referenceOf(settings.baseText)).handle(asked('screen'));
    expect(reply).toMatchObject({ outcome: { kind: 'measured', energy: 7.5 } });
    expect(await outcomeOf(device)).not.toHaveProperty('energy');
  });

  it('is read of the unmodified kernel too, on the draw that the best is read on', async () => {
    const evaluator = createEvaluator(await standIn(() => ({ energy: async () => 7.5 })), thrifty, referenceOf(settings.baseText));
    expect(await evaluator.handle({ task: 'noise-floor', stream: 'noise floor' })).toMatchObject({ task: 'noise-floor', energy: 7.5 });
  });

  it('is refused before the run begins where it does not', async () => {
    const evaluator = createEvaluator(await standIn(() => ({})), thrifty, referenceOf(settings.baseText));
    await expect(evaluator.handle({ task: 'noise-floor', stream: 'noise floor' })).rejects.toThrow('model measures no energy; leave energy out of --objectives');
  });
});
