import type { Arguments, ArrayData, RowLayout, SizeExpression } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import { misfitOf } from '../../workloads/quantised-rows.ts';
import { gather } from './gather.ts';
import { bagParameters, lookupBytes } from './lookups.ts';
import { number, operate, parameter, shapeOf, symbol, valuesOf } from './operation.ts';
import type { Answer, Operation, OperationParameter } from './operation.ts';
import { poolSum } from './pool-sum.ts';

/**
 * Gather and pooling from rows of bytes (see quantised-rows.ts in workloads for the layouts): each value is scale · code +
 * bias, computed by the kernel. Rows may be longer than their values need; FBGEMM pads those with the head to 16 bytes.
 *
 * Error: a product and a sum before the value is used, relative to |scale · code| + |bias|.
 */
const dim = symbol('dim');
const bytesOfRow: Readonly<Record<RowLayout, SizeExpression>> = {
  'int8-tail': operate(dim, '+', number(8)),
  'int8-head': operate(dim, '+', number(4)),
  'int4-head': operate(operate(dim, '/', number(2)), '+', number(4)),
};

function quantised(operation: Operation, layout: RowLayout): Operation {
  const table: OperationParameter = {
    ...parameter('table', 'u8', [symbol('rows'), bytesOfRow[layout]], { kind: 'values', rows: layout }), ...(layout === 'int8-tail' ? {} : { padded: true }),
  };
  return {
    ...operation,
    name: `${operation.name}-${layout}`,
    parameters: [table, ...operation.parameters.slice(1)],
    profiles: ['fbgemm'],
    answer(inputs, profile, shape) {
      const width = shape?.[1] ?? leastWidth(layout, shapeOf(inputs, 'table')[1]!);
      const { values, sizes } = dequantised(inputs, layout, width);
      const answer = operation.answer({ ...inputs, table: values }, profile);
      const { expected: magnitude } = operation.answer({ ...inputs, table: sizes }, profile);
      return { ...answer, magnitude, roundings: answer.roundings.map((roundings, at) => (magnitude[at] === 0 ? 0 : roundings + 2)) } satisfies Answer;
    },
    bytesRead: (inputs) => lookupBytes(inputs),
  };
}

function leastWidth(layout: RowLayout, bytes: number): number {
  return layout === 'int8-tail' ? bytes - 8 : layout === 'int8-head' ? bytes - 4 : 2 * (bytes - 4);
}

/** The table's values, and what their rounding errors are relative to, in float64. UserError for rows that cannot have the layout. */
function dequantised(inputs: Arguments, layout: RowLayout, width: number): { values: ArrayData; sizes: ArrayData } {
  const [rows, bytes] = shapeOf(inputs, 'table') as readonly [number, number];
  const problem = misfitOf(layout, bytes);
  if (problem !== undefined) throw new UserError(`table: ${problem}; give rows of the layout ${layout}`);
  const codes = Uint8Array.from(valuesOf(inputs, 'table'));
  const view = new DataView(codes.buffer);
  const values = new Float64Array(rows * width);
  const sizes = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const start = row * bytes;
    const [scale, bias] = layout === 'int8-tail'
      ? [view.getFloat32(start + bytes - 8, true), view.getFloat32(start + bytes - 4, true)]
      : [half(view.getUint16(start, true)), half(view.getUint16(start + 2, true))];
    for (let column = 0; column < width; column++) {
      const code = layout === 'int8-tail' ? codes[start + column]!
        : layout === 'int8-head' ? codes[start + 4 + column]!
          : (codes[start + 4 + (column >> 1)]! >> (4 * (column & 1))) & 15;
      values[row * width + column] = scale * code + bias;
      sizes[row * width + column] = Math.abs(scale * code) + Math.abs(bias);
    }
  }
  const array = (held: Float64Array): ArrayData => ({ scalar: 'f32', shape: [rows, width], values: held });
  return { values: array(values), sizes: array(sizes) };
}

/** The value of a binary16 (IEEE 754). */
function half(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const size = exponent === 0 ? fraction * 2 ** -24 : exponent === 31 ? (fraction === 0 ? Infinity : NaN) : (1024 + fraction) * 2 ** (exponent - 25);
  return bits & 0x8000 ? -size : size;
}

const layouts: readonly RowLayout[] = ['int8-tail', 'int8-head', 'int4-head'];

export const quantisedOperations: readonly Operation[] = [
  ...layouts.map((layout) => quantised(gather, layout)),
  ...layouts.map((layout) => quantised({ ...poolSum, parameters: bagParameters }, layout)),
];
