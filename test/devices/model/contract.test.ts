import { describe, expect, it } from 'vitest';
import { isUnavailable, openDevice } from '../../../src/devices/index.ts';
import { h200LikeCard, modelDevice } from '../../../src/devices/model/index.ts';
import type { Device, Program } from '../../../src/model/index.ts';
import { createInterpreter } from '../../../src/sanitize/index.ts';
import { parseKernel } from '../../../src/dialect/index.ts';
import { deviceContract } from '../../contract/device.contract.ts';
import * as texts from '../kernel-texts.ts';
import { f32, gatherCase, mixtureCase, poolCase } from '../programs.ts';

function program(text: string): Program {
  return { target: 'dialect', text, sizes: {}, signature: parseKernel(text, 'kernel.js').kernel.signature };
}

const [gather, poolSum, mixture, forgetful] = [texts.gather, texts.poolSum, texts.mixture, texts.forgetful].map(program) as [Program, Program, Program, Program];
const open = () => openDevice('model', { model: { interpreter: createInterpreter() } });

deviceContract('model', open, {
  gather: { program: gather, make: gatherCase },
  poolSum: { program: poolSum, make: poolCase },
  mixture: { program: mixture, make: mixtureCase },
  forgetful: {
    program: forgetful,
    make: (count) => ({ inputs: { values: f32([count], new Float32Array(count).fill(3)) }, sizes: { count }, expected: new Array(count).fill(3) }),
  },
  broken: { ...gather, text: 'export default function gather(' },
});

describe('the model device', () => {
  const cost = async (device: Device, bags: number[][], rows = 1000, text = poolSum) => {
    const executable = await device.compile(text);
    if ('failed' in executable) throw new Error(executable.detail);
    const { inputs, sizes } = poolCase(rows, 32, bags);
    await executable.bind(inputs, sizes);
    const [first, second] = await executable.time(2);
    expect(second).toBe(first);
    return first!;
  };
  const bags = Array.from({ length: 64 }, (_, bag) => Array.from({ length: 8 }, (_, at) => (bag * 131 + at * 17) % 1000));

  it('gives the same cost every time, and marks it as an estimate', async () => {
    const one = await open();
    const other = await open();
    if (isUnavailable(one) || isUnavailable(other)) throw new Error('no model');
    expect(one.info).toMatchObject({ unit: 'cost', estimate: true, hardware: 'small-card (modelled)' });
    expect(await cost(one, bags)).toBe(await cost(other, bags));
  });

  it('asks more for more lookups and less on a larger card', async () => {
    const small = modelDevice({ interpreter: createInterpreter() });
    const large = modelDevice({ interpreter: createInterpreter(), card: { ...h200LikeCard, launch: 0 } });
    const longer = bags.map((bag) => [...bag, ...bag]);
    expect(await cost(small, longer)).toBeGreaterThan(await cost(small, bags));
    expect(await cost(large, bags)).toBeLessThan(await cost(small, bags));
  });

  it('reads no faster from memory than from the cache', async () => {
    const device = modelDevice({ interpreter: createInterpreter() });
    expect(await device.bandwidth(2 ** 30)).toBeLessThan(await device.bandwidth(2 ** 10));
  });
});
