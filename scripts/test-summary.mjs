/**
 * The last lines of `npm test`: every skipped test by name, why, and the count of all. `report` is what vitest's JSON
 * reporter writes, `missing` the Debian packages that are not here.
 */
export function summarise(report, missing) {
  const all = report.testResults.flatMap((file) => file.assertionResults);
  const skipped = all.filter((test) => test.status !== 'passed' && test.status !== 'failed');
  // A file that could not even be loaded has no tests to count, and is a failure all the same.
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failed = all.filter((test) => test.status === 'failed').length + broken.length;
  const passed = all.filter((test) => test.status === 'passed').length;
  const lines = [
    ...broken.map((file) => `FAILED to load ${file.name}`),
    ...skipped.map((test) => `SKIPPED ${test.fullName}`),
    ...(skipped.length === 0 ? [] : [`Skipped because these Debian packages are missing: ${missing.join(', ') || 'none is missing, so a skip is a mistake'}`]),
    `${passed} passed, ${failed} failed, ${skipped.length} skipped`,
  ];
  return { lines, passed, failed, skipped: skipped.length };
}
