import type { MatrixDot } from '../../model/index.ts';
import { type EmitContext, Unsayable } from './context.ts';
import { declared } from './helpers.ts';
import type { Library } from './library.ts';
import { infix, integer, type Piece } from './piece.ts';

/**
 * The matrix unit by nvcuda::wmma: tiles of 16 × 16 × 16, halves in, f32 out. The right operand's rows are the columns of
 * the product's second factor, so it is read as one that lies column by column. Rows must be multiples of 16 bytes long,
 * which wmma asks of its leading dimensions.
 */
export function matrixDotLine(node: MatrixDot, context: EmitContext): string {
  const rowLength = (array: string, multiple: number): Piece => {
    const { scalar, dims } = context.typed.arrays.get(array)!.type;
    const length = context.fixedSize(dims[1]!);
    if (length % multiple !== 0) throw new Unsayable(`matrixDot: rows of '${array}' are ${length} ${scalar} long; CUDA's matrix unit takes multiples of ${multiple}`);
    return integer(length);
  };
  const depth = context.fixedSize(node.depth);
  if (depth < 16 || depth % 16 !== 0) throw new Unsayable(`matrixDot: a depth of ${depth}; CUDA's matrix unit goes 16 deep at a time`);
  const at = (array: string, length: Piece, row: Piece, column = integer(0)): string => {
    const start = context.names.of(array);
    const rows: Piece = row.constant === 0 ? integer(0) : infix(row, '*', length);
    const offset: Piece = rows.constant === 0 ? column : column.constant === 0 ? rows : infix(rows, '+', column);
    return offset.constant === 0 ? start : `&${start}[${offset.text}]`;
  };
  const [row, column, leftRow, rightRow] = node.indices.map((index) => context.emitAs(index, 'i32')) as [Piece, Piece, Piece, Piece];
  const [target, left, right] = [rowLength(node.target, 4), rowLength(node.left, 8), rowLength(node.right, 8)];
  need(context.library);
  return `matrix_dot(${[
    at(node.target, target, row, column), target.text, at(node.left, left, leftRow), left.text, at(node.right, right, rightRow), right.text, String(depth),
  ].join(', ')});`;
}

function need(library: Library): void {
  library.include('cuda_fp16.h');
  library.include('mma.h');
  library.define('matrix_dot', () => `
// The warp's 16 x 16 dot products of rows; every array comes with the length of its rows.
${declared} void matrix_dot(float* target, int target_row, const __half* left, int left_row, const __half* right, int right_row, int depth) {
  nvcuda::wmma::fragment<nvcuda::wmma::matrix_a, 16, 16, 16, __half, nvcuda::wmma::row_major> a;
  nvcuda::wmma::fragment<nvcuda::wmma::matrix_b, 16, 16, 16, __half, nvcuda::wmma::col_major> b;
  nvcuda::wmma::fragment<nvcuda::wmma::accumulator, 16, 16, 16, float> sums;
  nvcuda::wmma::fill_fragment(sums, 0.0f);
  for (int d = 0; d < depth; d += 16) {
    nvcuda::wmma::load_matrix_sync(a, left + d, left_row);
    nvcuda::wmma::load_matrix_sync(b, right + d, right_row);
    nvcuda::wmma::mma_sync(sums, a, b, sums);
  }
  nvcuda::wmma::store_matrix_sync(target, sums, target_row, nvcuda::wmma::mem_row_major);
}`);
}
