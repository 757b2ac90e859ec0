/**
 * `npm test`: sets up what is missing, checks the walls between rooms, runs the tests, and says by name which tests
 * were skipped for a missing Debian package. `.ci/run` sets EVOKE_REQUIRE_ALL=1: then a skip is a failure.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

let missing;
try {
  ({ missing } = setUp((line) => console.error(line)));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const bin = (name, ...args) => spawnSync(process.execPath, [join(root, 'node_modules', name), ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;

console.error('Checking the walls between rooms …');
if (bin('dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs', 'src') !== 0) process.exit(1);

const reportFile = join(root, 'node_modules', '.evoke-test-report.json');
rmSync(reportFile, { force: true });
const chosen = process.argv.slice(2);
const status = bin('vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`, ...chosen);

const report = JSON.parse(readFileSync(reportFile, 'utf8'));
const all = report.testResults.flatMap((file) => file.assertionResults.map((test) => ({ ...test, file: file.name })));
const skipped = all.filter((test) => test.status !== 'passed' && test.status !== 'failed');
const failed = all.filter((test) => test.status === 'failed').length;
for (const test of skipped) console.log(`SKIPPED ${test.fullName}`);
if (skipped.length > 0) console.log(`Skipped because these Debian packages are missing: ${missing.join(', ') || 'none is missing, so a skip is a mistake'}`);
console.log(`${all.length - failed - skipped.length} passed, ${failed} failed, ${skipped.length} skipped`);
if (status !== 0) process.exit(status);
if (skipped.length > 0 && (process.env.EVOKE_REQUIRE_ALL === '1' || missing.length === 0)) process.exit(1);
