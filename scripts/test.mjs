/**
 * `npm test`: sets up what is missing, checks the walls between rooms and the types of the tests, runs the tests, and says
 * by name which tests were skipped for a missing Debian package. `.ci/run` sets EVOKE_REQUIRE_ALL=1: then a skip is a failure.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installDebianPackages, root, setUp } from './setup.mjs';
import { summarise } from './test-summary.mjs';

/** What only tests need. */
const testPackages = [
  { name: 'python3-torch', brings: 'PyTorch for the processor, which exported operators and the bench against PyTorch are tested with', file: '/usr/lib/python3/dist-packages/torch/__init__.py' },
  { name: 'python3-pip', brings: 'pip, by which exported packages are installed in a test', file: '/usr/lib/python3/dist-packages/pip/__init__.py' },
];

let missing;
try {
  ({ missing } = setUp((line) => console.error(line)));
  missing.push(...installDebianPackages((line) => console.error(line), testPackages));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const bin = (name, ...args) => spawnSync(process.execPath, [join(root, 'node_modules', name), ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;

console.error('Checking the walls between rooms …');
if (bin('dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs', 'src') !== 0) process.exit(1);
console.error('Checking the types of the tests …'); // a test that asks for what is gone is told here, not by running it
if (bin('typescript/bin/tsc', '-p', 'tsconfig.test.json') !== 0) process.exit(1);

const reportFile = join(root, 'node_modules', '.evoke-test-report.json');
rmSync(reportFile, { force: true });
const chosen = process.argv.slice(2);
const status = bin('vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`, ...chosen);

let report;
try {
  report = JSON.parse(readFileSync(reportFile, 'utf8'));
} catch {
  console.error(`The tests ended with exit code ${status} and without a report; what they said is above.`);
  process.exit(1);
}
const { lines, failed, skipped } = summarise(report, missing);
for (const line of lines) console.log(line);
if (status !== 0 || failed > 0) process.exit(status || 1);
if (skipped > 0 && (process.env.EVOKE_REQUIRE_ALL === '1' || missing.length === 0)) process.exit(1);
