import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { evoke, workspace } from './fixtures/evoke.ts';
import { pooling, writeInputs } from './fixtures/inputs.ts';

/**
 * A kernel file is data. Each of these writes a file if any part of it is ever evaluated, by whatever command it is given
 * to; a mark of that would be `trace`.
 */
const space = workspace('harmless');
const { folder, path, write } = space;
const trace = path('trace');
const act = `process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(trace)}, '')`;
const files: Readonly<Record<string, string>> = {
  'before.js': `${act};\n${pooling}`,
  'after.js': `${pooling}\n${act};\n`,
  'import.js': `import './evil.js';\n${pooling}`,
  'within.js': pooling.replace('let sum = 0.0;', `${act};\n  let sum = 0.0;`),
  'default.js': pooling.replace('offsets)', `offsets = ${act})`),
  'constructor.js': pooling.replace('let sum = 0.0;', `let sum = table.constructor.constructor(${JSON.stringify(act)})();`),
};
const commands: readonly (readonly string[])[] = [
  ['check', 'FILE'], ['verify', 'FILE', '--device', 'model'],
  ['run', 'FILE', '--workload', 'tiny.json', '--device', 'model', '--evaluations', '2', '--db', 'new.db'],
  ['export', 'FILE', '--workload', 'tiny.json', '--format', 'gpujs', '--out', 'out'],
  ['workloads', 'profile', 'FILE'], ['run', 'pool-sum', '--workload', 'FILE', '--device', 'model', '--db', 'new.db'],
];

beforeAll(() => {
  writeInputs(space);
  write('evil.js', `${act};\n`);
  write('package.json', '{ "type": "module" }');
  for (const [file, text] of Object.entries(files)) write(file, text);
});

describe.each(Object.keys(files))('%s', (file) => {
  it('is never run, only refused', async () => {
    for (const command of file === 'before.js' ? commands : commands.slice(0, 3)) {
      const { code, stderr } = await evoke(command.map((word) => (word === 'FILE' ? file : word)), { cwd: folder });
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(file) as string });
      expect(existsSync(trace)).toBe(false);
    }
  });
});

it('would have left its trace if it had been run', async () => {
  await evoke([], { cwd: folder, program: path('before.js') });
  expect(existsSync(trace)).toBe(true);
});
