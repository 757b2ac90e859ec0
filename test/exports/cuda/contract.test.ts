import { fileURLToPath } from 'node:url';
import { exportContract } from '../../contract/export.contract.ts';

// no card is needed: a stand-in for nvcc and CUDA's runtime, which belongs to tests, runs the package's program on the host
process.env['EVOKE_NVCC'] = fileURLToPath(new URL('stand-in/nvcc.mjs', import.meta.url));

exportContract('cuda', { code: (kernel) => `evoke_${kernel}.cu`, spoil: (text) => text.replace('sum += table', 'sum -= table') });
