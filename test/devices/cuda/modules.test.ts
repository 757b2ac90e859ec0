import { expect, it } from 'vitest';
import type { Context } from '../../../src/devices/cuda/context.ts';
import { modulesOf } from '../../../src/devices/cuda/modules.ts';

it('loads an image once for all its kernels, and unloads it when the last is released', () => {
  const log: string[] = [];
  let handles = 0n;
  const context = {
    made: (name: string, ...values: unknown[]) => (log.push(`${name} ${values.filter((value) => typeof value !== 'object').join(' ')}`.trim()), ++handles),
    call: (name: string, value: unknown) => log.push(`${name} ${String(value)}`),
    fault: () => null,
    finish: () => log.push('finish'),
  } as unknown as Context;
  const resources = { registers: 1, spillBytes: 0, stackBytes: 0, sharedBytes: 0 };
  const [first, second] = ['first__0', 'second__1'].map((entry) => ({ image: Uint8Array.of(1, 2, 3), entry, resources }));
  const modules = modulesOf(context);
  modules.load(first!);
  modules.load(second!);
  modules.release(first!);
  modules.load(first!);
  modules.release(second!);
  modules.release(first!);
  modules.release(first!);
  expect(log).toEqual(['cuModuleLoadData', 'cuModuleGetFunction 1 first__0', 'cuModuleGetFunction 1 second__1', 'cuModuleGetFunction 1 first__0', 'finish', 'cuModuleUnload 1']);
});
