import { defineConfig } from 'vitest/config';

/** What needs a real GPU, for test/device/acceptance.sh: EVOKE_DEVICE names the device, cuda where it names none. */
export default defineConfig({
  test: { include: ['test/device/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000, pool: 'forks', maxWorkers: 1 },
});
