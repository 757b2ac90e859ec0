import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMarker, refuseUnusable, writePackage } from '../../src/exports/package-folder.ts';
import { UserError } from '../../src/util/errors.ts';
import { temporaryFolder } from './requests.ts';

const about = { format: 'gpujs' };

describe('refuseUnusable', () => {
  it('takes a new folder, a deep one, an empty one and an earlier export', () => {
    const parent = temporaryFolder();
    mkdirSync(join(parent, 'empty'));
    writePackage(join(parent, 'earlier'), { 'a.txt': 'a' }, about);
    for (const name of ['new', 'deep/deeper', 'empty', 'earlier']) expect(() => refuseUnusable(join(parent, name))).not.toThrow();
    expect(readdirSync(parent).sort()).toEqual(['earlier', 'empty']);
  });

  it('refuses what is not ours to replace, in one line', () => {
    const parent = temporaryFolder();
    writeFileSync(join(parent, 'file'), 'mine');
    mkdirSync(join(parent, 'full'));
    writeFileSync(join(parent, 'full', 'package.json'), '{"name":"mine"}');
    const rest = 'give --out a new folder, an empty one or an earlier export';
    for (const [name, message] of [
      ['file', `${parent}/file is a file; ${rest}`],
      ['full', `${parent}/full holds package.json, which is not of an earlier export; ${rest}`],
      ['file/inside', `cannot write ${parent}/file/inside: ${parent}/file is a file; give --out another folder`],
    ] as const) {
      expect(() => refuseUnusable(join(parent, name))).toThrow(new UserError(message));
    }
    expect(() => refuseUnusable(' ')).toThrow('the folder to export to has no name');
  });

  it('is not taken in by a marker that is none', () => {
    const folder = temporaryFolder();
    for (const text of ['', 'null', '{"format":7,"files":[]}', '{"format":"gpujs"}']) {
      writeFileSync(join(folder, 'evoke.json'), text);
      expect(readMarker(folder)).toBe(null);
      expect(() => refuseUnusable(folder)).toThrow('holds evoke.json, which is not of an earlier export');
    }
  });
});

describe('writePackage', () => {
  it('writes all files and a marker that names them', () => {
    const out = join(temporaryFolder(), 'out');
    expect(writePackage(out, { 'a.txt': 'a', 'b.txt': 'b' }, about)).toEqual({ folder: out, files: ['a.txt', 'b.txt', 'evoke.json'] });
    expect(readMarker(out)).toEqual({ format: 'gpujs', files: ['a.txt', 'b.txt', 'evoke.json'] });
    writePackage(out, { 'c.txt': 'c' }, about);
    expect(readdirSync(out).sort()).toEqual(['c.txt', 'evoke.json']);
  });

  it('replaces what npm leaves where a package gets what its self-check needs', () => {
    const out = join(temporaryFolder(), 'out');
    writePackage(out, { 'package.json': '{}' }, about);
    mkdirSync(join(out, 'node_modules', 'gpu.js'), { recursive: true });
    for (const made of ['node_modules/gpu.js/package.json', 'package-lock.json', 'package.json']) writeFileSync(join(out, made), '{ "name": "made" }');
    writePackage(out, { 'package.json': '{}' }, about);
    expect(readdirSync(out).sort()).toEqual(['evoke.json', 'package.json']);
  });

  it('keeps an earlier export, and leaves nothing beside it, where a file cannot be written', () => {
    const parent = temporaryFolder();
    const out = join(parent, 'out');
    writePackage(out, { 'a.txt': 'earlier' }, about);
    expect(() => writePackage(out, { 'a.txt': 'later', 'a.txt/file.txt': 'b' }, about)).toThrow(/^cannot write .*; give --out a folder that can be written$/);
    expect(readFileSync(join(out, 'a.txt'), 'utf8')).toBe('earlier');
    expect(readdirSync(parent)).toEqual(['out']);
  });

  it('says in one line that a place cannot be written', () => {
    // where even the superuser cannot make a folder
    expect(() => writePackage('/proc/evoke-export', { 'a.txt': 'a' }, about)).toThrow(/^cannot write \/proc\/evoke-export: .*; give --out a folder that can be written$/);
    expect(() => writePackage('/proc/evoke/export', { 'a.txt': 'a' }, about)).toThrow(/^cannot write \/proc\/evoke\/export: .*; give --out a folder that can be written$/);
    const closed = join(temporaryFolder(), 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o555);
    const superuser = process.getuid?.() === 0;
    if (superuser) expect(() => refuseUnusable(join(closed, 'out'))).not.toThrow();
    else expect(() => refuseUnusable(join(closed, 'out'))).toThrow(/^cannot write .*EACCES.*; give --out a folder that can be written$/);
    expect(existsSync(join(closed, 'out'))).toBe(false);
  });
});
