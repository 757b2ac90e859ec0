import type { Command } from 'commander';
import { jsonOption, print, printJson } from './options.ts';

/** `evoke devices`: what is here, and what would bring the rest. */
export function registerDevices(program: Command): void {
  program.command('devices')
    .description('list the devices, and why one is not here')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke devices')
    .action(async (flags: { json?: boolean }) => {
      const [{ surveyDevices }, { renderDevices }] = await Promise.all([import('../pipeline/best-device.ts'), import('../report/devices.ts')]);
      const survey = await surveyDevices();
      if (flags.json) printJson(survey);
      else print(renderDevices(survey));
    });
}
