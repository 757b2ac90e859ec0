import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../../../src/report/html/index.ts';
import { storedRun } from '../records.ts';
import { edit, interactionReport, runPage } from './pages.ts';

const page = renderPage(runPage());

/** Without its script, whose words are not figures. */
const said = (text: string) => text.replace(/<script>[\s\S]*<\/script>/, '');

describe('renderPage', () => {
  it('stands alone: nothing is fetched, and only its own style and script may work', () => {
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/https?:|@import|url\(|<img|<iframe|\seval\(|new Function|innerHTML|style="|\son\w+="/);
    expect(said(page)).not.toMatch(/NaN|undefined|\[object/);
    expect(page.match(/<script/g)).toHaveLength(1);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)![1]!;
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy).not.toMatch(/unsafe|connect-src/);
    for (const part of ['style', 'script']) {
      const text = new RegExp(`<${part}>([\\s\\S]*?)</${part}>`).exec(page)![1]!;
      expect(policy).toContain(`${part}-src 'sha256-${createHash('sha256').update(text).digest('base64')}'`);
    }
  });

  it('may ask its own server only where it is live', () => {
    const live = renderPage(runPage(), { live: true });
    expect(live).toContain(`connect-src 'self'`);
    expect(live).toContain('EventSource');
    expect(page).not.toContain('EventSource');
  });

  it('has one of each landmark, headings without gaps, no id twice, and a name for every section and table', () => {
    for (const landmark of ['<main ', '<header>', '<footer>', '<h1 ']) expect(page.split(landmark)).toHaveLength(2);
    const levels = [...page.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    levels.forEach((level, at) => { if (at > 0) expect(level).toBeLessThanOrEqual(levels[at - 1]! + 1); });
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of page.matchAll(/aria-(?:labelledby|controls)="([^"]+)"/g)) expect(ids).toContain(id);
    for (const [, id] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id);
    expect(page.split('<table').length).toBe(page.split('<caption>').length);
    for (const [section] of page.matchAll(/<section [^>]*>/g)) expect(section).toContain('aria-labelledby');
    expect(page).toContain('<html lang="en">');
  });

  it('makes what a run recorded harmless', () => {
    const attack = '</script><script>alert(1)</script>';
    const text = renderPage(runPage({
      run: storedRun({ kernel: { ...storedRun().kernel, name: attack, text: attack }, workload: { ...storedRun().workload, name: attack }, evokeVersion: attack, stopReason: attack }),
      edits: [edit(0, { edit: { id: attack, operator: attack, target: attack, choices: { a: attack }, repairs: [] } })], stages: [attack, `${attack}\n${attack}`],
      emitted: [{ target: attack, measured: true, base: { text: attack }, best: { refused: attack } }], reproduce: { command: attack, files: [{ name: attack, what: attack, text: attack }], traces: [{ workload: attack, file: attack, folder: attack }] },
      analyses: { interactions: interactionReport({ edits: interactionReport().edits.map((each) => ({ ...each, operator: attack, alone: { dead: attack } })) }) },
    }));
    expect(text).not.toContain('<script>alert');
    expect(text.match(/<script/g)).toHaveLength(1);
  });

  it('says what was never measured and how to have it, and of a run without survivor that there is none', () => {
    expect(page).toContain('evoke interactions r-7f3a9c --json &gt; interactions.json');
    const barren = renderPage(runPage({ best: null, edits: [], stages: ['a\n'], figures: { ...runPage().figures, best: null } }));
    expect(barren).toContain('poolSum: nothing surely faster was found');
    expect(barren).toContain('No edit survived: nothing was found that is surely faster.');
    expect(said(barren)).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('of a run that has only begun, too', () => {
    const begun = renderPage(runPage({ run: storedRun({ status: 'running' }), result: null, best: null, edits: [], stages: ['a\n'], arms: [], figures: { ...runPage().figures, best: null, random: null, physicalFloor: null, bytes: null } }), { live: true });
    expect(begun).toContain('No mutant has been judged yet.');
    expect(said(begun)).not.toMatch(/NaN|undefined|Infinity/);
  });
});
