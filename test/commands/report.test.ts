import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/model/index.ts';
import { openStore } from '../../src/store/index.ts';
import { evoke, evokeJson, refused, workspace } from './fixtures/evoke.ts';
import { writeInputs } from './fixtures/inputs.ts';

/** `evoke report` as a user runs it on a run of pool-sum. */
const space = workspace('report');
const db = space.path('runs.db');
let run = '';
let other = '';
let barren = '';

beforeAll(async () => {
  writeInputs(space);
  const made = async (...words: string[]) => (await evokeJson<RunResult>(['run', 'pool-sum', '--device', 'model', '--workload', space.path('tiny.json'), '--db', db, ...words])).runId;
  barren = await made('--evaluations', '1');
  other = await made('--evaluations', '2', '--seed', '5');
  run = await made('--evaluations', '40', '--seed', '2', '--control');
});

async function reported(name: string, ...words: string[]): Promise<string> {
  const out = space.path('out.html');
  const { code, stdout, stderr } = await evoke(['report', name, '--out', out, '--db', db, ...words]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(new RegExp(`^Report of run ${name} written to .*out\\.html \\(\\d+ kB\\): open it in a browser\n$`));
  return readFileSync(out, 'utf8');
}

describe('evoke report', () => {
  it('writes the answer, the best\'s edits, the code and what does it again', async () => {
    const page = await reported(run);
    const result = openedResult();
    expect(page).toContain(`poolSum: ${result.speedup.estimate.toFixed(3)}× as fast, by estimate`);
    expect(page).toContain('ESTIMATE: every figure here is what a model of a card predicts');
    for (const { id, operator } of result.best.edits) expect(page).toContain(`data-words="${operator} ${id} `);
    expect(page).toContain('extern &#34;C&#34; __global__');
    expect(page).toContain('evoke run pool-sum --workload ./tiny.json --device model --seed 2 --evaluations 40 --workers 0 --memory 2048 --control');
    expect(page).toContain('the workload as <code>tiny.json</code>');
  });

  it('shows what other commands found, and only of this run', async () => {
    for (const [look, ...words] of [['interactions', '--budget', '30'], ['minimize'], ['transfer'], ['scaling', '--no-sizes']] as const) {
      space.write(`${look}.json`, JSON.stringify(await evokeJson([look, run, ...words, '--db', db])));
    }
    const page = await reported(run, '--with', space.path('interactions.json'), '--with', space.path('minimize.json'), '--with', space.path('transfer.json'), '--with', space.path('scaling.json'));
    expect(page).toContain('<caption>Interactions of edits</caption>');
    expect(page).toContain('<caption>Gain by place, the worst first</caption>');
    expect(page).toContain('The smallest set of edits that keeps the gain');
    expect(page).toContain('the physical floor is cost');
    expect(page).not.toContain('Not measured yet');
    const out = space.path('refused.html');
    expect(await refused(['report', barren, '--out', out, '--db', db, '--with', space.path('interactions.json')], space.folder)).toMatch(new RegExp(`interactions\\.json is about run ${run}, not ${barren}; give what`));
    expect(await refused(['report', run, '--out', out, '--db', db, '--with', space.path('tiny.json')], space.folder)).toMatch(/tiny\.json is no analysis of a run; give what evoke interactions, transfer, minimize or scaling prints with --json/);
    expect(await refused(['report', run, '--out', out, '--db', db, '--with', db], space.folder)).toMatch(/runs\.db is not JSON; give what/);
    expect(await refused(['report', run, '--out', out, '--db', db, '--with', space.path('none.json')], space.folder)).toMatch(/^cannot read .*none\.json: no such file or directory; give what/);
  });

  it('says so where nothing survived', async () => {
    const page = await reported(barren);
    expect(page).toContain('poolSum: nothing surely faster was found');
    expect(page).toContain('No edit survived: nothing was found that is surely faster.');
  });

  it('reads a run that goes on, and says that this is not the last word', async () => {
    const store = openStore(space.path('going.db'));
    const finished = openStore(db, { readonly: true });
    const { configuration, workload, device, git, evokeVersion, seed, kernel } = finished.runs.get(other);
    finished.close();
    const { parseSource } = await import('../../src/pipeline/1-parse.ts');
    const going = store.runs.create({ created: new Date().toISOString(), configuration, workload, device, git, evokeVersion, seed, kernel: parseSource(kernel.text, kernel.file) });
    const page = space.path('going.html');
    expect((await evoke(['report', going, '--out', page, '--db', space.path('going.db')])).code).toBe(0);
    store.close();
    expect(readFileSync(page, 'utf8')).toContain('The run is still going on (process');
    expect(readFileSync(page, 'utf8')).toContain('No mutant has been judged yet.');
  });

  it('is the same page from the same records', async () => {
    expect(await reported(run)).toBe(await reported(run));
  });
});

describe('evoke report is refused in one line', () => {
  it('for a run or a database that does not exist', async () => {
    expect(await refused(['report', 'r-zzz', '--out', 'r.html', '--db', db], space.folder)).toMatch(/^there is no run "r-zzz" in /);
    expect(await refused(['report', run, '--out', 'r.html', '--db', space.path('none.db')], space.folder)).toMatch(/^there is no database at /);
  });

  it('for a path that cannot be written, or that is what is read', async () => {
    const line = (out: string) => refused(['report', run, '--out', out, '--db', db], space.folder);
    expect(await line(space.path('nowhere', 'r.html'))).toMatch(/^cannot write .*nowhere\/r\.html: no such file or directory; name a file in a folder that you may write$/);
    expect(await line(space.folder)).toMatch(/^cannot write .*: it is a directory; name a file in it$/);
    expect(await line(space.path('tiny.json', 'r.html'))).toMatch(/^cannot write .*: a part of the path is not a directory/);
    expect(await line('/proc/r.html')).toMatch(/^cannot write \/proc\/r\.html/);
    expect(await line(db)).toMatch(/runs\.db is what is read; name another file to write$/);
  });

  it('for a run of another version, whose records mean something else', async () => {
    writeFileSync(space.path('old.db'), readFileSync(db));
    const { default: SQLite } = await import('better-sqlite3');
    const database = new SQLite(space.path('old.db'));
    database.exec(`UPDATE edit SET operator = 'forgotten-operator'`);
    database.close();
    expect(await refused(['report', run, '--out', 'r.html', '--db', space.path('old.db')], space.folder)).toMatch(/^run .* was made by Evoke .*, whose edit operator 'forgotten-operator' this one does not have/);
  });
});

function openedResult(): RunResult {
  const store = openStore(db, { readonly: true });
  try {
    return store.runs.get(run).result as unknown as RunResult;
  } finally {
    store.close();
  }
}
