/**
 * Sum-pooled embedding bag over quantised rows, an f16 scale and bias before their 8-bit codes, tuned by hand, by blocks: four
 * codes a lane, a group of as many lanes as a row needs (32 at most, wider rows take several blocks) for each bag, eight rows
 * in flight, then one by one. The bags of a block lie one behind the other, so all its threads bring their indices together,
 * 1,024 at a time, and put each row's scale and bias together once, and not once in each lane.
 * @operation pool-sum-int8-head
 * @profile fbgemm
 * @param {u8[rows][dim + 16]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [min(dim / 4, 32), floor(256 / min(dim / 4, 32))] grid [ceil(bags / floor(256 / min(dim / 4, 32))), ceil(dim / 128)]
 */
export default function poolSumInt8Head(table, indices, offsets, pooled) {
  const rows = shared(i32, 1024);
  const scales = shared(f32, 1024);
  const biases = shared(f32, 1024);
  const first = this.block.x * this.blockDim.y;
  const bag = first + this.local.y;
  const column = 128 * this.block.y + 4 * this.local.x;
  const runEnd = offsets[Math.min(first + this.blockDim.y, this.constants.bags)];
  const begin = bag < this.constants.bags ? offsets[bag] : runEnd;
  const end = bag < this.constants.bags ? offsets[bag + 1] : runEnd;
  const thread = this.local.y * this.blockDim.x + this.local.x;
  let sum = f32x4(0.0);
  for (let base = offsets[first]; base < runEnd; base += 1024) {
    const size = Math.min(runEnd - base, 1024);
    for (let at = thread; at < size; at += this.blockDim.x * this.blockDim.y) {
      const row = load(indices, base + at, hint.stream);
      const head = load4(table, row, 0);
      const scaleBits = head[0] + head[1] * 256;
      const scaleExponent = (scaleBits >> 10) & 31;
      const scaleFraction = scaleBits & 1023;
      const scaleSize = scaleExponent === 0 ? 2.0 * scaleFraction : (scaleFraction + 1024.0) * (1 << scaleExponent);
      const biasBits = head[2] + head[3] * 256;
      const biasExponent = (biasBits >> 10) & 31;
      const biasFraction = biasBits & 1023;
      const biasSize = biasExponent === 0 ? 2.0 * biasFraction : (biasFraction + 1024.0) * (1 << biasExponent);
      rows[at] = row;
      scales[at] = (scaleBits > 32767 ? -2.98023223876953125e-8 : 2.98023223876953125e-8) * scaleSize;
      biases[at] = (biasBits > 32767 ? -2.98023223876953125e-8 : 2.98023223876953125e-8) * biasSize;
    }
    barrier();
    if (column < this.constants.dim) {
      const to = Math.min(end - base, size);
      let at = Math.max(begin - base, 0);
      for (; at < to - 7; at += 8) {
        const codes0 = load4(table, rows[at], 4 + column);
        const codes1 = load4(table, rows[at + 1], 4 + column);
        const codes2 = load4(table, rows[at + 2], 4 + column);
        const codes3 = load4(table, rows[at + 3], 4 + column);
        const codes4 = load4(table, rows[at + 4], 4 + column);
        const codes5 = load4(table, rows[at + 5], 4 + column);
        const codes6 = load4(table, rows[at + 6], 4 + column);
        const codes7 = load4(table, rows[at + 7], 4 + column);
        sum += scales[at] * f32x4(codes0) + biases[at];
        sum += scales[at + 1] * f32x4(codes1) + biases[at + 1];
        sum += scales[at + 2] * f32x4(codes2) + biases[at + 2];
        sum += scales[at + 3] * f32x4(codes3) + biases[at + 3];
        sum += scales[at + 4] * f32x4(codes4) + biases[at + 4];
        sum += scales[at + 5] * f32x4(codes5) + biases[at + 5];
        sum += scales[at + 6] * f32x4(codes6) + biases[at + 6];
        sum += scales[at + 7] * f32x4(codes7) + biases[at + 7];
      }
      for (; at < to; at++) sum += scales[at] * f32x4(load4(table, rows[at], 4 + column)) + biases[at];
    }
    barrier();
  }
  if (bag < this.constants.bags && column < this.constants.dim) store4(pooled, bag, column, sum, hint.stream);
}
