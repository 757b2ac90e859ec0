import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { evoke, evokeJson } from './fixtures/evoke.ts';

/** Every command and words that its help must name. */
const commands = [
  ['run', '<kernel>', '--workload', '--device', '--evaluations', '--seconds', '--seed', '--db', '--control', '--json'],
  ['resume', '<run>', '--db', '--json'], ['runs', '--db', '--json'], ['lineage', '<run>', '--db', '--json'],
  ['minimize', '<run>', '--bound', '--seed', '--db', '--json'], ['interactions', '<run>', '--budget', '--individual', '--seed', '--db', '--json'],
  ['variants', '<run...>', '--out', '--seed', '--db', '--json'],
  ['merge', '<db...>', '--into', '--json'], ['compare', '<run...>', '--db', '--json'],
  ['transfer', '<run>', '--device', '--workload', '--individual', '--db', '--json'], ['scaling', '<run>', '--no-sizes', '--db', '--json'],
  ['report', '<run>', '--out', '--with', '--db', '--json'], ['watch', '<run>', '--port', '--with', '--db'],
  ['export', '<run|file>', '--format', '--out', '--json'], ['check', '<file>', '--json'], ['verify', '<file>', '--against', '--device', '--json'],
  ['corpus', 'score'], ['corpus score', '--wrong', '--right', '--device', '--folder', '--seed', '--json'],
  ['devices', '--json'], ['kernels', '--json'], ['bench', '--verdicts', '--json'],
  ['workloads', 'list', 'import', 'profile', 'synthesise', 'distill', 'deduplicate', 'hot-rows'], ['workloads list', '--json'], ['workloads import', '<file>', '--out', '--json'], ['workloads profile', '<file|workload>', '--budget', '--html', '--json'],
  ['workloads synthesise', '<workload>', '--lookups', '--out', '--json'], ['workloads distill', '<file>', '--to', '--card', '--evaluate', '--json'],
  ['workloads deduplicate', '<file|workload>', '--batch', '--out', '--json'], ['workloads hot-rows', '<file|workload>', '--budget', '--out', '--json'],
] as const;

test.concurrent.each(commands)('evoke %s --help describes it and shows an example', async (command, ...named) => {
  const { code, stdout, stderr } = await evoke([...command.split(' '), '--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const word of named) expect(stdout).toContain(word);
  expect(stdout).toMatch(new RegExp(`^Usage: evoke ${command} `));
  expect(stdout).toMatch(new RegExp(`Example:\n  \\$ evoke ${command}`));
});

test('evoke --help lists every command, shows an example and the exit codes', async () => {
  const { code, stdout } = await evoke(['--help']);
  expect(code).toBe(0);
  for (const [command] of commands) expect(stdout).toContain(`\n  ${command.split(' ')[0]} `);
  expect(stdout).toContain('$ evoke run pool-sum');
  expect(stdout).toContain('0 fine, 1 a negative verdict, 2 bad input, 3 no such device here, 70 a bug');
});

test('evoke alone shows its help, on stderr and with exit code 2', async () => {
  const { code, stdout, stderr } = await evoke([]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('Usage: evoke');
});

test('evoke --version says the version', async () => {
  expect(await evoke(['--version'])).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string, stderr: '' });
});

/** Says every module that is loaded, on stderr. */
const telling = fileURLToPath(new URL('./fixtures/tell-modules.mjs', import.meta.url));

test('--help loads the command line and nothing that works', async () => {
  const { stderr } = await evoke(['--help'], { node: ['--import', telling] });
  const loaded = stderr.split('\n').filter((line) => line.startsWith('loaded ')).map((line) => line.slice('loaded '.length));
  expect(loaded.length).toBeGreaterThan(5);
  const light = /\/dist\/(main|commands\/[\w-]+|util\/(errors|shell-word)|exports\/format-names)\.js$|\/node_modules\/commander\/|^node:(fs|os)$/;
  expect(loaded.filter((url) => !light.test(url))).toEqual([]);
});

test('a command loads what it needs and no more: a list of kernels takes no database and no device', async () => {
  const { stderr } = await evoke(['kernels'], { node: ['--import', telling] });
  expect(stderr).toContain('/dist/report/kernels.js');
  expect(stderr).not.toMatch(/\/dist\/(store|devices|search|sanitize)\/|node_modules\/(better-sqlite3|gpu\.js|webgpu)\//);
});

test('a list is one JSON value on stdout', async () => {
  expect(await evokeJson<{ name: string }[]>(['kernels'])).toEqual(expect.arrayContaining(['gather', 'interact-dot', 'pool-sum'].map((name) => expect.objectContaining({ name }) as object)));
});
