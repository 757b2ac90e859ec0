export interface LaunchOptions {
  /** Loop iterations that a thread may take. */
  readonly budget?: number;
  /** Which warps run, by number, of a map kernel; which blocks of a grid kernel. All where absent. */
  readonly parts?: readonly number[];
  /** For messages: `'one bag'`. */
  readonly caseName?: string;
  /** Lets an element that nobody stores keep its NaN instead of being a fault. */
  readonly partial?: boolean;
}

/** One kind of kernel at work. */
export interface Running {
  /** Runs the launch part by part, calling `ran` after each. */
  run(ran: () => void): void;
  /** Where a lane's thread is, for messages. */
  where(lane: number): string;
}
