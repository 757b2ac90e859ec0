import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Analyses } from '../report/html/index.ts';
import { UserError } from '../util/errors.ts';
import { fileProblem } from '../util/files.ts';

/** What the commands that look back on a run print with --json, as far as a page shows it; the rest is passed over. */
const interval = z.object({ estimate: z.number(), low: z.number(), high: z.number() });
const effect = z.union([interval, z.object({ dead: z.string() })]).nullable();
const placed = z.object({ id: z.string(), operator: z.string(), target: z.string(), position: z.int(), where: z.string().nullable() });
const setting = z.object({
  runId: z.string(), kernel: z.string(), workload: z.string(), device: z.string(), hardware: z.string(), estimate: z.boolean(),
  noiseFloor: z.number(), seed: z.int(), evaluations: z.int(),
});
const verdict = z.enum(['FAST', 'SLOW', 'AMBIGUOUS']);
const transferred = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('gain'), gain: interval, verdict }), z.object({ kind: z.literal('breaks'), gain: interval, verdict }),
  z.object({ kind: z.literal('dead'), outcome: z.string() }), z.object({ kind: z.literal('needed'), outcome: z.string() }),
]);
const law = z.object({ alpha: interval, exponent: interval, constant: interval, error: z.number() }).nullable();
const point = z.object({ x: z.number(), y: z.number() });

const schemas = {
  interactions: setting.extend({
    individual: z.int(), budget: z.number(), least: z.number(), speedup: interval, inactive: z.array(z.string()), unmeasured: z.int(),
    edits: z.array(placed.extend({ alone: effect, lost: effect, needs: z.array(z.string()), credit: interval.nullable(), group: z.int().nullable() })),
    pairs: z.array(z.object({
      edits: z.tuple([z.array(z.string()), z.array(z.string())]), among: z.enum(['alone', 'whole']), factor: interval.nullable(), dead: z.enum(['neither', 'both']).nullable(),
    })),
    groups: z.array(z.object({ edits: z.array(z.string()), gain: interval.nullable(), credit: z.string().nullable() })),
  }),
  transfer: z.object({
    runId: z.string(), kernel: z.string(), individual: z.int(), seed: z.int(), edits: z.array(placed),
    places: z.array(z.object({
      device: z.string(), hardware: z.string(), estimate: z.boolean(), workload: z.string(), home: z.boolean(), noiseFloor: z.number(), evaluations: z.int(),
      whole: transferred, edits: z.array(transferred),
    })).min(1),
    summary: z.object({ mean: z.number().nullable(), dead: z.int(), slower: z.int(), spread: z.number().nullable() }),
  }),
  minimised: setting.extend({
    bound: z.number(), original: z.object({ individual: z.int(), edits: z.int() }), minimal: z.boolean(),
    edits: z.array(placed.extend({ fate: z.enum(['inactive', 'neutral', 'needed']), without: effect })),
    minimised: z.object({
      individual: z.int().nullable(), edits: z.array(placed.pick({ id: true, operator: true, target: true })), againstOriginal: interval, speedup: interval, verdict,
      withinBound: z.boolean(),
    }),
  }),
  scaling: setting.extend({
    individual: z.int().nullable(), unit: z.enum(['ns', 'cost', 'share']), physicalFloor: z.number().nullable(), best: z.number(), compiledIn: z.array(z.string()),
    search: z.object({ points: z.array(point).min(1), law, more: z.array(z.object({ factor: z.number(), saved: interval })) }),
    sizes: z.array(z.object({
      workload: z.string(), symbol: z.string(), best: law, base: law,
      points: z.array(z.union([z.object({ size: z.number(), best: z.number(), base: z.number() }), z.object({ size: z.number(), dead: z.string() })])),
    })),
  }),
};

/** Files of `evoke interactions|transfer|minimize|scaling RUN --json`; of two of one kind the later counts. UserError for any other file. */
export function readAnalyses(paths: readonly string[], run: string): Analyses {
  return Object.assign({}, ...paths.map((path) => readAnalysis(path, run))) as Analyses;
}

function readAnalysis(path: string, run: string): Analyses {
  const wanted = 'give what evoke interactions, transfer, minimize or scaling prints with --json';
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (thrown) {
    throw thrown instanceof SyntaxError ? new UserError(`${path} is not JSON; ${wanted}`) : fileProblem(thrown, 'read', path, wanted);
  }
  for (const [kind, schema] of Object.entries(schemas)) {
    const read = schema.safeParse(value);
    if (!read.success) continue;
    if (read.data.runId !== run) throw new UserError(`${path} is about run ${read.data.runId}, not ${run}; ${wanted} for ${run}`);
    return { [kind]: read.data };
  }
  throw new UserError(`${path} is no analysis of a run; ${wanted}`);
}
