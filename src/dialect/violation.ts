import type { NodeId } from '../model/index.ts';

export type Rule = 'scope' | 'type' | 'loop-control' | 'capability';

/** A broken rule on its way out of the checker, which makes it a value. */
export class Violation {
  readonly rule: Rule;
  readonly at: NodeId;
  readonly detail: string;
  constructor(rule: Rule, at: NodeId, detail: string) {
    this.rule = rule;
    this.at = at;
    this.detail = detail;
  }
}
