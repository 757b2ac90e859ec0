import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const home = fileURLToPath(new URL('../../', import.meta.url));

/**
 * A small project with the real scripts in it: one source file, the real compiler, and stand-ins for what would take
 * minutes or change the machine (npm, the wall checker, the test runner), each of which writes down that it was called.
 */
export function project({ tests = {} as unknown, testStatus = 0 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'evoke-scripts-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = (...names: string[]) => join(folder, ...names);
  const write = (name: string, text: string) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  };
  cpSync(join(home, 'scripts'), path('scripts'), { recursive: true });
  write('package.json', JSON.stringify({ name: 'small', version: '1.0.0', type: 'module' }));
  write('package-lock.json', '{}');
  write('tsconfig.json', JSON.stringify({ compilerOptions: { target: 'es2023', module: 'nodenext', rootDir: 'src', outDir: 'dist', types: [], lib: ['es5'], noCheck: true }, include: ['src'] }));
  write('tsconfig.test.json', JSON.stringify({ extends: './tsconfig.json', compilerOptions: { noEmit: true }, include: ['src'] }));
  write('src/main.ts', "console.log('the program', process.argv.slice(2).join(' '));\n");
  const note = (what: string) => `import { appendFileSync } from 'node:fs';\nappendFileSync(${JSON.stringify(path('calls'))}, ${JSON.stringify(`${what}\n`)});\n`;
  write('node_modules/dependency-cruiser/bin/dependency-cruise.mjs', note('walls'));
  write('node_modules/vitest/vitest.mjs', `${note('tests')}
import { writeFileSync } from 'node:fs';
const file = process.argv.find((word) => word.startsWith('--outputFile.json=')).split('=')[1];
const report = ${JSON.stringify(tests)};
if (report !== null) writeFileSync(file, JSON.stringify(report));
process.exit(${testStatus});\n`);
  symlinkSync(join(home, 'node_modules', 'typescript'), path('node_modules/typescript'));
  write('bin/npm', `#!/bin/sh\necho "npm $*" >> '${path('calls')}'\n[ "$FAIL_NPM" = "" ] || { echo 'no such package'; exit 1; }\n`);
  chmodSync(path('bin/npm'), 0o755);
  return {
    path, write,
    run(script: string, words: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
      // Nothing but the stand-ins can be called: no apt-get, no git.
      const { status, stdout, stderr } = spawnSync(process.execPath, [path('scripts', script), ...words], { cwd: folder, encoding: 'utf8', env: { PATH: path('bin'), ...env } });
      return { status, stdout, stderr };
    },
  };
}
