import type { FaultKind, NodeId } from '../model/index.ts';

/**
 * What a step throws when a lane does what no kernel may. It ends the whole run, so it is no control flow; it never
 * leaves this room: the launch turns it into a value and adds where (case, thread). No Error, as nobody reads its stack.
 */
export class Fault {
  readonly kind: FaultKind;
  readonly at: NodeId;
  /** NO_LANE where it is no thread's doing. */
  readonly lane: number;
  /** What happened, in words: `table[7][3] with rows = 7`. */
  readonly what: string;

  constructor(kind: FaultKind, at: NodeId, lane: number, what: string) {
    this.kind = kind;
    this.at = at;
    this.lane = lane;
    this.what = what;
  }
}

export const NO_LANE = -1;

/** A fault as others see it. `detail` is one line and says everything, the case and the thread included. */
export interface FoundFault {
  readonly ok: false;
  /** `unsupported`: a launch that no device could make with these sizes. */
  readonly kind: FaultKind | 'unsupported';
  readonly at: NodeId;
  readonly detail: string;
}

/** Throws the fault of an integer operation whose result leaves i32. */
export function overflow(at: NodeId, lane: number, left: number, operator: string, right: number, result: number): never {
  throw new Fault('arithmetic', at, lane, `${left} ${operator} ${right < 0 ? `(${right})` : right} = ${result} leaves i32`);
}

export function divisionByZero(at: NodeId, lane: number, left: number, operator: string): never {
  throw new Fault('arithmetic', at, lane, `integer ${operator === '%' ? 'remainder' : 'division'} ${left} ${operator} 0`);
}

export function notAnInteger(at: NodeId, lane: number, value: number): never {
  throw new Fault('arithmetic', at, lane, `${value} made an integer, which it does not fit`);
}
