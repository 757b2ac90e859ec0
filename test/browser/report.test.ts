import { statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evoke, evokeJson, workspace } from '../commands/fixtures/evoke.ts';
import { writeInputs } from '../commands/fixtures/inputs.ts';
import type { RunResult } from '../../src/model/index.ts';
import { compareRuns } from '../../src/lineage/index.ts';
import { renderComparisonPage } from '../../src/report/html/index.ts';
import { comparedRun } from '../lineage/compared-run.ts';
import { recordLargeRun } from '../report/html/large-run.ts';
import { runPage } from '../report/html/pages.ts';
import { chromiumMissing, startBrowser, type Browser, type Tab, type Viewport } from './chromium.ts';

/** The report as a reader meets it: opened from disk in a headless Chromium, by pointer, by keyboard, on a phone, in the dark. */
const space = workspace('browser');
const page = space.path('report.html');
let browser: Browser;
let run: RunResult;

beforeAll(async () => {
  if (chromiumMissing) return;
  writeInputs(space);
  const db = space.path('runs.db');
  run = await evokeJson<RunResult>(['run', 'pool-sum', '--device', 'model', '--workload', space.path('tiny.json'), '--evaluations', '120', '--seed', '2', '--control', '--db', db]);
  const looks = await Promise.all(['interactions', 'transfer'].map(async (look) => ['--with', space.write(`${look}.json`, JSON.stringify(await evokeJson([look, run.runId, '--db', db, ...(look === 'interactions' ? ['--budget', '30'] : [])])))]));
  expect((await evoke(['report', run.runId, '--out', page, '--db', db, ...looks.flat()])).code).toBe(0);
  browser = await startBrowser();
});
afterAll(() => browser?.close());

async function opened(viewport?: Viewport, address = pathToFileURL(page).href): Promise<Tab> {
  return browser.open(address, viewport);
}

/** The console said nothing, and nothing but the page itself was asked for. */
async function quiet(tab: Tab): Promise<void> {
  expect(tab.said).toEqual([]);
  expect(tab.requested.filter((address) => !address.startsWith('data:'))).toEqual([pathToFileURL(page).href]);
  await tab.close();
}

/** Contrast of text with what is behind it (WCAG 2), the least of all texts that are shown, and where. */
const leastContrast = `(() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => { for (let at = element; at; at = at.parentElement) { const [r, g, b, a = 1] = parse(getComputedStyle(at).backgroundColor); if (a === 1) return [r, g, b]; } return parse(getComputedStyle(document.documentElement).backgroundColor).slice(0, 3); };
  let least = { ratio: 99, text: '' };
  for (const element of document.querySelectorAll('body *:not(svg *):not(script):not(style)')) {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '') || element.getClientRects().length === 0) continue;
    const [one, other] = [luminance(parse(getComputedStyle(element).color)), luminance(behind(element))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < least.ratio) least = { ratio, text: element.textContent.trim().slice(0, 60) };
  }
  return least;
})()`;

describe.skipIf(chromiumMissing)(`a report in Chromium${chromiumMissing && ` (needs ${chromiumMissing})`}`, () => {
  it('gives the answer first, and asks for nothing', async () => {
    const tab = await opened();
    expect(await tab.evaluate('document.querySelector("main h1").textContent')).toBe(`poolSum: ${run.speedup.estimate.toFixed(3)}× as fast, by estimate`);
    expect(await tab.evaluate('document.querySelector("h1").getBoundingClientRect().top < 200')).toBe(true);
    expect(await tab.evaluate('document.querySelector(".warning").textContent')).toContain('ESTIMATE');
    await quiet(tab);
  });

  it('shows an edit when the pointer is on it, or the keyboard: its card, its source, its lines', async () => {
    const tab = await opened();
    const last = run.best.edits.length - 1;
    const shown = 'document.querySelectorAll(".edit:not([hidden])").length === 1 && Number(document.querySelector(".edit:not([hidden])").dataset.edit)';
    expect(await tab.evaluate(shown)).toBe(0);
    await tab.hover(`a.point[data-edit="${last}"]`);
    await tab.until(`(${shown}) === ${last}`);
    expect(await tab.evaluate('document.getElementById("tip").hidden')).toBe(false);
    expect(await tab.evaluate('document.getElementById("tip").textContent')).toContain(`Edit ${last + 1}, ${run.best.edits[last]!.operator}`);
    expect(await tab.evaluate('document.querySelector(".edit:not([hidden])").textContent')).toMatch(/Before.*After|does nothing|leaves the printed text/s);
    await tab.evaluate('document.querySelector("a.point[data-edit=\'0\']").focus()');
    await tab.until(`(${shown}) === 0`);
    await tab.press('Escape');
    expect(await tab.evaluate('document.getElementById("tip").hidden')).toBe(true);
    await tab.click('.source a.mark');
    const edit = await tab.evaluate<number>('Number(document.querySelector(".source a.mark").dataset.edit)');
    await tab.until(`(${shown}) === ${edit}`);
    expect(await tab.evaluate('document.activeElement.className')).toContain('edit');
    await tab.click('#all-edits');
    await tab.until(`document.querySelectorAll(".edit:not([hidden])").length === ${run.best.edits.length}`);
    await quiet(tab);
  });

  it('finds an edit by its operator', async () => {
    const tab = await opened();
    const { operator } = run.best.edits.at(-1)!;
    const same = run.best.edits.filter((each) => each.operator === operator).length;
    await tab.click('#find-edit');
    await tab.type(operator);
    await tab.until(`document.getElementById("found-edits").textContent === "${same} found"`);
    expect(await tab.evaluate('[...document.querySelectorAll(".edit-list li:not([hidden])")].length')).toBe(same);
    expect(await tab.evaluate('document.querySelector(".edit:not([hidden]) h3").textContent')).toContain(operator);
    await quiet(tab);
  });

  it('changes tabs by click and by arrow', async () => {
    const tab = await opened();
    const shown = '[...document.querySelectorAll("#code .panel:not([hidden])")].map((panel) => panel.id).join()';
    expect(await tab.evaluate(shown)).toBe('code-panel-0');
    await tab.click('#code-tab-1');
    await tab.until(`${shown} === 'code-panel-1'`);
    await tab.press('ArrowRight');
    await tab.until(`${shown} === 'code-panel-2' && document.activeElement.id === 'code-tab-2'`);
    await tab.press('ArrowRight');
    await tab.until(`${shown} === 'code-panel-0' && document.activeElement.getAttribute('aria-selected') === 'true'`);
    await quiet(tab);
  });

  it('is walked through by Tab: the way past the header first, every stop seen and named', async () => {
    const tab = await opened();
    await tab.press('Tab');
    expect(await tab.evaluate('document.activeElement.className')).toBe('skip');
    await tab.press('Enter');
    expect(await tab.evaluate('document.activeElement.id')).toBe('main');
    const unnamed = [];
    for (let stop = 0; stop < 25; stop++) {
      await tab.press('Tab');
      const at = await tab.evaluate<{ name: string; html: string; seen: boolean }>('(() => { const { activeElement: own } = document; const box = own.getBoundingClientRect(); return { name: own.getAttribute("aria-label") || own.textContent.trim() || (own.labels && own.labels[0].textContent), html: own.outerHTML.slice(0, 80), seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight }; })()');
      if (!at.name || !at.seen) unnamed.push(at);
    }
    expect(unnamed).toEqual([]);
    await quiet(tab);
  });

  it.each([['light', false], ['dark', true]] as const)('keeps its contrast in %s colours', async (_name, dark) => {
    const tab = await opened({ dark });
    const [red] = (await tab.evaluate<string>('getComputedStyle(document.body).backgroundColor')).match(/\d+/g)!.map(Number);
    expect(red! < 128).toBe(dark);
    const least = await tab.evaluate<{ ratio: number; text: string }>(leastContrast);
    expect(least.ratio, least.text).toBeGreaterThanOrEqual(4.5);
    await quiet(tab);
  });

  it('fits a phone: nothing wider than it, letters in charts large enough to read', async () => {
    const tab = await opened({ width: 390, height: 844, mobile: true });
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await tab.evaluate('Math.min(...[...document.querySelectorAll("#curve svg text")].map((text) => text.getBoundingClientRect().height))')).toBeGreaterThanOrEqual(11);
    expect(await tab.evaluate('getComputedStyle(document.querySelector(".source thead")).display')).toBe('none');
    await quiet(tab);
  });

  it('opens at an edit that its address names', async () => {
    const tab = await opened({}, `${pathToFileURL(page).href}#edit-2`);
    await tab.until('document.querySelector(".edit:not([hidden])").id === "edit-2"');
    await tab.close();
  });
});

describe.skipIf(chromiumMissing)(`several runs side by side in Chromium${chromiumMissing && ` (needs ${chromiumMissing})`}`, () => {
  it.each([['light', false], ['dark', true]] as const)('say nothing in the console, fit a phone and keep their contrast in %s colours', async (_name, dark) => {
    const { arms: [evolution] } = runPage();
    const runs = Array.from({ length: 6 }, (_, at) => comparedRun(`r-${at}`, { edits: [{ id: `e${at}`, operator: 'split-accumulator-by-unrolling', target: 'n4', where: '3:7' }] }));
    const address = pathToFileURL(space.write('compare.html', renderComparisonPage({ comparison: compareRuns(runs), arms: runs.map(() => evolution!), evokeVersion: '0.1.0' }))).href;
    const tab = await opened({ width: 390, height: 844, mobile: true, dark }, address);
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(390);
    const least = await tab.evaluate<{ ratio: number; text: string }>(leastContrast);
    expect(least.ratio, least.text).toBeGreaterThanOrEqual(4.5);
    await tab.hover('#curve .point');
    expect(await tab.evaluate('document.getElementById("tip").textContent')).toContain('66.7 %, 1.500×, after 21 evaluations');
    expect(tab.said).toEqual([]);
    await tab.close();
  });
});

describe.skipIf(chromiumMissing)(`the report of a long run${chromiumMissing && ` (needs ${chromiumMissing})`}`, () => {
  it('is small, soon written and soon open', async () => {
    const db = space.path('large.db');
    const out = space.path('large.html');
    const large = recordLargeRun(db, 5_000);
    expect((await evoke(['report', large, '--out', out, '--db', db])).code).toBe(0);
    expect(statSync(out).size).toBeLessThan(5e6);
    const start = performance.now();
    const tab = await opened({}, pathToFileURL(out).href);
    await tab.until('document.querySelectorAll(".edit:not([hidden])").length === 1');
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(await tab.evaluate('document.querySelectorAll("*").length')).toBeLessThan(30_000);
    expect(tab.said).toEqual([]);
    await tab.close();
  });
});
