import { stampWrites } from '../support/stamps.ts';
import type { GpuAdapter, GpuDevice } from '../support/webgpu-types.ts';

/** Writes time stamps round compute passes while it is given a query set. */
export interface StampRecorder {
  querySet: unknown;
  next: number;
}

/**
 * An adapter whose devices can be timed: gpu.js asks for its device itself, so the request is widened by the time stamp
 * feature, compute passes get stamps while `recorder` has a query set, output buffers may be written from outside, which
 * poisoning them needs, and shaders are told not to warn of unreachable code.
 */
export function instrument(adapter: GpuAdapter, recorder: StampRecorder): GpuAdapter {
  const requestDevice = adapter.requestDevice.bind(adapter);
  adapter.requestDevice = async (descriptor = {}) => {
    const device = await requestDevice({ ...descriptor, requiredFeatures: ['timestamp-query'] });
    instrumentDevice(device, recorder);
    return device;
  };
  return adapter;
}

const storage = 0x80;
const copyDestination = 0x08;

function instrumentDevice(device: GpuDevice, recorder: StampRecorder): void {
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => createBuffer((descriptor.usage & storage) === 0
    ? descriptor : { ...descriptor, usage: descriptor.usage | copyDestination });
  // Dawn prints its warnings past us, and mutants are full of code behind a return
  const createShaderModule = device.createShaderModule.bind(device);
  device.createShaderModule = ({ code }) => createShaderModule({ code: `diagnostic(off, chromium.unreachable_code); ${code}` });
  const createCommandEncoder = device.createCommandEncoder.bind(device);
  device.createCommandEncoder = () => {
    const encoder = createCommandEncoder();
    const beginComputePass = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (descriptor) =>
      beginComputePass(recorder.querySet === null ? descriptor : stampWrites(recorder.querySet, recorder.next++));
    return encoder;
  };
}
