import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isUnavailable } from '../../src/devices/index.ts';
import type { Arguments, Device, Executable, Program, Sizes, Unavailable } from '../../src/model/index.ts';

/** One kernel of the contract: the program in the device's own target, and a launch of it with the right answer. */
export interface ContractCase {
  readonly inputs: Arguments;
  readonly sizes: Sizes;
  readonly expected: readonly number[];
}

/** What a device's suite must bring: programs in its target that do what their names say. */
export interface ContractPrograms {
  readonly gather: { readonly program: Program; make(rows: number, dim: number, indices: number[]): ContractCase };
  readonly poolSum: { readonly program: Program; make(rows: number, dim: number, bags: number[][]): ContractCase };
  readonly mixture: { readonly program: Program; make(height: number, width: number, n: number, outputs: number): ContractCase };
  /** Writes element 0 only. */
  readonly forgetful: { readonly program: Program; make(count: number): ContractCase };
  /** Text that the device's compiler must refuse. */
  readonly broken: Program;
}

/** Every device keeps this contract. `open` is called once. */
export function deviceContract(name: string, open: () => Promise<Device | Unavailable>, programs: ContractPrograms): void {
  describe(`device contract: ${name}`, () => {
    let device: Device;
    beforeAll(async () => {
      const opened = await open();
      if (isUnavailable(opened)) throw new Error(`${name}: ${opened.reason}; ${opened.remedy}`);
      device = opened;
    });
    afterAll(() => device.close());

    const compile = async (program: Program): Promise<Executable> => {
      const result = await device.compile(program);
      if ('failed' in result) throw new Error(`${result.failed}: ${result.detail}`);
      return result;
    };
    const expectRight = async (executable: Executable, { inputs, sizes, expected }: ContractCase) => {
      await executable.bind(inputs, sizes);
      const output = await executable.run();
      expect(output.scalar).toBe('f32');
      expect(output.values).toBeInstanceOf(Float32Array);
      expect(output.shape.reduce((product, length) => product * length, 1)).toBe(expected.length);
      expect(output.values).toHaveLength(expected.length);
      expected.forEach((value, at) => expect(output.values[at], `element ${at}`).toBeCloseTo(value, 3));
    };

    it('says what it is', () => {
      expect(device.info.name).toBe(name);
      expect(device.info.hardware).not.toBe('');
      expect(device.info.toolchain).not.toBe('');
      expect(device.info.exactIntegers).toBeGreaterThanOrEqual(2 ** 24);
      expect(device.info.estimate).toBe(device.info.unit === 'cost');
    });

    it('gathers rows', async () => {
      const executable = await compile(programs.gather.program);
      await expectRight(executable, programs.gather.make(10, 5, [3, 9, 0, 9]));
      await executable.dispose();
    });

    it('pools ragged bags, empty ones too', async () => {
      const executable = await compile(programs.poolSum.program);
      await expectRight(executable, programs.poolSum.make(7, 4, [[1, 2], [], [6, 6, 0], []]));
      await executable.dispose();
    });

    it('takes Math, a ternary, nested loops, a scalar argument and a size constant', async () => {
      const executable = await compile(programs.mixture.program);
      await expectRight(executable, programs.mixture.make(3, 4, 2, 6));
      await executable.dispose();
    });

    it('is bound again with other sizes and other values', async () => {
      const executable = await compile(programs.poolSum.program);
      await expectRight(executable, programs.poolSum.make(3, 2, [[0], [2, 1]]));
      await expectRight(executable, programs.poolSum.make(40, 33, Array.from({ length: 9 }, (_, bag) => Array.from({ length: bag * 4 }, (_, at) => (at * 3 + bag) % 40))));
      await expectRight(executable, programs.poolSum.make(3, 2, [[1, 1], [0]]));
      await executable.dispose();
      const constants = await compile(programs.mixture.program);
      await expectRight(constants, programs.mixture.make(2, 2, 1, 3));
      await expectRight(constants, programs.mixture.make(5, 6, 6, 1));
      await constants.dispose();
    });

    it('survives a loop of more than a thousand turns', async () => {
      const executable = await compile(programs.poolSum.program);
      await expectRight(executable, programs.poolSum.make(5, 1, [Array.from({ length: 3000 }, (_, at) => at % 5)]));
      await executable.dispose();
    });

    it('answers a launch without outputs with an empty array', async () => {
      const executable = await compile(programs.poolSum.program);
      const none = programs.poolSum.make(4, 3, []);
      await executable.bind(none.inputs, none.sizes);
      expect(await executable.run()).toEqual({ scalar: 'f32', shape: [0, 3], values: new Float32Array(0) });
      await executable.dispose();
    });

    it('reads no rows where every bag is empty', async () => {
      const executable = await compile(programs.poolSum.program);
      await expectRight(executable, programs.poolSum.make(4, 3, [[], []]));
      await executable.dispose();
    });

    it('gives as many times as asked for, all positive and finite', async () => {
      const executable = await compile(programs.poolSum.program);
      const { inputs, sizes, expected } = programs.poolSum.make(7, 4, [[1, 2], [5]]);
      await executable.bind(inputs, sizes);
      for (const launches of [1, 7]) {
        const times = await executable.time(launches);
        expect(times).toHaveLength(launches);
        for (const time of times) expect(Number.isFinite(time) && time > 0, `time ${time}`).toBe(true);
      }
      expect(await executable.time(0)).toEqual([]);
      expect([...(await executable.run()).values]).toEqual([...expected]);
      await executable.dispose();
    });

    it('poisons the output before every launch', async () => {
      const executable = await compile(programs.forgetful.program);
      const { inputs, sizes, expected } = programs.forgetful.make(5);
      await executable.bind(inputs, sizes);
      for (let round = 0; round < 2; round++) {
        const output = await executable.run();
        expect(output.values[0]).toBe(expected[0]);
        expect([...output.values.subarray(1)].every(Number.isNaN)).toBe(true);
      }
      await executable.dispose();
    });

    it('lets the output of timed launches be looked at, in which nothing is left of earlier ones', async () => {
      const executable = await compile(programs.forgetful.program);
      const { inputs, sizes, expected } = programs.forgetful.make(5);
      await executable.bind(inputs, sizes);
      if (executable.lastOutput === undefined) return expect(['gpujs', 'model', 'replay']).toContain(name.split(':')[0]);
      const looked = async () => {
        const { values } = await executable.lastOutput!();
        expect(values[0]).toBe(expected[0]);
        expect([...values.subarray(1)].every(Number.isNaN)).toBe(true);
      };
      await executable.run();
      await looked();
      for (const cache of ['cold', 'warm'] as const) {
        await executable.time(3, { cache });
        await looked();
      }
      await executable.dispose();
    });

    it('leaves the inputs as they were', async () => {
      const executable = await compile(programs.poolSum.program);
      const { inputs, sizes } = programs.poolSum.make(7, 4, [[1, 2], [5]]);
      const before = structuredClone(inputs);
      await executable.bind(inputs, sizes);
      await executable.run();
      await executable.time(2);
      expect(inputs).toEqual(before);
      await executable.dispose();
    });

    it('keeps two executables apart', async () => {
      const first = await compile(programs.poolSum.program);
      const second = await compile(programs.poolSum.program);
      const a = programs.poolSum.make(7, 4, [[1], [2, 3]]);
      const b = programs.poolSum.make(9, 4, [[8], [8, 8]]);
      await first.bind(a.inputs, a.sizes);
      await second.bind(b.inputs, b.sizes);
      const firstOutput = await first.run();
      expect([...(await second.run()).values]).toEqual([...b.expected]);
      expect([...firstOutput.values]).toEqual([...a.expected]);
      await second.dispose();
      expect([...(await first.run()).values]).toEqual([...a.expected]);
      await first.dispose();
    });

    it('makes a compile error a value that says what is wrong', async () => {
      const result = await device.compile(programs.broken);
      expect('failed' in result).toBe(true);
      if ('failed' in result) {
        expect(['compile-error', 'unsupported']).toContain(result.failed);
        expect(result.detail).not.toBe('');
      }
    });

    it('refuses a program for another target', async () => {
      const result = await device.compile({ ...programs.gather.program, target: 'punched-cards' });
      expect(result).toMatchObject({ failed: 'unsupported', detail: expect.stringContaining('punched-cards') });
    });

    it('is disposed twice without harm, and used no more after', async () => {
      const executable = await compile(programs.gather.program);
      const { inputs, sizes } = programs.gather.make(4, 2, [1]);
      await executable.bind(inputs, sizes);
      await executable.dispose();
      await executable.dispose();
      await expect(executable.run()).rejects.toThrow('dispose');
    });

    it('tells a bandwidth that does not grow with the working set', async () => {
      const near = await device.bandwidth(2 ** 10);
      const far = await device.bandwidth(2 ** 22);
      expect(far).toBeGreaterThan(0);
      expect(Number.isFinite(near)).toBe(true);
      expect(await device.bandwidth(2 ** 10)).toBe(near);
    });
  });
}
