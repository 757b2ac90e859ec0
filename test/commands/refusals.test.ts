import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import Database from 'better-sqlite3';
import { parquetWriteFile } from 'hyparquet-writer';
import { beforeAll, describe, expect, it } from 'vitest';
import { tiny, pooling, writeInputs } from './fixtures/inputs.ts';
import { evoke, refused, workspace } from './fixtures/evoke.ts';

/**
 * Bad input: one clear line that says what was got, what is allowed and what to do; the right exit code; no stack trace;
 * every file as it was. Each case is a command line in a folder of inputs and the line that it ends in.
 */
const space = workspace('refusals');
const { folder, write } = space;
const run = (...words: string[]) => ['run', 'mine.js', '--workload', 'tiny.json', '--device', 'model', '--evaluations', '3', '--db', 'new.db', ...words];
const runOn = (workload: string) => ['run', 'mine.js', '--workload', workload, '--device', 'model', '--evaluations', '3', '--db', 'new.db'];
const kernel = (file: string, from: string | RegExp, to: string) => write(file, pooling.replace(from, to));
const workload = (file: string, change: object) => write(file, JSON.stringify({ ...tiny, ...change }));

beforeAll(async () => {
  writeInputs(space);
  write('data.js', '{"a": 1}');
  write('empty.js', '');
  write('binary.js', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]));
  write('large.js', `// ${'x'.repeat(1 << 20)}\n${pooling}`);
  mkdirSync(space.path('folder.js'));
  symlinkSync(space.path('nowhere'), space.path('dangling.js'));
  kernel('misses.js', 'mine(table, indices, offsets)', 'mine(table, indices)');
  kernel('types.js', 'table[indices[j]]', 'table[sum]');
  kernel('operation.js', 'pool-sum', 'pool-median');
  kernel('claims.js', 'pool-sum', 'gather');
  kernel('static.js', ' * @returns', ' * @static depth\n * @returns');
  kernel('sizes.js', 'f32[rows][dim]', 'f32[rows][width]');
  kernel('lacks.js', /rows\]\[dim\]\} table/, 'rows][dim]} table the one\n * @param {f32[depth]} unused');
  write('depth.js', `/**\n * @param {f32[n][depth]} a\n * @returns {f32[n]}\n * @static depth\n */\nexport default function f(a) { return a[this.thread.x][0]; }\n`);
  write('picture.bin', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 10, 0]));
  parquetWriteFile({ filename: space.path('log.parquet'), columnData: [{ name: 'item', data: [1, 2] }, { name: 'user', data: ['ann', 'bob'] }] });
  write('array.json', '[1, 2]');
  write('broken.json', '{ "name": ');
  for (const [file, change] of Object.entries({
    unknown: { colour: 'red' }, text: { sizes: { rows: 'many', dim: 4, bags: 2 } }, negative: { sizes: { rows: -1, dim: 4, bags: 2 } },
    huge: { sizes: { rows: 1e12, dim: 4, bags: 2 } }, wide: { sizes: { rows: 40, dim: 2e9, bags: 2 } }, nothing: { sizes: { rows: 40, dim: 0, bags: 2 } },
    bagless: { sizes: { rows: 40, dim: 4, bags: 0 } }, crowded: { sizes: { rows: 40, dim: 4, bags: 2e9 } }, rowless: { sizes: { rows: 0, dim: 4, bags: 2 } },
    zipf: { indices: { distribution: 'zipf', alpha: -1 } }, trace: { indices: { distribution: 'trace', file: 'nowhere.npy' } }, seed: { seed: 1.5 },
  })) workload(`${file}.json`, change);
  write('stranger.db', 'This is a letter, not a database. '.repeat(100));
  const program = new Database(space.path('other.db'));
  program.exec('CREATE TABLE letter (text)');
  program.close();
  mkdirSync(space.path('full'));
  write('full/keep.txt', 'mine');
  const made = await evoke([...run().slice(0, -1), 'runs.db'], { cwd: folder });
  expect(made.code, made.stderr).toBe(0);
  const again = await evoke([...run('--seed', '2').filter((word) => word !== 'new.db').flatMap((word) => (word === '--db' ? ['--db', 'runs.db'] : [word]))], { cwd: folder });
  expect(again.code, again.stderr).toBe(0);
  const newer = new Database(space.path('newer.db'));
  newer.exec('CREATE TABLE run (id)');
  newer.pragma(`application_id = ${0x45564f4b}`);
  newer.pragma('user_version = 999');
  newer.close();
});

type Case = readonly [what: string, words: readonly string[], line: string | RegExp, code?: number];

const groups: Readonly<Record<string, readonly Case[]>> = {
  'a kernel file': [
    ['of data', ['check', 'data.js'], /^data\.js:1:5: not JavaScript/],
    ['that is empty', ['check', 'empty.js'], /^empty\.js:1:1: the file is empty; a kernel file holds/],
    ['that is binary', ['check', 'binary.js'], 'binary.js is not text; a kernel is a JavaScript file'],
    ['that is too large', ['check', 'large.js'], /^large\.js has \d+ bytes; a kernel file has at most 1048576/],
    ['that is a folder', ['check', 'folder.js'], 'cannot read folder.js: it is a directory; give the path of a kernel file'],
    ['that is missing', ['check', 'missing.js'], 'cannot read missing.js: no such file or directory; give the path of a kernel file'],
    ['that leads nowhere', ['verify', 'dangling.js', '--device', 'model'], 'cannot read dangling.js: no such file or directory; give the path of a kernel file'],
    ['that is missing, to export', ['export', 'missing.js', '--format', 'gpujs', '--out', 'out'], /^cannot read missing\.js: no such file/],
    ['with a type that does not fit', ['check', 'types.js'], /^types\.js:\d+:\d+: an index of 'table' must be i32; found f32/],
    ['with a parameter that its head does not have', ['run', 'misses.js', '--db', 'new.db'], /^misses\.js:5:4: @param names 'offsets', but/],
    ['of an operation that there is not', ['verify', 'operation.js', '--device', 'model'], /no operation is named pool-median; nearest: pool-mean, .* lists all \d+\)/],
    ['that does not fit the operation it claims', ['run', 'claims.js', '--db', 'new.db'], /^mine claims @operation gather, which needs parameters \(table, indices\); it has/],
    ['with a static size that it does not have', ['check', 'static.js'], /^static\.js:6:4: @static names 'depth', but the sizes of this kernel are/],
    ['of no operation, without a workload', ['run', 'own.js', '--device', 'model', '--db', 'new.db'], /^kernel mine names no @operation, so it has no default workload; name with --workload a file of yours that holds its sizes, such as \{.*\}$/],
    ['with a static size that the workload lacks', ['run', 'depth.js', '--device', 'model', '--workload', 'tiny.json', '--db', 'new.db'], /^workload tiny does not fit kernel f: it gives no size n, depth, only rows/],
  ],
  'a kernel': [
    ['that there is not', ['run', 'pool-summ', '--db', 'new.db'], /^no kernel 'pool-summ'; nearest: pool-sum, .* lists all \d+\); or give the path of a kernel file$/],
    ['that is wrong, to run', ['run', 'wrong.js', '--workload', 'tiny.json', '--device', 'model', '--db', 'new.db'], /^kernel mine is not verified on .*: wrong in case '.+': .*: got .*, expected/, 1],
    ['that reads outside, to run', ['run', 'outside.js', '--workload', 'tiny.json', '--device', 'model', '--db', 'new.db'], /^kernel mine is not verified on .*outside\.js:10:44: out-of-bounds in case '.+': offsets\[\d+\]/, 1],
    ['that is wrong, to export', ['export', 'wrong.js', '--format', 'gpujs', '--out', 'out'], /^kernel mine is not verified on /, 1],
    ['that reads outside, to export', ['export', 'outside.js', '--format', 'gpujs', '--out', 'out'], /^kernel mine is not verified on /, 1],
  ],
  'the command line': [
    ['an unknown option', ['check', 'mine.js', '--fast'], "unknown option '--fast'; 'evoke check --help' shows what it takes"],
    ['an option nearly right', run('--evaluation', '5'), /^unknown option '--evaluation' \(Did you mean --evaluations\?\); 'evoke run --help'/],
    ['an unknown command', ['evolve'], "unknown command 'evolve'; 'evoke --help' shows what it takes"],
    ['a command nearly right', ['devises'], /^unknown command 'devises' \(Did you mean devices\?\); 'evoke --help'/],
    ['an unknown command of workloads', ['workloads', 'improt'], /^unknown command 'improt' \(Did you mean import\?\); 'evoke workloads --help'/],
    ['a missing argument', ['run'], "missing required argument 'kernel'; 'evoke run --help' shows what it takes"],
    ['an argument too many', ['check', 'mine.js', 'wrong.js'], /^too many arguments for 'check'\. Expected 1 argument but got 2; 'evoke check --help'/],
    ['a missing option', ['export', 'pool-sum', '--format', 'gpujs'], /^required option '--out <dir>' not specified; 'evoke export --help'/],
    ['an option without its value', ['run', 'pool-sum', '--seed'], /^option '--seed <n>' argument missing; 'evoke run --help'/],
    ...(['abc', '-1', '1e999', ''] as const).map((value): Case =>
      [`evaluations of '${value}'`, ['run', 'mine.js', '--evaluations', value], `option '--evaluations <n>' argument '${value}' is invalid; allowed: a whole number of at least 1; 'evoke run --help' shows what it takes`]),
    ...(['abc', '0', '1e999'] as const).map((value): Case =>
      [`seconds of '${value}'`, ['run', 'mine.js', '--seconds', value], `option '--seconds <s>' argument '${value}' is invalid; allowed: a number above 0; 'evoke run --help' shows what it takes`]),
    ['a negative seed', run('--seed', '-1'), /^option '--seed <n>' argument '-1' is invalid; allowed: a whole number of at least 0/],
    ['a thousand workers', run('--workers', '1000'), /^option '--workers <n>' argument '1000' is invalid; allowed: a whole number from 0 to 64/],
    ['too little memory', run('--memory', '1'), /^option '--memory <MiB>' argument '1' is invalid; allowed: a whole number of at least 256/],
    ['a target that is slower', run('--target-speedup', '0.5'), /argument '0.5' is invalid; allowed: a number of at least 1/],
    ['more than the floor', run('--floor-fraction', '2'), /argument '2' is invalid; allowed: a number above 0, at most 1/],
    ['an unknown search setting', run('--set', 'foo=1'), /^there is no search setting foo; there are: population, /],
    ['a search setting out of range', run('--set', 'population=1'), 'population must be a whole number from 4 to 10000, got 1'],
    ['a search setting that is no number', run('--set', 'population=many'), /argument 'population=many' is invalid; allowed: name=number/],
    ['a search setting without a value', run('--set', 'population'), /argument 'population' is invalid; allowed: name=number/],
    ['an unknown device', run('--device', 'gpujs:quantum'), /^unknown device 'gpujs:quantum'; choose one of .*gpujs:webgpu, /, 3],
    ['an unknown device, to verify', ['verify', 'mine.js', '--device', 'cuda9'], /^unknown device 'cuda9'; choose one of /, 3],
    ['an unknown device, to bench', ['bench', '--verdicts', '1', '--device', 'cuda9'], /^unknown device 'cuda9'; choose one of /, 3],
    ['an unknown kernel, to bench', ['bench', '--search', '1', '--kernel', 'pool'], /^there is no contest for pool on model; choose one of gather, pool-sum, interact-dot on model/],
    ['an unknown workload', runOn('pool'), /^no workload 'pool'; nearest: .*evoke workloads list/],
    ['an unknown export format', ['export', 'pool-sum', '--format', 'zip', '--out', 'out'], /^unknown export format 'zip'; choose one of gpujs, /],
    ['an export into a folder of others', ['export', 'pool-sum', '--format', 'gpujs', '--out', 'full'], /^full holds keep\.txt, which is not of an earlier export; give --out/],
    ['an export into a file', ['export', 'pool-sum', '--format', 'gpujs', '--out', 'tiny.json'], /^tiny\.json is a file; give --out/],
    ['an export into a file, after a run', run('--export', 'tiny.json'), /^tiny\.json is a file; give --out/],
    ['a replay of nothing', run('--device', 'replay', '--db', 'runs.db'), /^device replay needs a recorded run/],
    ['a replay from no database', run('--device', 'replay', '--recording', 'r-1'), /^there is no database at new\.db/],
  ],
  'a workload': [
    ['that is missing', runOn('missing.json'), 'cannot read missing.json: no such file or directory'],
    ['that is not JSON', runOn('broken.json'), /^broken\.json: not JSON: .*; a workload is a JSON file as corpus\/README\.md describes$/],
    ['that is a list', runOn('array.json'), /^array\.json: the whole: got \[1,2\]; allowed: an object with name, /],
    ['with an unknown field', runOn('unknown.json'), /^unknown\.json: colour: got "red"; allowed fields: name, /],
    ['with text for a number', runOn('text.json'), 'text.json: sizes.rows: got "many"; allowed: a whole number from 0 to 2147483648'],
    ['with negative rows', runOn('negative.json'), 'negative.json: sizes.rows: got -1; allowed: a whole number from 0 to 2147483648'],
    ['with a million million rows', runOn('huge.json'), 'huge.json: sizes.rows: got 1000000000000; allowed: a whole number from 0 to 2147483648'],
    ['wider than the memory', runOn('wide.json'), /^workload tiny: its arrays take [\d.]+ GB; allowed: [\d.]+ GB, 80 % of this machine's memory; take a smaller one/],
    ['with more lookups than there are numbers', runOn('crowded.json'), /^workload tiny: 2000000000 bags come to about 1\.20e\+10 lookups; allowed: 2000000000; take fewer bags or shorter ones/],
    ['of no width', runOn('nothing.json'), 'on workload tiny kernel mine computes nothing: dim is 0; take a workload with at least 1'],
    ['of no bags', runOn('bagless.json'), 'on workload tiny kernel mine computes nothing: bags is 0; take a workload with at least 1'],
    ['of no rows', runOn('rowless.json'), /^\d+ lookups into a table of 0 rows; give the table rows or take the lookups away/],
    ['with a negative exponent', runOn('zipf.json'), 'zipf.json: indices.alpha: got -1; allowed: a number from 0 to 50'],
    ['with half a seed', runOn('seed.json'), /^seed\.json: seed: got 1\.5; allowed: a whole number/],
    ['whose trace is missing', runOn('trace.json'), /nowhere\.npy: no such file or directory/],
    ['of another operation', ['run', 'interact-dot', '--workload', 'tiny.json', '--device', 'model', '--db', 'new.db'], /^workload tiny does not fit kernel interactDot: it gives no size batch, fields/],
  ],
  'a golden case': [
    ['with an index outside its table', ['verify', 'mine.js', '--against', 'index.npz'], 'index.npz: indices[2]: got 3, allowed: 0 … 2 (rows = 3)'],
    ['whose offsets go down', ['verify', 'mine.js', '--against', 'down.npz'], 'down.npz: offsets[2]: got 4 after 5, allowed: offsets that never go down'],
    ['with NaN in its table', ['verify', 'mine.js', '--against', 'nan.npz'], 'nan.npz: table[0][1]: got NaN, allowed: finite numbers'],
    ['without an array', ['verify', 'mine.js', '--against', 'missing.npz'], /^missing\.npz: no array indices; it has table f32\[3\]\[2\], .*; mine wants /],
    ['without an answer', ['verify', 'mine.js', '--against', 'unanswered.npz'], /^unanswered\.npz: no array expected; it has /],
    ['with an array too many', ['verify', 'mine.js', '--against', 'extra.npz'], /^extra\.npz: array weights is not the kernel's; it has /],
    ['that is text', ['verify', 'mine.js', '--against', 'text.npz'], /^text\.npz: not a whole \.npz \(zip\) file/],
    ['that is cut off', ['verify', 'mine.js', '--against', 'cut.npz'], /^cut\.npz: not a whole \.npz \(zip\) file: it is cut off/],
    ['that is missing', ['verify', 'mine.js', '--against', 'none.npz'], 'cannot read none.npz: no such file or directory'],
  ],
  'a log': [
    ...(['import', 'profile'] as const).flatMap((command): Case[] => {
      const words = (file: string) => ['workloads', command, file, ...(command === 'import' ? ['--out', 'imported/deep'] : [])];
      return [
        [`with a word in it, to ${command}`, words('word.txt'), "word.txt:3: got 'three'; allowed: one index a line, a whole number from 0 to below 2^64 and nothing beside it"],
        [`whose gzip is cut off, to ${command}`, words('cut.txt.gz'), /^cut\.txt\.gz: the gzip is cut off/],
        [`with an index outside its table, to ${command}`, words('index.npz'), /^index\.npz: indices\[2\], in bag \d: got index 3; allowed: 0 … 2, the rows of its table$/],
        [`whose offsets go down, to ${command}`, words('down.npz'), /^down\.npz: offsets\[2\]: got 4 after 5, allowed: offsets that never go down/],
        [`without indices, to ${command}`, words('missing.npz'), /^missing\.npz: no array 'indices'; it has table, offsets, expected/],
        [`that is cut off, to ${command}`, words('cut.npz'), /^cut\.npz: not a whole \.npz/],
        [`that is empty, to ${command}`, words('empty.js'), /^empty\.js: an empty file/],
        [`that is a folder, to ${command}`, words('folder.js'), 'cannot read folder.js: it is a directory'],
      ];
    }),
    ['that is missing', ['workloads', 'import', 'none.txt', '--out', 'imported'], 'cannot read none.txt: no such file or directory'],
    ['that is missing, to profile', ['workloads', 'profile', 'none.txt'], /^no workload 'none\.txt'; nearest: /],
    ['with an index beyond --rows', ['workloads', 'import', 'log.txt', '--rows', '50', '--out', 'imported'], 'log.txt:9: lookup 8, in bag 0, points past its table: got index 64; allowed: 0 … 49 (--rows)'],
    ['with an index beyond --rows, to profile', ['workloads', 'profile', 'log.txt', '--rows', '50'], 'log.txt:9: lookup 8, in bag 0, points past its table: got index 64; allowed: 0 … 49 (--rows)'],
    ['for less memory than a row takes', ['workloads', 'profile', 'log.txt', '--budget', '100B', '--dim', '64'], '--budget: got 100B, less than one row of 256 bytes (width 64, four bytes a value); allowed: 256B or more'],
    ['for an amount of memory that is none', ['workloads', 'profile', 'log.txt', '--budget', 'much'], /argument 'much' is invalid; allowed: an amount of memory such as 256MB/],
    ['to profile on a page in its own place', ['workloads', 'profile', 'log.txt', '--html', 'log.txt'], 'log.txt is what is read; name another file to write'],
    ['without bags, to look for equal ones', ['workloads', 'deduplicate', 'log.txt', '--out', 'unique.npz'], /^log\.txt: it says nothing of bags, and equal ones are looked for; take an \.npz with offsets/],
    ['for less memory than a hot row takes', ['workloads', 'hot-rows', 'log.txt', '--budget', '100B', '--out', 'hot.npz'], /^a budget of 100 bytes holds no row of 128 bytes/],
    ['that is a workload made over by a trace of it', ['workloads', 'synthesise', 'tiny.json', '--lookups', '10', '--name', 'tiny', '--out', '.'], 'tiny.json is what is read; take another --name or --out'],
    ['of no known format, to profile', ['workloads', 'profile', 'picture.bin'], 'picture.bin: of no known format: neither text nor .npz, .npy or Parquet; allowed: index-list, criteo, npz, npy, parquet'],
    ['of Parquet without the named column', ['workloads', 'profile', 'log.parquet', '--column', 'clicks'], "log.parquet: --column: no column 'clicks'; its columns are item, user"],
    ['of Parquet without a named column', ['workloads', 'profile', 'log.parquet'], 'log.parquet: which column holds the row numbers? name one with --column: item, user'],
    ['to distil to nothing', ['workloads', 'distill', 'log.txt', '--to', '0%'], /argument '0%' is invalid; allowed: a share in percent, above 0% and below 100%/],
    ['to distil to less than a bag', ['workloads', 'distill', 'log.txt', '--to', '0.01%'], /^--to: got 0\.01%, less than one of the \d+ bags of log\.txt; allowed: at least/],
    ['to distil, that is empty', ['workloads', 'distill', 'empty.js', '--to', '1%'], /^empty\.js: an empty file/],
    ['to distil, with a word in it', ['workloads', 'distill', 'word.txt', '--to', '1%'], /^word\.txt:3: got 'three'/],
    ['that is no Criteo log', ['workloads', 'import', 'log.txt', '--format', 'criteo', '--out', 'imported'], /^log\.txt:1: 1 fields instead of 40/],
    ['without columns', ['workloads', 'import', 'log.txt', '--column', '3', '--out', 'imported'], /^--column: log\.txt is no Criteo log and no Parquet file \(index-list\)/],
    ['to a column that Criteo lacks', ['workloads', 'import', 'log.tsv', '--column', '27', '--out', 'imported'], '--column: got 27; allowed: 1 … 26, or all'],
    ['of a format that there is not', ['workloads', 'import', 'log.txt', '--format', 'csv', '--out', 'imported'], /argument 'csv' is invalid; allowed: index-list, criteo, npz, npy, parquet/],
    ['made of a workload without a distribution', ['workloads', 'synthesise', 'dot-9x64', '--lookups', '10', '--out', 'imported'], /^workload dot-9x64 has no distribution to draw a trace from/],
    ['made into a table too small', ['workloads', 'synthesise', 'meta-2021-small', '--lookups', '1000000', '--out', 'imported'], /^a reuse histogram over 1000000 lookups needs \d+ rows, the table has 20000/],
    ['under a name with a path', ['workloads', 'import', 'log.txt', '--name', '../x', '--out', 'imported'], '--name: got ../x; allowed: letters, digits, - _ and .'],
    ['with fixed bags of no length', ['workloads', 'import', 'log.txt', '--fixed-bags', '--out', 'imported'], '--fixed-bags needs the length of the bags; give it with --bag-length'],
    ['with fixed bags of half a lookup', ['workloads', 'import', 'log.txt', '--fixed-bags', '--bag-length', '1.5', '--out', 'imported'], /bagLengths\.length: got 1\.5; allowed: a whole number/],
    ['into a file', ['workloads', 'import', 'log.txt', '--out', 'tiny.json'], /^cannot write tiny\.json\/log\.npy: a part of the path is not a directory/],
  ],
  'a database': [
    ['that is missing, for runs', ['runs', '--db', 'none.db'], 'there is no database at none.db; `evoke run` makes one, --db names another'],
    ['that is missing, for lineage', ['lineage', 'r-1', '--db', 'none/none.db'], 'there is no database at none/none.db; `evoke run` makes one, --db names another'],
    ['that is missing, for resume', ['resume', 'r-1', '--db', 'none.db'], 'there is no database at none.db; `evoke run` makes one, --db names another'],
    ['that is missing, for export', ['export', 'r-1', '--format', 'gpujs', '--out', 'out', '--db', 'none.db'], 'there is no database at none.db; `evoke run` makes one, --db names another'],
    ['that is missing, where runs land', ['runs'], 'there is no database at runs/evoke.db; `evoke run` makes one, --db names another'],
    ['that is a letter', run('--db', 'stranger.db'), 'stranger.db is not a database; name another file, a missing one is created'],
    ['that is a letter, for runs', ['runs', '--db', 'stranger.db'], 'stranger.db is not a database; name another file, a missing one is created'],
    ['of another program', run('--db', 'other.db'), /^other\.db is a SQLite database of another program; name another file/],
    ['of a newer version', run('--db', 'newer.db'), /^newer\.db is a database of version 999, this program knows versions up to \d+; update evoke/],
    ['of a newer version, for runs', ['runs', '--db', 'newer.db'], /^newer\.db is a database of version 999/],
    ['that is a folder', run('--db', 'full'), 'full is a directory, not a database; name a file in it, such as full/evoke.db'],
    ['under a file', run('--db', 'tiny.json/x/evoke.db'), /^the directory tiny\.json\/x cannot be made \(.*a part of the path is not a directory\)/],
    ['without the run', ['lineage', 'r-zzz', '--db', 'runs.db'], /^there is no run "r-zzz" in runs\.db; the latest are r-\w{6}, r-\w{6}; `evoke runs` lists all/],
    ['without the run, for resume', ['resume', 'r-zzz', '--db', 'runs.db'], /^there is no run "r-zzz" in runs\.db/],
    ['with two runs of that start', ['lineage', 'r-', '--db', 'runs.db'], /^"r-" is the start of 2 runs: r-\w{6}, r-\w{6}; give more of the id/],
  ],
};

for (const [about, cases] of Object.entries(groups)) {
  describe(`refused: ${about}`, () => {
    // An import makes its folder before it reads the log: two at once would see each other's.
    (about === 'a log' ? it : it.concurrent).for(cases)('%s', async ([, words, line, code = 2]) => {
      const said = await refused(words, folder, code);
      if (typeof line === 'string') expect(said).toBe(line);
      else expect(said).toMatch(line);
      expect(said.length).toBeLessThan(400);
    });
  });
}

describe('refused: a device that is not here', () => {
  it('says so and what brings it, with exit code 3', async () => {
    // The driver named is not there, so Vulkan finds no adapter on any machine. Dawn says so too, before.
    const { code, stdout, stderr } = await evoke(run('--device', 'gpujs:webgpu'), { cwd: folder, env: { ...process.env, VK_ICD_FILENAMES: '/nowhere.json', VK_DRIVER_FILES: '/nowhere.json' } });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^error: device gpujs:webgpu is not here: .+; .+/);
  });
});

describe('refused: a file without permission', () => {
  it('says so', async () => {
    const file = write('secret.js', pooling);
    chmodSync(file, 0);
    chmodSync(folder, 0o755);
    // To root every file is open: as somebody else, then.
    const { code, stderr } = await evoke(['check', file], process.getuid?.() === 0 ? { uid: 65534 } : {});
    expect({ code, stderr }).toEqual({ code: 2, stderr: `error: cannot read ${file}: permission denied; give the path of a kernel file\n` });
  });
});
