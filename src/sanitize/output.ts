import { Fault } from './fault.ts';
import type { Step } from './lanes.ts';
import type { Access } from './loads.ts';
import type { Machine } from './machine.ts';
import { type FloatFormat, rounderOf } from './narrow.ts';
import { NOBODY, type Shadow } from './shadow.ts';
import { elementName, race, threadName } from './shared.ts';

/**
 * Steps that store into a grid kernel's output. Each element belongs to one thread of the launch: another one's store is a
 * race even where both store the same, since nothing orders blocks. Counted builds keep no output and check nothing of this.
 */
export interface WatchedOutput {
  /** As long as the output; replaced at launch. */
  shadow: Shadow;
}

export function storeOutputStep(
  machine: Machine, watched: WatchedOutput, access: Access, place: number, { at: value, stride }: { readonly at: number; readonly stride: number }, components: number, format: FloatFormat,
): Step {
  const round = rounderOf(format);
  const { block } = machine;
  return ({ count, list }) => {
    const r = machine.registers;
    const { output } = machine;
    const { shadow } = watched;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      const first = r[place + lane]!;
      for (let each = 0; each < components; each++) {
        const element = first + each;
        if (shadow.storedSince(element, block.launchEpoch)) onlyOwn(machine, shadow, access, element, lane);
        const rival = shadow.store(element, lane);
        if (rival !== NOBODY) race(machine, access, element, lane, rival, 'is stored');
        const kept = r[value + each * stride + lane]!;
        output[element] = round === null ? kept : round(kept);
      }
    }
  };
}

function onlyOwn(machine: Machine, shadow: Shadow, access: Access, element: number, lane: number): void {
  const sameBlock = shadow.storedSince(element, machine.block.firstEpoch);
  if (sameBlock && shadow.writerOf(element) === lane) return;
  const whose = sameBlock ? threadName(machine, shadow.writerOf(element)) : 'a thread of another block';
  throw new Fault('race', access.at, lane, `${elementName(access, element)} is stored, and ${whose} stores it too`);
}

/** `output[place] += value`: only onto what a thread of the block stored before a barrier. */
export function addOutputStep(machine: Machine, watched: WatchedOutput, access: Access, place: number, value: number, add: (a: number, b: number, lane: number) => number): Step {
  return ({ count, list }) => {
    const r = machine.registers;
    const { output, block } = machine;
    const { shadow } = watched;
    for (let k = 0; k < count; k++) {
      const lane = list[k]!;
      const element = r[place + lane]!;
      if (!shadow.storedSince(element, block.firstEpoch)) {
        throw new Fault('uninitialised', access.at, lane, `${elementName(access, element)} is added to before a thread of its block stored it`);
      }
      const rival = shadow.add(element, lane);
      if (rival !== NOBODY) race(machine, access, element, lane, rival, 'is added to');
      output[element] = add(output[element]!, r[value + lane]!, lane);
    }
  };
}
