import type { Random } from '../model/index.ts';

/**
 * Which inputs are nasty, as data. A plan says how large things are and how they are filled, without knowing a kernel;
 * `hostile-cases.ts` makes arguments of it for the kernel at hand.
 *
 * Sizes are told by the place of a symbol: `width` is an innermost dimension (dim), `middle` one between (fields),
 * `leading` an outermost one (batch, or lookups where there are no bags). Bag lengths 31, 32 and 33 are the edges of a
 * warp and of every usual unrolling; widths 1, 3, 31 and 33 are those that vectors of 4 and warps do not divide.
 */
export type IndexPattern = 'spread' | 'random' | 'equal' | 'ends' | 'duplicates' | 'reversed';
export type ValuePattern = 'distinct' | 'negative' | 'zeros' | 'cancelling' | 'magnitudes' | 'small' | 'large';

export interface Plan {
  readonly name: string;
  /** Lookups of each bag; read where the kernel has offsets. */
  readonly lengths: readonly number[];
  readonly leading: number;
  readonly middle: number;
  readonly width: number;
  readonly rows: number;
  readonly indices: IndexPattern;
  readonly values: ValuePattern;
}

const plain = { leading: 1, middle: 2, lengths: [], rows: 7, indices: 'spread', values: 'distinct' } as const;

const smallest: readonly Plan[] = [
  { ...plain, name: 'one row, one lookup', lengths: [1], width: 1, rows: 1 },
  { ...plain, name: 'every bag empty', lengths: [0, 0, 0], width: 3 },
  { ...plain, name: 'no bags', lengths: [], leading: 0, width: 3 },
];

/** Small inputs for kernels over bags. */
export function tinyBags(random: Random): Plan[] {
  return [
    { ...plain, name: 'bags of 31, 0, 32, 1 and 33', lengths: [31, 0, 32, 1, 33], width: 3, rows: 131 },
    { ...plain, name: 'empty bags first, in the middle and last', lengths: [0, 2, 0, 0, 3, 0], width: 4, rows: 11 },
    { ...plain, name: 'one bag', lengths: [5], width: 4, indices: 'random', values: 'zeros' },
    ...smallest,
    { ...plain, name: 'all indices equal, small values', lengths: [3, 1, 4], width: 5, indices: 'equal', values: 'small' },
    { ...plain, name: 'first and last row, large values', lengths: [1, 3, 1, 2], width: 2, indices: 'ends', values: 'large' },
    { ...plain, name: 'duplicates in a bag, all negative', lengths: [4, 1, 4], width: 2, rows: 5, indices: 'duplicates', values: 'negative' },
    { ...plain, name: 'indices falling, sums cancelling', lengths: [3, 4, 2, 5], width: 4, rows: 17, indices: 'reversed', values: 'cancelling' },
    { ...plain, name: 'width 33', lengths: [2, 1, 3], width: 33, rows: 7 },
    { ...plain, name: 'width 31, fresh bags, magnitudes mixed', lengths: [random.below(3), 1 + random.below(2), random.below(4)], width: 31, rows: 5, indices: 'random', values: 'magnitudes' },
  ];
}

/**
 * The same kinds for a wide row that is compiled in, where each lookup costs the interpreter a whole row: bags of 7 and 9
 * stand for the edges of unrolling. One bag is long and the last, so that what reads ahead runs out of the array.
 */
export function tinyWideBags(random: Random): Plan[] {
  return [
    { ...plain, name: 'bags of 7, 9 and 1, empty ones first, between and last', lengths: [0, 7, 0, 0, 9, 1, 0], width: 1, rows: 23 },
    { ...plain, name: 'one bag', lengths: [2 + random.below(2)], width: 1, indices: 'random', values: 'zeros' },
    { ...plain, name: 'one long bag, magnitudes mixed', lengths: [10 + random.below(23)], width: 1, indices: 'random', values: 'magnitudes' },
    ...smallest,
    { ...plain, name: 'all indices equal, small values', lengths: [3, 1], width: 1, indices: 'equal', values: 'small' },
    { ...plain, name: 'first and last row, large values', lengths: [1, 2], width: 1, indices: 'ends', values: 'large' },
    { ...plain, name: 'duplicates in a bag, all negative', lengths: [3, 1], width: 1, rows: 5, indices: 'duplicates', values: 'negative' },
    { ...plain, name: 'indices falling, sums cancelling', lengths: [3, 2], width: 1, rows: 7, indices: 'reversed', values: 'cancelling' },
  ];
}

/** Small inputs for kernels without bags. */
export function tinyFlat(random: Random): Plan[] {
  return [
    { ...plain, name: 'one of everything', leading: 1, middle: 1, width: 1, rows: 1 },
    { ...plain, name: 'nothing to compute', leading: 0, middle: 2, width: 3 },
    { ...plain, name: '27 fields', leading: 1, middle: 27, width: 2, rows: 3 },
    { ...plain, name: 'width 33', leading: 2, middle: 1, width: 33, rows: 7 },
    { ...plain, name: 'width 31, small values', leading: 2, middle: 2, width: 31, rows: 5, indices: 'random', values: 'small' },
    { ...plain, name: 'first and last row, width 4', leading: 3, middle: 3, width: 4, rows: 11, indices: 'ends', values: 'negative' },
    { ...plain, name: 'indices falling, sums cancelling', leading: 5, middle: 2, width: 4, rows: 13, indices: 'reversed', values: 'cancelling' },
    { ...plain, name: 'all indices equal, magnitudes mixed', leading: 4, middle: 2, width: 3, indices: 'equal', values: 'magnitudes' },
    { ...plain, name: 'duplicates, some zeros', leading: 6, middle: 3, width: 2, indices: 'duplicates', values: 'zeros' },
    { ...plain, name: '31 and more', leading: 31 + random.below(3), middle: 1, width: 1, rows: 37 },
    { ...plain, name: 'fresh shape, large values', leading: 1 + random.below(7), middle: 1 + random.below(4), width: 1 + random.below(9), rows: 1 + random.below(23), values: 'large' },
  ];
}

/** The same for compiled-in sizes of which one sample costs the interpreter a millisecond: what is left to vary is the filling. */
export function tinyHeavyFlat(): Plan[] {
  return [
    { ...plain, name: 'one sample', leading: 1, width: 1 },
    { ...plain, name: 'nothing to compute', leading: 0, width: 1 },
    { ...plain, name: 'two samples, sums cancelling', leading: 2, width: 1, indices: 'reversed', values: 'cancelling' },
    { ...plain, name: 'one sample, magnitudes mixed', leading: 1, width: 1, indices: 'ends', values: 'magnitudes' },
  ];
}

const widths = [1, 3, 4, 8, 31, 32, 33, 64, 129];
const heights = [2, 13, 101, 499, 1009];
const indexPatterns: readonly IndexPattern[] = ['spread', 'random', 'equal', 'ends', 'duplicates', 'reversed'];
const valuePatterns: readonly ValuePattern[] = ['distinct', 'negative', 'zeros', 'cancelling', 'magnitudes', 'small', 'large'];

/**
 * Inputs for devices, over bags: the tiny ones' kinds at sizes that fill several blocks of threads, and fresh shapes. Some
 * reach past 64 and 128 columns and 1,024 bags or lookups, round numbers at which kernels are wont to stop. A longer bag
 * would show less: from about 10,000 lookups on, one of them is within the error bars of a sum.
 */
export function deviceBags(random: Random): Plan[] {
  const edges = [0, 31, 32, 33, 1, 0, 0, 63, 64, 65, 2, 33, 0];
  return [
    ...tinyBags(random),
    ...[1, 3, 4, 31, 33, 129].map((width): Plan => ({
      ...plain, name: `bags of 0, 1, 31, 32, 33 and more, width ${width}`, lengths: random.shuffle(edges), width, rows: 1009,
    })),
    { ...plain, name: '257 bags, most of them empty', lengths: manyBags(random, 257, 2), width: 8, rows: 251, indices: 'random' },
    { ...plain, name: '1030 bags, most of them short', lengths: manyBags(random, 1030, 1), width: 2, rows: 251, indices: 'random' },
    { ...plain, name: 'one long bag', lengths: [509], width: 5, rows: 1009, indices: 'random', values: 'distinct' },
    { ...plain, name: 'a bag of 2049 lookups', lengths: [2049], width: 2, rows: 1009 },
    ...sweep((name) => ({
      ...plain, name, lengths: manyBags(random, random.pick([1, 5, 17, 61, 127]), random.pick([1, 6, 40])),
      leading: random.pick([1, 7, 61]), middle: random.pick([1, 2, 3, 9]), width: random.pick(widths), rows: random.pick(heights),
      indices: random.pick(indexPatterns), values: random.pick(valuePatterns),
    })),
  ];
}

/** Inputs for devices, without bags: again some past the round numbers. */
export function deviceFlat(random: Random): Plan[] {
  return [
    ...tinyFlat(random),
    ...[1, 2, 3, 27, 33, 65].map((middle): Plan => ({ ...plain, name: `${middle} fields in a batch of 13`, leading: 13, middle, width: 4, rows: 101 })),
    { ...plain, name: 'a batch of 1030', leading: 1030, middle: 1, width: 2, rows: 251, indices: 'random' },
    ...[1, 3, 31, 33, 129].map((width): Plan => ({ ...plain, name: `width ${width} in a batch of 257`, leading: 257, middle: 2, width, rows: 251, indices: 'random' })),
    ...sweep((name) => ({
      ...plain, name, leading: random.pick([1, 2, 5, 17, 61, 127]), middle: random.pick([1, 2, 3, 5, 9, 27]),
      width: random.pick(widths), rows: random.pick(heights), indices: random.pick(indexPatterns), values: random.pick(valuePatterns),
    })),
  ];
}

/**
 * Beyond the round numbers at which kernels stop, and exactly at them, where a tail is empty: only for what is to be promoted
 * or verified, since they cost as much as all others. Twenty thousand lookups lose more than their error bars if a bag stops
 * at 16,384, and at 33,000 of anything no 16 bits with a sign are enough; so many rows want 17.
 */
export function roundBags(random: Random): Plan[] {
  return [
    { ...plain, name: 'bags of 0 to 40', lengths: Array.from({ length: 41 }, (_, length) => length), width: 4, rows: 1009 },
    { ...plain, name: 'bags of 128, 256, 512 and 1024, one less and one more', lengths: [128, 256, 512, 1024].flatMap((edge) => [edge - 1, edge, edge + 1]), width: 2, rows: 1009 },
    { ...plain, name: '256 bags, width 128', lengths: [...manyBags(random, 255, 1), 2], width: 128, rows: 251, indices: 'random' },
    { ...plain, name: 'bags of 300, 0 and 2, width 260', lengths: [300, 0, 2], width: 260, rows: 509 },
    { ...plain, name: 'width 1028', lengths: [2, 0, 3], width: 1028, rows: 7 },
    { ...plain, name: 'width 516, large values', lengths: [1, 2], width: 516, rows: 3, indices: 'ends', values: 'large' },
    { ...plain, name: 'a bag of 20011 lookups', lengths: [20_011], width: 3, rows: 30_011, values: 'negative' },
    { ...plain, name: '130 fields', lengths: [140, 129, 1, 131], middle: 130, width: 2, rows: 101 },
    { ...plain, name: '33001 bags, 70142 lookups', lengths: Array.from({ length: 33_001 }, (_, bag) => (bag % 8 === 0 ? 17 : 0)), middle: 1, width: 1, rows: 71_001 },
  ];
}

/** The same without bags. */
export function roundFlat(): Plan[] {
  return [
    { ...plain, name: 'a batch of 256, width 128', leading: 256, middle: 2, width: 128, rows: 251, indices: 'random' },
    { ...plain, name: 'width 1028', leading: 2, middle: 3, width: 1028, rows: 7 },
    { ...plain, name: 'width 516, large values', leading: 2, middle: 2, width: 516, rows: 3, indices: 'ends', values: 'large' },
    { ...plain, name: '130 fields', leading: 1, middle: 130, width: 2, rows: 101 },
    { ...plain, name: 'a batch of 33001, 70001 rows', leading: 33_001, middle: 2, width: 1, rows: 70_001 },
  ];
}

function sweep(draw: (name: string) => Plan): Plan[] {
  return Array.from({ length: 6 }, (_, at) => draw(`fresh shape ${at + 1}`))
    .map((plan) => ({ ...plan, name: `${plan.name}: ${plan.indices} indices, ${plan.values} values` }));
}

/** Bag lengths with many short ones and a tail: the square of a uniform number, times 3·mean. */
function manyBags(random: Random, bags: number, mean: number): number[] {
  return Array.from({ length: bags }, () => Math.floor(3 * mean * random.unit() ** 2 + random.unit()));
}
