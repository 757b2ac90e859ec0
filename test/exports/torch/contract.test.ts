import { describe, it } from 'vitest';
import { exportContract } from '../../contract/export.contract.ts';
import { hasTorch, withStandIn } from './python.ts';

if (!hasTorch) {
  describe('export contract: torch (PyTorch is not here; apt-get install -y python3-torch)', () => { it.skip('needs python3-torch', () => {}); });
} else {
  // no card is needed: the packaged kernel runs on the host, by a stand-in that belongs to tests
  Object.assign(process.env, withStandIn());
  exportContract('torch', { code: (kernel) => `evoke_${kernel}/kernel.cu`, spoil: (text) => text.replace('sum += table', 'sum -= table') });
}
