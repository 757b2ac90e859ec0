import { UserError } from '../util/errors.ts';
import type { ExportFormat, ExportRequest } from './format.ts';
import { gpujsFormat } from './gpujs/index.ts';
import { torchFormat } from './torch/index.ts';
import { readMarker, writePackage } from './package-folder.ts';
import { runCommand, type SelfCheckResult } from './run-command.ts';

/**
 * From a kernel to something a user installs. A format makes texts and touches no disk; writing them whole or not at all,
 * and running their self-check, is the same for all.
 */
export type { ExportFormat, ExportRequest, Provenance, SelfCheckCase } from './format.ts';
export { names as operatorOf } from './torch/names.ts';
export { refuseUnusable } from './package-folder.ts';
export type { SelfCheckResult } from './run-command.ts';

const formats: readonly ExportFormat[] = [gpujsFormat, torchFormat];

/** The formats by the names that the command line takes. */
export const exportFormats: readonly string[] = formats.map(({ name }) => name);

/** UserError for a name that is no format. */
export function formatNamed(name: string): ExportFormat {
  const format = formats.find((each) => each.name === name);
  if (format === undefined) throw new UserError(`unknown export format '${name}'; choose one of ${exportFormats.join(', ')}`);
  return format;
}

/**
 * Writes a kernel as a package, or nothing at all. An earlier export in the folder is replaced.
 * UserError: an unknown format, a kernel that the format cannot say, a folder that holds something else or cannot be written.
 */
export async function exportKernel(request: ExportRequest): Promise<{ folder: string; files: string[] }> {
  const files = formatNamed(request.format).files(request);
  return writePackage(request.out, files, { format: request.format, provenance: request.provenance });
}

/** Runs the self-check that an exported package brings, in a process of its own. */
export async function runSelfCheck(folder: string): Promise<SelfCheckResult> {
  const marker = readMarker(folder);
  if (marker === null) throw new UserError(`${folder} is no export of Evoke's: it has no evoke.json; give the folder of an export`);
  return runCommand(formatNamed(marker.format).selfCheck(), folder);
}
