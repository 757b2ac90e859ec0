import type { Launch } from '../model/index.ts';
import { evaluateSize } from '../util/size-expression.ts';
import type { Build } from './code.ts';
import type { Compiled } from './compile.ts';
import { clearCopies } from './copies.ts';
import { Fault, NO_LANE } from './fault.ts';
import { fillLanes, noLanes, WARP } from './lanes.ts';
import { RUNNING, type Machine } from './machine.ts';
import type { LaunchOptions, Running } from './running.ts';
import { Shadow } from './shadow.ts';
import { bindShared, coordinatesIn, elementName } from './shared.ts';

/**
 * A grid kernel runs block after block, each with all its threads in step. Values and accesses of the block before are not
 * wiped from shared memory: the clock tells that they are old.
 */
export function gridLaunch(compiled: Compiled, { output: outputName, block: blockExtents, grid }: Launch, { parts, partial = false }: LaunchOptions): Running {
  const { build, machine, body } = compiled;
  const { block, sizes } = machine;
  const three = (extents: readonly number[]) => [...extents, 1, 1].slice(0, 3);
  const blocks = three(grid.map((extent) => evaluateSize(extent, sizes)));
  block.extents = three(blockExtents.map((extent) => evaluateSize(extent, sizes)));
  block.threads = block.extents.reduce((product, extent) => product * extent, 1);
  bindGrid(build, machine, blocks);
  const everyLane = noLanes(machine.width);
  const count = blocks.reduce((product, extent) => product * extent, 1);
  return {
    run(ran) {
      block.launchEpoch = block.clock.epoch + 1;
      for (let at = 0; at < (parts?.length ?? count); at++) {
        block.place = coordinatesIn(parts?.[at] ?? at, blocks);
        block.firstEpoch = ++block.clock.epoch;
        fillAxes(build, machine, 'block', block.place);
        machine.status.fill(RUNNING, 0, block.threads);
        machine.iterations.fill(0, 0, block.threads);
        clearCopies(build.grid!.copies);
        fillLanes(everyLane, block.threads);
        body(everyLane);
        ran();
      }
      if (!partial && machine.tally === null) allStored(build, machine, outputName);
    },
    where: (lane) => `block (${block.place.join(', ')}), thread (${coordinatesIn(lane, block.extents).join(', ')})`,
  };
}

/** Room for shared memory and for who stored what, and the coordinates that are the same in all blocks. */
function bindGrid(build: Build, machine: Machine, blocks: readonly number[]): void {
  const { block, registers } = machine;
  let word = 0;
  for (const array of build.shared.values()) word = bindShared(array, machine, machine.sizes, word);
  const { output } = build.grid!;
  if (machine.tally === null && output.shadow.elements !== machine.output.length) {
    output.shadow = new Shadow(machine.output.length, block.clock, { reads: false, atomics: build.grid!.addsToOutput });
  }
  fillAxes(build, machine, 'blockDim', block.extents);
  fillAxes(build, machine, 'gridDim', blocks);
  const local = (['x', 'y', 'z'] as const).map((axis) => build.builtins.get(`local.${axis}`));
  const warpLane = build.builtins.get('lane.x');
  for (let lane = 0; lane < block.threads; lane++) {
    if (warpLane !== undefined) registers[warpLane + lane] = lane % WARP;
    const place = coordinatesIn(lane, block.extents);
    for (const [axis, at] of local.entries()) if (at !== undefined) registers[at + lane] = place[axis]!;
  }
}

function fillAxes({ builtins }: Build, { registers, block: { threads } }: Machine, group: 'block' | 'blockDim' | 'gridDim', values: readonly number[]): void {
  for (const [axis, name] of (['x', 'y', 'z'] as const).entries()) {
    const at = builtins.get(`${group}.${name}`);
    if (at !== undefined) registers.fill(values[axis]!, at, at + threads);
  }
}

function allStored({ grid, typed }: Build, { output, block, outputPlace }: Machine, name: string): void {
  const { shadow } = grid!.output;
  for (let element = 0; element < output.length; element++) {
    if (shadow.storedSince(element, block.launchEpoch)) continue;
    const { body } = typed.kernel;
    throw new Fault('unwritten', body.id, NO_LANE, `no thread stores ${elementName({ name, array: outputPlace }, element)}`);
  }
}
