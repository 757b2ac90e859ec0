import type { Provenance } from './format.ts';

/** Provenance in words, a fact a line: for the header of the code and for the README alike. */
export function provenanceLines({ evokeVersion, created, kernel, runId, runVersion = evokeVersion, device, hardware, toolchain, workload, sizes, seed, verified, git, edits, ...figures }: Provenance): string[] {
  const on = [device, hardware, toolchain].filter((part) => part !== undefined).join('; ');
  const began = kernel === undefined ? undefined : `kernel ${kernel.name} (hash ${kernel.hash})`;
  const shown = Object.entries(sizes ?? {}).map(([symbol, value]) => `${symbol} = ${value}`).join(', ');
  return [
    `Exported by Evoke ${evokeVersion} on ${created}.`,
    runId === undefined
      ? `No run stands behind it: ${began ?? 'the kernel file'} as it is, nothing measured.`
      : `${edits.length === 0 ? 'Nothing surely faster was found' : 'Found'} by run ${runId}${runVersion === evokeVersion ? '' : `, made with Evoke ${runVersion},`}${began === undefined ? '' : ` of ${began}`}${workload === undefined ? '' : ` on workload ${workload}`}${shown === '' ? '' : ` (${shown})`}${seed === undefined ? '' : ` with seed ${seed}`}.`,
    ...(verified === undefined ? [] : [`Verified ${verified}.`]),
    ...(on === '' ? [] : [`${figures.estimate === true ? 'Modelled' : 'Measured'} on ${on}.`]),
    ...(edits.length === 0 ? [] : speedLines(figures)),
    edits.length === 0 ? 'No edits: this is the kernel that evolution begins with.' : `${edits.length} edit${edits.length === 1 ? '' : 's'}: ${edits.map(({ id, operator, target }) => `${operator} at ${target} (${id})`).join(', ')}. How the kernel works was described before that.`,
    ...(git === null ? [] : [`Run in a checkout at commit ${git.commit}${git.dirty ? ', with uncommitted changes' : ''}.`]),
    "Licence: what Evoke wrote here is under the MIT licence, as Evoke is; the kernel's is its author's.",
  ].map(oneLine);
}

function speedLines({ speedup, verdict, noiseFloor, estimate }: Pick<Provenance, 'speedup' | 'verdict' | 'noiseFloor' | 'estimate'>): string[] {
  if (speedup === undefined) return [];
  const times = (ratio: number) => `${ratio.toFixed(3)}x`;
  const head = `${times(speedup.estimate)} as fast as the kernel it began with`;
  const end = verdict === undefined ? '' : `; verdict ${verdict}`;
  if (estimate === true) return [`ESTIMATE of a model, not a measurement: ${head}${end}.`];
  const noise = noiseFloor === undefined ? '' : `; identical kernels differed by up to ${(100 * noiseFloor).toFixed(2)} %`;
  return [`${head} (99 % interval ${times(speedup.low)} to ${times(speedup.high)})${end}${noise}.`];
}

/** Names of adapters and files must not end a comment or a line. */
function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ').replaceAll('*/', '* /');
}
