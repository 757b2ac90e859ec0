import { UserError } from '../util/errors.ts';
import { beyond } from './capabilities.ts';
import { cudaFormat } from './cuda/index.ts';
import type { ExportFormat, ExportRequest } from './format.ts';
import { formatNames, type FormatName } from './format-names.ts';
import { gpujsFormat } from './gpujs/index.ts';
import { readMarker, writePackage } from './package-folder.ts';
import { runCommand, type SelfCheckResult } from './run-command.ts';
import { refuser } from './support/emitted.ts';
import { torchFormat } from './torch/index.ts';
import { wgslFormat } from './wgsl/index.ts';

/**
 * From a kernel to something a user installs. A format makes texts and touches no disk; writing them whole or not at all,
 * and running their self-check, is the same for all.
 */
export type { ExportedEdit, ExportFormat, ExportRequest, Provenance, SelfCheckCase } from './format.ts';
export { formatNames, type FormatName } from './format-names.ts';
export { namesOf } from './support/names.ts';
export { refuseUnusable } from './package-folder.ts';
export type { SelfCheckResult } from './run-command.ts';

const byName: Readonly<Record<FormatName, ExportFormat>> = { gpujs: gpujsFormat, wgsl: wgslFormat, cuda: cudaFormat, torch: torchFormat };

const formats: readonly ExportFormat[] = formatNames.map((name) => byName[name]);

/** UserError for a name that is no format. */
export function formatNamed(name: string): ExportFormat {
  const format = formats.find((each) => each.name === name);
  if (format === undefined) throw new UserError(`unknown export format '${name}'; choose one of ${formatNames.join(', ')}`);
  return format;
}

/**
 * Writes a kernel as a package, or nothing at all. An earlier export in the folder is replaced.
 * UserError: an unknown format, a kernel that the format cannot say, a folder that holds something else or cannot be written.
 */
export async function exportKernel(request: ExportRequest): Promise<{ folder: string; files: string[] }> {
  return writePackage(request.out, packageTexts(request), { format: request.format, provenance: request.provenance });
}

/** A package's texts by file name. UserError: an unknown format, a kernel that the format cannot say. */
export function packageTexts(request: ExportRequest): Readonly<Record<string, string>> {
  const format = formatNamed(request.format);
  const problem = beyond(request.typed.kernel, request.provenance.edits, format, formats);
  if (problem !== undefined) refuser(request.typed.kernel.signature, format.name)(problem);
  return format.files(request);
}

/** Runs the self-check that an exported package brings, in a process of its own. */
export async function runSelfCheck(folder: string): Promise<SelfCheckResult> {
  const marker = readMarker(folder);
  if (marker === null) throw new UserError(`${folder} is no export of Evoke's: it has no evoke.json; give the folder of an export`);
  return runCommand(formatNamed(marker.format).selfCheck(), folder);
}
