import { describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript: it runs before anything is installed
import { summarise } from '../../scripts/test-summary.mjs';
import { project } from './fixtures.ts';

const passed = { status: 'passed', fullName: 'adds' };
const failed = { status: 'failed', fullName: 'subtracts' };
const skipped = { status: 'pending', fullName: 'runs on WebGPU' };
const report = (...tests: object[]) => ({ testResults: [{ name: 'some.test.ts', status: 'passed', assertionResults: tests }] });

describe('the summary of tests', () => {
  it('counts, and names what was skipped and why', () => {
    expect(summarise(report(passed, passed, failed, skipped), ['chromium'])).toEqual({
      passed: 2, failed: 1, skipped: 1,
      lines: ['SKIPPED runs on WebGPU', 'Skipped because these Debian packages are missing: chromium', '2 passed, 1 failed, 1 skipped'],
    });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const { lines } = summarise({ testResults: [...report(passed).testResults, { name: 'broken.test.ts', status: 'failed', assertionResults: [] }] }, []);
    expect(lines).toEqual(['FAILED to load broken.test.ts', '1 passed, 1 failed, 0 skipped']);
  });

  it('is one line where all passed', () => {
    expect(summarise(report(passed), []).lines).toEqual(['1 passed, 0 failed, 0 skipped']);
  });
});

describe('npm test', () => {
  it('sets up, checks the walls, runs the tests and ends with the count', () => {
    const { status, stdout, stderr } = project({ tests: report(passed) }).run('test.mjs');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '1 passed, 0 failed, 0 skipped\n' });
    expect(stderr).toMatch(/Building …\n(.*\n)*Checking the walls between rooms …\nChecking the types of the tests …\n$/);
  });

  it('fails with the tests', () => {
    expect(project({ tests: report(passed, failed), testStatus: 1 }).run('test.mjs')).toMatchObject({ status: 1, stdout: '1 passed, 1 failed, 0 skipped\n' });
  });

  it('counts skips as failures where all are required', () => {
    const { status, stdout } = project({ tests: report(passed, skipped) }).run('test.mjs', [], { EVOKE_REQUIRE_ALL: '1' });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^SKIPPED runs on WebGPU\nSkipped because .*\n1 passed, 0 failed, 1 skipped\n$/);
  });

  it('says so where the tests end without a report', () => {
    expect(project({ tests: null, testStatus: 137 }).run('test.mjs')).toMatchObject({ status: 1, stderr: expect.stringMatching(/The tests ended with exit code 137 and without a report; what they said is above\.\n$/) as string });
  });
});
