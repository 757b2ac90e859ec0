import type { IndexProfile } from '../model/index.ts';
import { findWorkload, profileLog, profileWorkload, type LogOptions } from '../workloads/index.ts';
import { isLog, refuseLogOptions } from './batches.ts';

/** What the commands use of the workloads room: a command talks to the pipeline alone. */
export { findWorkload, importWorkload, listWorkloads, LOG_FORMATS, synthesise, type LogFormat } from '../workloads/index.ts';

/** The profile of an access log, a workload file or a shipped workload. Errors as profileLog and profileWorkload. */
export async function profileAnything(what: string, options: Omit<LogOptions, 'file'> & { readonly budget?: number; readonly dim?: number }): Promise<IndexProfile> {
  if (isLog(what)) return profileLog({ file: what, ...options });
  refuseLogOptions(what, options);
  const { spec, directory } = findWorkload(what);
  return profileWorkload(spec, { directory, ...options });
}
