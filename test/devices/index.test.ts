import { describe, expect, it } from 'vitest';
import { deviceNames, failureError, failureOf, isUnavailable, listDevices, openDevice } from '../../src/devices/index.ts';
import { UserError } from '../../src/util/errors.ts';

describe('openDevice', () => {
  it('lists the devices there are when asked for another', async () => {
    for (const name of ['vulkan', 'constructor', '']) {
      const error = await openDevice(name).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).message).toBe(`unknown device '${name}'; choose one of cuda, webgpu, gpujs:webgpu, gpujs:webasm, gpujs:cpu, model, model:h200-like, replay`);
      expect((error as UserError).exitCode).toBe(3);
    }
  });

  it('says what a device without its parts lacks', async () => {
    expect(await openDevice('replay')).toEqual({ name: 'replay', reason: 'it answers from a recorded run', remedy: 'name the run: evoke run KERNEL --device replay --recording RUN' });
    expect(isUnavailable(await openDevice('model'))).toBe(true);
  });
});

it('lists every device, here or not, with a reason and a remedy', async () => {
  const list = await listDevices();
  expect(list.map(({ name }) => name)).toEqual(deviceNames);
  for (const device of list) {
    if ('reason' in device) expect(device.reason !== '' && device.remedy !== '').toBe(true);
    else expect(device.hardware).not.toBe('');
  }
});

it('carries a failure in an error, and finds none in others', () => {
  const failure = { failed: 'out-of-memory', detail: '3 GB' } as const;
  expect(failureOf(failureError(failure))).toBe(failure);
  expect(failureOf(new Error('other'))).toBeNull();
  expect(failureOf('text')).toBeNull();
});
