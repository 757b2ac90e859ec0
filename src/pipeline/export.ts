import { check, type TypedKernel } from '../dialect/index.ts';
import { applyGenome } from '../edits/genome.ts';
import { operatorsByName } from '../edits/index.ts';
import { exportKernel, exportFormats, runSelfCheck, type Provenance } from '../exports/index.ts';
import type { Genome, RunResult, Signature, Sizes, SourceKernel } from '../model/index.ts';
import { openStore, type Store } from '../store/index.ts';
import { UserError } from '../util/errors.ts';
import { casesFor, compareOutputs, oracleOf, type TestCase } from '../verify/index.ts';
import { generateArguments } from '../workloads/index.ts';
import { kernelNames, loadKernel, parseSource } from './1-parse.ts';
import { staticSizes } from './7-verify.ts';
import { referenceOf } from './parts.ts';
import { evokeVersion, gitState } from './provenance.ts';
import { workloadFor } from './run.ts';

export { refuseUnusable } from '../exports/index.ts';

export interface Exported {
  readonly folder: string;
  readonly files: readonly string[];
  /** What the exported package says of itself when its self-check runs. */
  readonly selfCheck: string;
  readonly ok: boolean;
}
