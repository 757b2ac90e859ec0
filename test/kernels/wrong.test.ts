import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { check, parseKernel } from '../../src/dialect/index.ts';
import { sanitize } from '../../src/sanitize/index.ts';
import { evaluateSize } from '../../src/util/size-expression.ts';
import { casesFor, compareOutputs, oracleOf, rolesOf } from '../../src/verify/index.ts';

/** One slip in a shipped kernel: the tiny hostile inputs must show it in the interpreter, by a fault or by a wrong element. */
const slips: readonly (readonly [kernel: string, what: string, from: string, to: string])[] = [
  ['pool-sum-padded', 'padding is added', 'if (indices[j] !== padding) ', ''],
  ['pool-sum-padded', 'padding alone is added', '!==', '==='],
  ['pool-sum-padded', 'padding compared with the place', 'indices[j] !== padding', 'j !== padding'],
  ['pool-mean-padded', 'padding is counted', 'count > 0 ? sum / count', 'count > 0 ? sum / (offsets[this.thread.y + 1] - offsets[this.thread.y])'],
  ['pool-mean-padded', 'divides by nothing', 'count > 0 ? sum / count : 0.0', 'sum / count'],
  ['pool-max-padded', 'a bag of padding stays at the start', 'count > 0 ? largest : 0.0', 'largest'],
  ['pool-max-padded', 'starts at 0', '-Infinity', '0.0'],
  ['pool-weighted-sum-padded', 'weight of padding added', 'if (indices[j] !== padding) sum += weights[j] * table[indices[j]][this.thread.x];', 'sum += indices[j] === padding ? weights[j] : weights[j] * table[indices[j]][this.thread.x];'],
  ['pool-sum-pruned', 'pruned rows read row 0', 'index !== -1', 'true'],
  ['pool-sum-pruned', 'what lies outside is left out', 'index >= 0 && index < this.constants.rows ? index : 0', 'index'],
  ['pool-sum-pruned', 'clamped to the last row', 'index >= 0 && index < this.constants.rows ? index : 0', 'Math.min(Math.max(index, 0), this.constants.rows - 1)'],
  ['pool-mean-pruned', 'first lookup not counted', 'sum / (end - start)', 'sum / Math.max(1, end - start - 1)'],
  ['pool-weighted-sum-pruned', 'weight dropped', 'weights[j] * ', ''],
  ['pool-mean', 'over one more', 'sum / (end - start)', 'sum / (end - start + 1)'],
  ['pool-max', 'starts at 0', '-Infinity', '0.0'],
  ['pool-weighted-sum', 'weight dropped', 'weights[j] * ', ''],
  ['pool-weighted-mean', 'over the count', 'sum / weight', 'sum / (offsets[this.thread.y + 1] - offsets[this.thread.y])'],
  ['interact-dot-self', 'without the diagonal', 'column > row', 'column >= row'],
  ['interact-pairs', 'with the diagonal', 'column >= row', 'column > row'],
  ['interact-pairs-self', 'last column skipped', 'd < this.constants.dim', 'd < this.constants.dim - 1'],
  ['interact-concat', 'fields in turn', '[field][at - field * this.constants.dim]', '[at % this.constants.fields][Math.floor(at / this.constants.fields)]'],
  ['interact-fm', 'not halved', '0.5 * ', ''],
  ['interact-fm-sum', 'squares added', 'sum * sum - squares', 'sum * sum + squares'],
  ['gather-int8-tail', 'sign of the scale lost', 'scale = -scale', 'scale = scale'],
  ['gather-int8-tail', 'bias dropped', ' + bias', ''],
  ['gather-int8-head', 'scale and bias exchanged', 'scale * table[row][4 + this.thread.x] + bias', 'bias * table[row][4 + this.thread.x] + scale'],
  ['gather-int4-head', 'halves exchanged', '(this.thread.x & 1)', '(1 - (this.thread.x & 1))'],
  ['pool-sum-int8-tail', 'bias once a bag', 'sum += scale * table[row][this.thread.x] + bias;', 'sum += scale * table[row][this.thread.x];\n    if (j === offsets[this.thread.y]) sum += bias;'],
  ['pool-sum-int8-head', 'codes signed', 'table[row][4 + this.thread.x] + bias', '(table[row][4 + this.thread.x] > 127 ? table[row][4 + this.thread.x] - 256 : table[row][4 + this.thread.x]) + bias'],
  ['pool-sum-int4-head', 'only the low half', '(table[row][4 + (this.thread.x >> 1)] >> (4 * (this.thread.x & 1)))', 'table[row][4 + (this.thread.x >> 1)]'],
  ['pool-sum-tables', 'bags sample by sample', 'table * this.constants.bags + this.thread.y', 'this.thread.y * this.constants.tables + table'],
  ['pool-sum-tables', "first table's width for all", 'columns[table + 1] - columns[table]', 'columns[1] - columns[0]'],
  ['pool-sum-tables', 'all tables from the start', 'starts[table] + this.thread.x', 'this.thread.x'],
  ['gather-tables', 'column of the output', ' - columns[table]];', '];'],
  ['sequence-padded', 'reads the next sequence', 'lookup < offsets[this.thread.z + 1]', 'lookup < offsets[this.constants.bags]'],
  ['sequence-padded', 'filled with zeros', 'return filler[this.thread.y][this.thread.x];', 'return 0.0;'],
  ['sequence-padded', 'filler from its start', 'filler[this.thread.y]', 'filler[0]'],
  ['pool-sum-unique', 'not expanded', 'inverse[this.thread.y]', 'Math.min(this.thread.y, this.constants.unique - 1)'],
  ['pool-sum-unique', 'last unique bag never', 'inverse[this.thread.y]', 'Math.min(inverse[this.thread.y], this.constants.unique - 2)'],
  ['pool-sum-hot', 'hot rows from the table', 'hot[place]', 'table[row]'],
  ['pool-sum-hot', 'place 0 taken for cold', 'place >= 0', 'place > 0'],
  ['pool-sum-hot', 'place of the lookup', 'remap[row]', 'remap[Math.min(j, this.constants.rows - 1)]'],
  ['interact-dot-pooled', 'bags of the next field', 'sample * this.constants.fields - 1', 'sample * this.constants.fields'],
  ['interact-dot-pooled', "first sample's bags for all", 'sample * this.constants.fields - 1', '-1'],
  ['interact-dot-pooled', 'first lookup of a bag only', 'j < offsets[first + row + 1]', 'j < Math.min(offsets[first + row + 1], offsets[first + row] + 1)'],
  ['interact-dot-pooled', 'dense left out of the pairs', 'column === 0 ? dense[sample][d] : 0.0', '0.0'],
];

it.each(slips)('%s: %s', (name, _, from, to) => {
  const text = readFileSync(new URL(`../../kernels/${name}.js`, import.meta.url), 'utf8');
  expect(text).toContain(from);
  const parsed = parseKernel(text.replace(from, to), `${name}.js`).kernel;
  const kernel = { ...parsed, signature: { ...parsed.signature, roles: rolesOf(parsed.signature) } };
  const checked = check(kernel, 'any');
  if (!checked.ok) throw new Error(checked.detail);
  const oracle = oracleOf(kernel.signature);
  for (let seed = 0; seed < 3; seed++) {
    const cases = casesFor(kernel.signature, { fixed: {}, seed, generation: 0, level: 'tiny' });
    const ran = sanitize(checked.typed, cases);
    const right = ran.ok && cases.every((testCase, at) => compareOutputs(oracle(testCase), {
      scalar: 'f32', shape: kernel.signature.returns.dims.map((dim) => evaluateSize(dim, testCase.sizes)), values: ran.outputs[at]!,
    }).ok);
    expect(right, `seed ${seed}`).toBe(false);
  }
});
