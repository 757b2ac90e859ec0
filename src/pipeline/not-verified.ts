import type { Outcome } from '../model/index.ts';
import { UserError } from '../util/errors.ts';

/**
 * A kernel to start from that does not pass the gates: nothing is bred from what is wrong. Exit code 1, a negative
 * verdict; `where` is the device, or the gate before it.
 */
export function notVerified(kernel: string, where: string, outcome: Outcome): UserError {
  return new UserError(`kernel ${kernel} is not verified on ${where}: ${sayOutcome(outcome)}; 'evoke verify' runs all its gates`, { exitCode: 1 });
}

/** An outcome in words, in one line: what, in which case, at which place. */
export function sayOutcome(outcome: Outcome): string {
  const said = (() => {
    switch (outcome.kind) {
      case 'wrong': return `wrong in case '${outcome.testCase}': ${outcome.where}: ${outcome.detail}`;
      case 'timeout': return `timeout: it took over ${outcome.limitMs / 1000} s to ${outcome.stage}`;
      case 'compile-error': return `compile-error: ${outcome.log}`;
      case 'measured': return `measured: ${outcome.measurement.verdict}`;
      case 'no-effect': return 'no-effect';
      // The interpreter's faults name the case themselves, in passing.
      default: return 'testCase' in outcome ? `${outcome.kind} in case '${outcome.testCase}': ${outcome.detail.replace(` in case '${outcome.testCase}'`, '')}` : `${outcome.kind}: ${outcome.detail}`;
    }
  })();
  return said.replace(/\s*\n\s*/g, '; ');
}
