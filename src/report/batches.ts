import { showBytes } from '../util/show-bytes.ts';
import { percent, whole } from './workloads.ts';

interface Deduplicated {
  readonly dim: number;
  readonly lookups: number;
  readonly uniqueLookups: number;
  readonly bags: number;
  readonly uniqueBags: number;
  readonly factor: number;
  readonly plainBytes: number;
  readonly uniqueBytes: number;
  readonly batches: number;
  readonly payingBatches: number;
  readonly breakEvenShare: number;
  readonly out?: string;
}

export function renderDeduplicated(what: string, result: Deduplicated): string {
  const { bags, uniqueBags, lookups, uniqueLookups, factor, plainBytes, uniqueBytes, batches, payingBatches, breakEvenShare, dim, out } = result;
  return [
    `${what}: ${whole(uniqueBags)} of ${whole(bags)} bags are unique${batches > 1 ? ` within their batch (${whole(batches)} batches)` : ''}, ${whole(uniqueLookups)} of ${whole(lookups)} lookups: ${factor.toFixed(2)}× fewer`,
    `Bytes that pooling rows of width ${dim} moves if no cache serves a row twice: ${whole(plainBytes)} plain, ${whole(uniqueBytes)} deduplicated`,
    `Deduplication ${batches > 1 ? `pays in ${whole(payingBatches)} of ${whole(batches)} batches` : payingBatches > 0 ? 'pays' : 'does not pay'}; with bags of ${(lookups / Math.max(1, bags)).toFixed(1)} lookups on average ${breakEvenShare > 0 ? `it pays where fewer than ${percent(breakEvenShare)} of them are unique` : 'it never does'}`,
    ...(out === undefined ? [] : [`indices, offsets and inverse for pool-sum-unique in ${out}`]),
  ].join('\n');
}

interface HotRowSplit {
  readonly budgetBytes: number;
  readonly rowBytes: number;
  readonly rows: number;
  readonly hotRows: number;
  readonly shareOfAccesses: number;
  readonly bags?: { readonly hot: number; readonly mixed: number; readonly hotLookups: number; readonly lookups: number };
  readonly out?: string;
}

export function renderHotRows(what: string, { budgetBytes, rowBytes, rows, hotRows, shareOfAccesses, bags, out }: HotRowSplit): string {
  return [
    `${what}: ${whole(hotRows)} of ${whole(rows)} rows are hot, ${whole(hotRows * rowBytes)} bytes of ${showBytes(budgetBytes)}: ${percent(shareOfAccesses)} of the accesses`,
    ...(bags === undefined ? ['It says nothing of bags, so none are parted']
      : [`${whole(bags.hot)} of ${whole(bags.hot + bags.mixed)} bags need hot rows alone, with ${percent(bags.lookups === 0 ? 0 : bags.hotLookups / bags.lookups)} of the lookups`]),
    ...(out === undefined ? [] : [`rows and remap for pool-sum-hot${bags === undefined ? '' : ', and the batch in two parts,'} in ${out}`]),
  ].join('\n');
}
