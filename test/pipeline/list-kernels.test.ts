import { expect, it } from 'vitest';
import { listDevices } from '../../src/devices/index.ts';
import { listKernels, families } from '../../src/pipeline/list-kernels.ts';
import { injectedParts } from '../../src/pipeline/parts.ts';
import { operations } from '../../src/verify/index.ts';

it('no device has more than is said of its family', async () => {
  for (const device of await listDevices(injectedParts())) {
    if ('reason' in device) continue;
    expect(families[device.name.split(':')[0]!]).toEqual(expect.arrayContaining([...device.capabilities]));
  }
});

it('every operation has a plain kernel of its name, whose profile is one of the operation', () => {
  const listed = listKernels();
  for (const { name, profiles } of operations) {
    const plain = listed.find((kernel) => kernel.name === name)!;
    expect(plain.source.kernel.signature.operation, name).toBe(name);
    expect(profiles).toContain(plain.profile);
    expect(plain.source.kernel.body.launch).toBeUndefined();
  }
});
