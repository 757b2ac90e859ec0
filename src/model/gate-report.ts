/** What `check` and `verify` found, gate by gate; the last gate is the one that failed, if any did. */
export interface GateReport {
  readonly gate: string;
  readonly ok: boolean;
  /** In words: what was tried, or what went wrong and where. */
  readonly detail: string;
}

export interface KernelReport {
  readonly kernel: string;
  readonly file: string;
  readonly operation: string | null;
  readonly hash: string;
  readonly device: string | null;
  readonly verified: boolean;
  readonly gates: readonly GateReport[];
}
