/** A seeded stream of random numbers. Same seed, same stream, on every machine. */
export interface Random {
  /** Uniform integer in [0, bound). `bound` ≥ 1. */
  below(bound: number): number;
  /** Uniform in [0, 1), 32 bits. */
  unit(): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One element, uniformly. The list must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** A new list in random order (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** An independent stream named by a label; drawing from it never moves this one. Same parent seed + label → same child. */
  split(label: string | number): Random;
}
