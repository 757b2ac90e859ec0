/** What the commands use of the workloads room: a command talks to the pipeline alone. */
export { findWorkload, importWorkload, listWorkloads, LOG_FORMATS, profileLog, profileWorkload, synthesise, type LogFormat } from '../workloads/index.ts';
