import { exportContract } from '../../contract/export.contract.ts';

exportContract('gpujs', { code: () => 'index.js', spoil: (text) => text.replace('sum += table', 'sum -= table') });
