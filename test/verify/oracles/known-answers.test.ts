import { describe, expect, it } from 'vitest';
import type { Arguments, ArrayData } from '../../../src/model/index.ts';
import { bytesThatMustMove, operationNamed } from '../../../src/verify/oracles/index.ts';
import { cuembed, floats, integer, integers, inTypes, signatureFor } from '../support/signatures.ts';

const answer = (operation: string, inputs: Arguments, profile?: string) => {
  const named = operationNamed(operation);
  return named.answer(inputs, profile ?? named.profiles[0]!);
};
const expected = (...given: Parameters<typeof answer>) => [...answer(...given).expected];

describe("cuEmbed's known answers", () => {
  it.each([
    ['pool-sum', [18, 20, 22, 24, 18, 20, 22, 24]],
    ['pool-mean', [9, 10, 11, 12, 9, 10, 11, 12]],
    ['pool-weighted-sum', [11.5, 13, 14.5, 16, 9.5, 11, 12.5, 14]],
    ['pool-max', [13, 14, 15, 16, 17, 18, 19, 20]],
    ['gather', [5, 6, 7, 8, 13, 14, 15, 16, 1, 2, 3, 4, 17, 18, 19, 20]],
  ])('%s', (operation, result) => {
    expect(expected(operation, cuembed)).toEqual(result);
  });

  it('divides a weighted mean by Σw, or by the count after FBGEMM', () => {
    expect(expected('pool-weighted-mean', cuembed).map((value) => Number(value.toFixed(9))))
      .toEqual([11.5, 13, 14.5, 16, 9.5, 11, 12.5, 14].map((value) => Number((value / 1.5).toFixed(9))));
    expect(expected('pool-weighted-mean', cuembed, 'fbgemm')).toEqual([11.5, 13, 14.5, 16, 9.5, 11, 12.5, 14].map((value) => value / 2));
  });
});

describe('empty bags and signs', () => {
  const inputs: Arguments = {
    table: floats([2, 2], [-1, 4, -3, -2]), indices: integers([0, 1, 1]), offsets: integers([0, 0, 2, 3, 3]), weights: floats([3], [2, -1, 1]),
  };
  it.each([
    ['pool-sum', [0, 0, -4, 2, -3, -2, 0, 0]],
    ['pool-mean', [0, 0, -2, 1, -3, -2, 0, 0]],
    ['pool-max', [0, 0, -1, 4, -3, -2, 0, 0]],
    ['pool-weighted-sum', [0, 0, 1, 10, -3, -2, 0, 0]],
    ['pool-weighted-mean', [0, 0, 1, 10, -3, -2, 0, 0]],
  ])('%s', (operation, result) => {
    expect(expected(operation, inputs)).toEqual(result);
  });

  it('has an empty answer for no bags', () => {
    expect(answer('pool-sum', { ...inputs, indices: integers([]), offsets: integers([0]) })).toMatchObject({ shape: [0, 2], expected: new Float64Array(0) });
  });

  it('is 0 over weights that sum to 0, after cuEmbed, and refused where rounding decides whether they do', () => {
    const weights = floats([3], [1, -1, 1]);
    const whole = answer('pool-weighted-mean', { ...inputs, weights });
    expect([...whole.expected].map((value) => value + 0)).toEqual([0, 0, 0, 0, -3, -2, 0, 0]);
    expect([...whole.magnitude.slice(2, 4)]).toEqual([0, 0]);
    expect(expected('pool-weighted-mean', { ...inputs, weights: floats([3], [0, 0, 1]) }).map((value) => value + 0)).toEqual([0, 0, 0, 0, -3, -2, 0, 0]);
    expect(expected('pool-weighted-mean', { ...inputs, weights }, 'fbgemm')).toEqual([0, 0, 1, 3, -3, -2, 0, 0]);
    // f32 has no 2²⁴ + 1: in this order −1 is left
    const four = { table: inputs['table']!, indices: integers([0, 1, 0, 1]), offsets: integers([0, 4]), weights: floats([4], [2 ** 24, 1, -(2 ** 24), -1]) };
    expect(() => expected('pool-weighted-mean', four)).toThrow('the weights of bag 0 sum to 0, or to what rounding leaves, so its weighted mean is not defined; give');
  });
});

describe('the same input after two peers', () => {
  it('rows that are no rows: PyTorch leaves padding out of the count, FBGEMM counts what was pruned', () => {
    expect(expected('pool-mean-padded', { ...cuembed, padding: integer(3) }, 'pytorch')).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
    expect(expected('pool-mean-pruned', { ...cuembed, indices: integers([1, -1, 0, 4]) }, 'fbgemm')).toEqual([2.5, 3, 3.5, 4, 9, 10, 11, 12]);
  });

  it('padding alone, in each kind of pooling, after PyTorch', () => {
    const inputs = { ...cuembed, indices: integers([3, 3, 0, 3]), padding: integer(3) };
    expect(expected('pool-sum-padded', inputs)).toEqual([0, 0, 0, 0, 1, 2, 3, 4]);
    expect(expected('pool-mean-padded', inputs)).toEqual([0, 0, 0, 0, 1, 2, 3, 4]);
    expect(expected('pool-max-padded', inputs)).toEqual([0, 0, 0, 0, 1, 2, 3, 4]);
    expect(expected('pool-weighted-sum-padded', { ...inputs, weights: floats([4], [5, 5, 2, 5]) })).toEqual([0, 0, 0, 0, 2, 4, 6, 8]);
  });

  it('pruned rows give nothing, other numbers outside read row 0, after FBGEMM', () => {
    const inputs = { ...cuembed, indices: integers([-1, 1, 5, -2]) };
    expect(expected('pool-sum-pruned', inputs)).toEqual([5, 6, 7, 8, 2, 4, 6, 8]);
    expect(expected('pool-mean-pruned', inputs)).toEqual([2.5, 3, 3.5, 4, 1, 2, 3, 4]);
    expect(expected('pool-weighted-sum-pruned', { ...inputs, weights: floats([4], [9, 2, 1, 0.5]) })).toEqual([10, 12, 14, 16, 1.5, 3, 4.5, 6]);
  });

  it('does not read rows that are none', () => {
    const inputs = { table: cuembed['table']!, indices: integers([3, 3, 0, 3]), offsets: cuembed['offsets']!, padding: integer(3) };
    expect(bytesThatMustMove(signatureFor('pool-sum-padded'), inputs, 8)).toBe(4 * (4 + 4 + 3 + 1 + 8));
    expect(bytesThatMustMove(signatureFor('pool-sum-pruned'), { ...cuembed, indices: integers([-1, -1, 1, 9]) }, 8)).toBe(4 * (2 * 4 + 4 + 3 + 8));
  });
});

describe('several tables in one launch', () => {
  // a table of three rows of 2, then one of two rows of 1; an element between them belongs to none
  const group = { tables: floats([9], [1, 2, 3, 4, 5, 6, 99, 10, 20]), starts: integers([0, 7]), columns: integers([0, 2, 3]), column_tables: integers([0, 0, 1]) };

  it('pools bags table by table into columns side by side', () => {
    const inputs = { ...group, indices: integers([0, 2, 1, 1, 0, 1]), offsets: integers([0, 2, 3, 4, 6]) };
    expect(expected('pool-sum-tables', inputs)).toEqual([6, 8, 20, 3, 4, 30]);
    expect(bytesThatMustMove(signatureFor('pool-sum-tables'), inputs, 6)).toBe(4 * (3 * 2 + 2 * 1 + 2 + 3 + 3 + 6 + 5 + 6));
  });

  it('gathers a row of each', () => {
    expect(expected('gather-tables', { ...group, indices: integers([2, 0, 1, 0]) })).toEqual([5, 6, 20, 1, 2, 10]);
  });

  it('refuses a bag that points past its table', () => {
    expect(() => expected('gather-tables', { ...group, indices: integers([0, 0, 2, 0]) })).toThrow('indices[2]: row 2 lies past table 1, which ends at element 9 and is 1 wide; give row numbers inside of their tables');
    expect(() => expected('gather-tables', { ...group, indices: integers([3, 0, 0, 0]) })).toThrow('indices[0]: row 3 lies past table 0, which ends at element 7');
  });
});

describe('bags that are arranged before', () => {
  it('sequences: cut off, or filled up', () => {
    const filler = floats([3, 4], [-1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12]);
    const inputs = { ...cuembed, offsets: integers([0, 3, 4, 4]), filler };
    expect(expected('sequence-padded', inputs)).toEqual([
      5, 6, 7, 8, 13, 14, 15, 16, 1, 2, 3, 4, // rows 1, 3, 0
      17, 18, 19, 20, -5, -6, -7, -8, -9, -10, -11, -12,
      -1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12,
    ]);
    expect(expected('sequence-padded', { ...inputs, filler: floats([1, 4], [9, 9, 9, 9]) })).toEqual([5, 6, 7, 8, 17, 18, 19, 20, 9, 9, 9, 9]);
    const own = { ...inputs, filler: floats([1, 4], [9, 9, 9, 9]) };
    expect(bytesThatMustMove(signatureFor('sequence-padded'), own, 12)).toBe(4 * (2 * 4 + 2 + 4 + 4 + 12)); // two rows of four are looked at
  });

  it('unique bags, expanded', () => {
    expect(expected('pool-sum-unique', { ...cuembed, offsets: integers([0, 1, 4]), inverse: integers([1, 0, 1]) }))
      .toEqual([31, 34, 37, 40, 5, 6, 7, 8, 31, 34, 37, 40]);
  });

  it('hot rows in a table of their own', () => {
    const inputs = { hot: floats([2, 4], [100, 200, 300, 400, 7, 7, 7, 7]), table: cuembed['table']!, indices: cuembed['indices']!, offsets: cuembed['offsets']!, remap: integers([-1, 0, 1, -1, -1]) };
    expect(expected('pool-sum-hot', inputs)).toEqual([113, 214, 315, 416, 18, 20, 22, 24]);
    expect(bytesThatMustMove(signatureFor('pool-sum-hot'), inputs, 8)).toBe(4 * (3 * 4 + 4 + 4 + 3 + 4 + 8)); // three cold rows, a hot one, four entries of the remap
  });

  it('pooling and dot interaction at once are both, one after the other', () => {
    const inputs = { dense: floats([1, 4], [1, 0, 0, 1]), table: cuembed['table']!, indices: cuembed['indices']!, offsets: cuembed['offsets']! };
    // both bags sum to 18, 20, 22, 24
    const interacted = answer('interact-dot-pooled', inputs);
    expect([...interacted.expected]).toEqual([1, 0, 0, 1, 42, 42, 18 * 18 + 20 * 20 + 22 * 22 + 24 * 24]);
    expect([...interacted.roundings]).toEqual([0, 0, 0, 0, 6, 6, 6]);
    expect(expected('interact-dot-pooled', inputs, 'torchrec').slice(0, 4)).toEqual([1, 0, 0, 1]);
  });
});

describe("quantised rows, in FBGEMM's layouts", () => {
  const bytes = (values: number[]): ArrayData => ({ scalar: 'u8', shape: [1, values.length], values: Uint8Array.from(values) });
  // f16: 0x3800 is 0.5, 0xc000 is −2; f32: 0x3f000000 and 0xc0000000
  const [half, minusTwo] = [[0, 0x38], [0, 0xc0]];
  const rows: Record<string, ArrayData> = {
    'int8-tail': bytes([0, 4, 255, 6, 0, 0, 0, 0x3f, 0, 0, 0, 0xc0]),
    'int8-head': bytes([...half, ...minusTwo, 0, 4, 255, 6]),
    'int4-head': bytes([...half, ...minusTwo, 0x40, 0x6f]),
  };
  it.each(Object.keys(rows))('%s: scale 1/2, bias −2', (layout) => {
    const values = layout === 'int4-head' ? [-2, 0, 5.5, 1] : [-2, 0, 125.5, 1];
    expect(expected(`gather-${layout}`, { table: rows[layout]!, indices: integers([0]) })).toEqual(values);
    const pooled = answer(`pool-sum-${layout}`, { table: rows[layout]!, indices: integers([0, 0, 0]), offsets: integers([0, 0, 3]) });
    expect([...pooled.expected]).toEqual([0, 0, 0, 0, ...values.map((value) => 3 * value)]);
    expect([...pooled.magnitude.slice(4, 6)]).toEqual([6, 12]);
    expect([...pooled.roundings]).toEqual([0, 0, 0, 0, 4, 4, 4, 4]);
  });

  it('padding at the end of a row is not looked at', () => {
    const padded = bytes([...half, ...minusTwo, 0x40, 0x6f, 99, 99]);
    expect([...operationNamed('gather-int4-head').answer({ table: padded, indices: integers([0]) }, 'fbgemm', [1, 4]).expected]).toEqual([-2, 0, 5.5, 1]);
  });

  it('refuses rows that cannot have the layout', () => {
    expect(() => expected('gather-int8-tail', { table: bytes(Array(13).fill(0)), indices: integers([0]) })).toThrow('table: rows of 13 bytes do not end in an aligned f32 scale and bias');
    expect(() => expected('gather-int8-head', { table: bytes([0, 0]), indices: integers([0]) })).toThrow('rows of 2 bytes have no room for scale and bias');
  });
});

describe('interactions', () => {
  const inputs: Arguments = { dense: floats([1, 2], [1, 2]), sparse: floats([1, 2, 2], [3, 5, 7, -11]) };
  // d·s0 = 13; d·s1 = −15, s0·s1 = −34
  it('dot: dense, then the strict lower triangle by rows', () => {
    expect(expected('interact-dot', inputs)).toEqual([1, 2, 13, -15, -34]);
  });

  it('dot: the strict upper triangle by rows, as TorchRec has it', () => {
    const three: Arguments = { dense: floats([1, 1], [2]), sparse: floats([1, 3, 1], [3, 5, 7]) };
    expect(expected('interact-dot', three)).toEqual([2, 6, 10, 15, 14, 21, 35]);
    expect(expected('interact-dot', three, 'torchrec')).toEqual([2, 6, 10, 14, 15, 21, 35]);
  });

  it('dot: with squares, and of vectors alone, in both orders', () => {
    const dense: Arguments = { dense: floats([1, 1], [2]), sparse: floats([1, 2, 1], [3, 5]) };
    expect(expected('interact-dot-self', dense)).toEqual([2, 4, 6, 9, 10, 15, 25]);
    expect(expected('interact-dot-self', dense, 'torchrec')).toEqual([2, 4, 6, 10, 9, 15, 25]);
    const vectors: Arguments = { vectors: floats([1, 4, 1], [2, 3, 5, 7]) };
    expect(expected('interact-pairs', vectors)).toEqual([6, 10, 15, 14, 21, 35]);
    expect(expected('interact-pairs', vectors, 'torchrec')).toEqual([6, 10, 14, 15, 21, 35]);
    expect(expected('interact-pairs-self', vectors)).toEqual([4, 6, 9, 10, 15, 25, 14, 21, 35, 49]);
    expect(expected('interact-pairs-self', { vectors: floats([1, 1, 2], [2, 3]) }, 'torchrec')).toEqual([13]);
  });

  it('a wider output ends in zeros, sample by sample', () => {
    const two: Arguments = { dense: floats([2, 1], [2, 1]), sparse: floats([2, 2, 1], [3, 5, 1, 4]) };
    const padded = operationNamed('interact-dot').answer(two, 'dlrm', [2, 6]);
    expect([...padded.expected]).toEqual([2, 6, 10, 15, 0, 0, 1, 1, 4, 4, 0, 0]);
    expect([...padded.roundings]).toEqual([0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0]);
    expect([...operationNamed('interact-concat').answer(two, 'dlrm', [2, 4]).expected]).toEqual([2, 3, 5, 0, 1, 1, 4, 0]);
  });

  it('concatenation: dense, then the sparse ones', () => {
    expect(expected('interact-concat', inputs)).toEqual([1, 2, 3, 5, 7, -11]);
  });

  it('fm: the sum of the products of all pairs', () => {
    expect(expected('interact-fm', { vectors: floats([1, 3, 2], [1, 2, 3, 4, 5, -6]) })).toEqual([1 * 3 + 1 * 5 + 3 * 5, 2 * 4 - 2 * 6 - 4 * 6]);
    expect(expected('interact-fm-sum', { vectors: floats([1, 3, 2], [1, 2, 3, 4, 5, -6]) })).toEqual([23 - 28]);
    // three products a column, or fifteen with those across columns: ½(21² − 91)
    const rising = { vectors: floats([1, 3, 2], [1, 2, 3, 4, 5, 6]) };
    expect(expected('interact-fm-sum', rising, 'dlrm')).toEqual([23 + 44]);
    expect(expected('interact-fm-sum', rising, 'torchrec')).toEqual([175]);
  });
});

describe('error bars', () => {
  it('follow the terms, not the cancelled sum', () => {
    const { expected: sum, magnitude, roundings } = answer('pool-sum', {
      table: floats([3, 1], [1000, -1000, 1]), indices: integers([0, 1, 2, 2]), offsets: integers([0, 3, 3, 4]),
    });
    expect([...sum]).toEqual([1, 0, 1]);
    expect([...magnitude]).toEqual([2001, 0, 1]);
    expect([...roundings]).toEqual([2, 0, 0]);
  });

  it('grow where the weights that divide cancel', () => {
    const { magnitude } = answer('pool-weighted-mean', {
      table: floats([1, 1], [1]), indices: integers([0, 0]), offsets: integers([0, 2]), weights: floats([2], [3, -2]),
    });
    expect(magnitude[0]).toBe(5 * (1 + 5));
  });
});

describe('bytes that must move', () => {
  const repeated = { ...cuembed, indices: integers([1, 1, 1, 4]) };

  it('counts each used row once', () => {
    expect(bytesThatMustMove(signatureFor('pool-sum'), cuembed, 8)).toBe(4 * (4 * 4 + 4 + 3 + 2 * 4));
    expect(bytesThatMustMove(signatureFor('pool-sum'), repeated, 8)).toBe(4 * (2 * 4 + 4 + 3 + 2 * 4));
    expect(bytesThatMustMove(signatureFor('gather'), repeated, 16)).toBe(4 * (2 * 4 + 4 + 4 * 4));
  });

  it('leaves out rows that no weight needs', () => {
    expect(bytesThatMustMove(signatureFor('pool-weighted-sum'), { ...cuembed, weights: floats([4], [1, 0, 1, 0]) }, 8)).toBe(4 * (2 * 4 + 4 + 4 + 3 + 2 * 4));
  });

  it('moves vectors in and products out', () => {
    const inputs = { dense: floats([2, 4], Array(8).fill(1)), sparse: floats([2, 3, 4], Array(24).fill(1)) };
    expect(bytesThatMustMove(signatureFor('interact-dot'), inputs, 2 * (4 + 6))).toBe(4 * 2 * (4 * 4 + 4 + 6));
    expect(bytesThatMustMove(signatureFor('interact-fm'), { vectors: floats([2, 3, 4], Array(24).fill(1)) }, 8)).toBe(4 * 2 * 4 * 4);
  });

  it('counts each array in the width that it is stored in', () => {
    const narrow = { ...cuembed, table: { ...cuembed['table']!, scalar: 'f16' as const }, indices: { ...integers([]), scalar: 'i64' as const, shape: [4], values: BigInt64Array.of(1n, 3n, 0n, 4n) } };
    expect(bytesThatMustMove(inTypes('pool-sum', { table: 'f16', indices: 'i64' }, 'bf16'), narrow, 8)).toBe(2 * 4 * 4 + 8 * 4 + 4 * 3 + 2 * 2 * 4);
  });
});
