import { expect, test } from 'vitest';
import { renderProfilePage } from '../../src/report/profile-page.ts';
import { renderProfile } from '../../src/report/workloads.ts';
import { accessCounter } from '../../src/workloads/profile.ts';

const counter = accessCounter();
[[7, 9, 4], [0, 7], [7, 9, 4]].forEach((bag, at) => {
  bag.forEach((row) => counter.add(row));
  counter.endBag(at % 2);
});
const profile = counter.profile({ budget: 40, dim: 4 });

test('a page stands alone: no script, nothing fetched, names made harmless, both colour schemes, narrow windows', () => {
  const page = renderProfilePage('<img src=x onerror=alert(1)>.txt', profile);
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).not.toMatch(/<script|<img|https?:|url\(|@import|NaN|undefined/);
  expect(page).toContain('&#60;img src=x');
  expect(page).toContain('prefers-color-scheme: dark');
  expect(page).toContain('width=device-width');
  expect(page.match(/<svg/g)).toHaveLength(3);
  expect(page.match(/<polyline/g)).toHaveLength(2);
  expect(page).toContain('S = 1.50 samples each, d = 100.0 %');
});

test('without bags and without accesses there is nothing to divide by', () => {
  expect(renderProfilePage('none', accessCounter().profile())).not.toMatch(/NaN|Infinity|undefined/);
});

test('the same in words', () => {
  expect(renderProfile('log', profile).split('\n').filter((line) => !line.includes('  0.0 %'))).toMatchInlineSnapshot(`
    [
      "log: 8 lookups of 4 distinct rows, largest index 9",
      "Share of accesses to rows used so many times:",
      "         (0,1]   12.5 %  ##########",
      "         (1,2]   50.0 %  ########################################",
      "         (2,4]   37.5 %  ##############################",
      "Share of accesses by the hottest rows:",
      "  top 0.1 % (1 rows): 37.5 %",
      "  top 1.0 % (1 rows): 37.5 %",
      "  top 10.0 % (1 rows): 37.5 %",
      "  40B hold the hottest 2 rows of 16 bytes: 62.5 %",
      "Zipf-Mandelbrot by maximum likelihood of the use counts: alpha 1.908, q 4.00; its shares are at most 3.0 points off",
      "Share of accesses that a cache of so many rows would have hit (LRU: least recently used leaves; LFU: most used so far stay):",
      "          rows      LRU      LFU",
      "             4   50.0 %   50.0 %",
      "3 bags (0 empty) of 2.7 lookups on average, 3 at most",
      "Share of bags that repeat one of the last so many:",
      "            16   33.3 %  (37.5 % of lookups)",
      "           256   33.3 %  (37.5 % of lookups)",
      "         2,048   33.3 %  (37.5 % of lookups)",
      "        16,384   33.3 %  (37.5 % of lookups)",
      "        65,536   33.3 %  (37.5 % of lookups)",
      "2 sessions: S = 1.50 samples each, d = 100.0 % repeat their session's last; deduplication saves 1.50×",
    ]
  `);
});
