import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../src/model/index.ts';
import { parseSource } from '../../src/pipeline/1-parse.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { evoke, evokeJson, main, workspace } from '../commands/fixtures/evoke.ts';
import { writeInputs } from '../commands/fixtures/inputs.ts';
import type { RunResult } from '../../src/model/index.ts';
import { chromiumMissing, startBrowser, type Browser } from './chromium.ts';

/** `evoke watch` beside a run that goes on in this process: the page follows what is recorded. */
const space = workspace('watch');
const db = space.path('runs.db');
let store: Store;
let going = '';
let browser: Browser | undefined;
const children: ChildProcess[] = [];

beforeAll(async () => {
  writeInputs(space);
  const other = space.path('finished.db');
  const { runId } = await evokeJson<RunResult>(['run', 'pool-sum', '--device', 'model', '--workload', space.path('tiny.json'), '--evaluations', '2', '--db', other]);
  const finished = openStore(other, { readonly: true });
  const { configuration, workload, device, git, evokeVersion, seed, kernel } = finished.runs.get(runId);
  finished.close();
  store = openStore(db);
  going = store.runs.create({ created: new Date().toISOString(), configuration, workload, device, git, evokeVersion, seed, kernel: parseSource(kernel.text, kernel.file) });
  if (!chromiumMissing) browser = await startBrowser();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  store?.close();
  await browser?.close();
});

async function watching(...words: string[]): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, [main, 'watch', going, '--db', db, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(child.stdout!.setEncoding('utf8'), 'data')) as [string];
  expect(line).toMatch(new RegExp(`^Watching run ${going} at http://127\\.0\\.0\\.1:\\d+/ \\(Ctrl-C ends\\)\n$`));
  return { child, address: /http:\S+/.exec(line)![0] };
}

/** One more mutant, judged at another gate each. */
function judge(number: number): void {
  store.transaction(() => {
    store.runs.beat(going, new Date().toISOString());
    store.lineage.record(going, 'evolution', { number, generation: 0, island: 0, genome: [], parents: [], made: { kind: 'seed', operators: [] }, treeHash: `tree ${number}` });
    store.evaluations.record(going, 'evolution', { number, kind: 'screen', key: `${number}`, individual: number, against: null, outcome: { kind: 'timeout', stage: 'verify', limitMs: 5 }, deviceTime: 1, elapsedMs: number });
  });
}

describe('evoke watch', () => {
  it('ends well on Ctrl-C, and lets the run write on', async () => {
    const { child, address } = await watching('--port', '0');
    expect(await (await fetch(address)).text()).toContain('No mutant has been judged yet.');
    judge(0);
    expect(await (await fetch(address)).text()).toContain('1 by evolution');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('is refused in one line: no such run, a port in use', async () => {
    const { address } = await watching('--port', '0');
    const { port } = new URL(address);
    const { code, stdout, stderr } = await evoke(['watch', going, '--db', db, '--port', port]);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `error: port ${port} is in use; name another with --port, or --port 0 for any that is free\n` });
    expect((await evoke(['watch', 'r-zzz', '--db', db])).stderr).toMatch(/^error: there is no run "r-zzz" in .*\n$/);
    expect((await evoke(['watch', going, '--db', db, '--port', '65536'])).stderr).toMatch(/allowed: a whole number from 0 to 65535/);
  });

  it.skipIf(chromiumMissing)(`shows in an open page what happens, without taking away what is read${chromiumMissing && ` (needs ${chromiumMissing})`}`, async () => {
    const { child, address } = await watching('--port', '0');
    const tab = await browser!.open(address);
    await tab.until('document.getElementById("live").textContent.includes("is running; evaluations recorded: 1 by evolution")');
    await tab.evaluate('document.querySelector("#reproduce details").open = true');
    await tab.evaluate('document.getElementById("code-tab-1").click()');
    await tab.evaluate('document.getElementById("reproduce").dataset.same = "yes"');
    judge(1);
    judge(2);
    await tab.until('document.getElementById("outcomes").textContent.includes("3 by evolution")');
    await tab.until('document.getElementById("live").textContent.includes("3 by evolution")');
    expect(await tab.evaluate('document.querySelector("#code-tab-1").getAttribute("aria-selected")')).toBe('true');
    expect(await tab.evaluate('document.querySelector("#reproduce details").open')).toBe(true);
    expect(await tab.evaluate('document.getElementById("reproduce").dataset.same')).toBe('yes'); // what says the same stays
    store.runs.finish(going, { status: 'finished', finished: new Date().toISOString(), stopReason: 'enough', result: null as Json });
    await tab.until('document.getElementById("live").textContent.includes("is finished")');
    await tab.until('document.querySelector(".brand").textContent.includes("finished")');
    expect(tab.said).toEqual([]);
    child.kill('SIGINT');
    await once(child, 'exit');
    await tab.until('document.getElementById("live").textContent.includes("not live any more")');
    await tab.close();
  });
});
