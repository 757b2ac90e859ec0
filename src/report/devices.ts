import type { DeviceInfo, Unavailable } from '../model/index.ts';

/** The list of devices in words; the one that a run takes by itself is marked. */
export function renderDevices({ best, devices }: { readonly best: string; readonly devices: readonly (DeviceInfo | Unavailable)[] }): string {
  const width = Math.max(...devices.map(({ name }) => name.length));
  return devices.map((device) => {
    const name = device.name.padEnd(width);
    if ('reason' in device) return `  ${name}  not here: ${device.reason}; ${device.remedy}`;
    const what = device.estimate ? 'ESTIMATES from a model, not measurements' : 'measures';
    return `${device.name === best ? '* ' : '  '}${name}  ${device.hardware}; ${what}; ${device.toolchain}`;
  }).concat('* taken when a run names none').join('\n');
}
