/**
 * Brings a machine with only Node.js, npm and a compiler to where Evoke runs: packages, Debian packages, build. Each
 * part looks first whether it is done, so a second start costs a few file reads. Only Node's own modules are used here,
 * as nothing else is installed yet.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** What each Debian package brings, and the file that shows it is there. */
const debianPackages = [
  { name: 'chromium', brings: 'the software Vulkan driver SwiftShader, on which gpujs:webgpu runs without a GPU', file: '/usr/lib/chromium/vk_swiftshader_icd.json' },
  { name: 'libvulkan1', brings: 'the Vulkan loader that Dawn opens', file: '/usr/lib/x86_64-linux-gnu/libvulkan.so.1' },
];

/** Does all that is missing; `say` gets one line a step. Throws an Error with one clear line if it cannot go on. */
export function setUp(say) {
  requireNode();
  installPackages(say);
  const missing = installDebianPackages(say);
  build(say);
  return { missing };
}

export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) throw new Error(`Node.js ${version} is too old: Evoke needs 20.19 or newer; install it and start again`);
}

function installPackages(say) {
  const wanted = digest(['package.json', 'package-lock.json']);
  const stamp = join(root, 'node_modules', '.evoke-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('Installing packages (the SQLite driver is compiled, which takes about a minute) …');
  // devDependencies hold the compiler that the build needs, whatever NODE_ENV says.
  const done = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (done.error) throw new Error(`npm could not be started (${done.error.message}); install npm and start again`);
  if (done.status !== 0) throw new Error(`npm ci failed with exit code ${done.status}; its last lines:\n${`${done.stdout}${done.stderr}`.trim().split('\n').slice(-15).join('\n')}`);
  writeFileSync(stamp, wanted);
}

/** The names of the Debian packages still missing afterwards. */
export function installDebianPackages(say, packages = debianPackages) {
  const missing = () => packages.filter((each) => !existsSync(each.file));
  if (missing().length === 0) return [];
  const names = missing().map((each) => each.name);
  const command = `apt-get update && apt-get install -y --no-install-recommends ${names.join(' ')}`;
  const reason = aptTrouble();
  if (reason === undefined) {
    say(`Installing Debian packages: ${names.join(', ')} …`);
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const done = spawnSync('sh', ['-c', command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: environment });
    if (done.status === 0 && missing().length === 0) return [];
  }
  for (const each of missing()) say(`Missing: ${each.name} (${each.brings}). ${reason ?? 'apt-get could not install it.'} To add it: ${command}`);
  return missing().map((each) => each.name);
}

function aptTrouble() {
  if (process.platform !== 'linux') return `Debian packages are not for ${process.platform}.`;
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) return 'There is no apt-get here.';
  if (process.getuid?.() !== 0) return 'Only root can install it.';
  return undefined;
}

function build(say) {
  const stamp = join(root, 'dist', '.built');
  const newest = Math.max(newestChange(join(root, 'src')), statSync(join(root, 'tsconfig.json')).mtimeMs);
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= newest) return;
  say('Building …');
  rmSync(join(root, 'dist'), { recursive: true, force: true }); // a file whose source is gone must not live on
  mkdirSync(join(root, 'dist'));
  try {
    execFileSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.json'], { cwd: root, encoding: 'utf8' });
  } catch (error) {
    throw new Error(`the build failed:\n${error.stdout ?? error.message}`);
  }
  writeFileSync(stamp, '');
}

function newestChange(folder) {
  let newest = statSync(folder).mtimeMs;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestChange(path) : statSync(path).mtimeMs);
  }
  return newest;
}

function digest(files) {
  const hash = createHash('sha256').update(`${process.version} ${process.arch}`);
  for (const file of files) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}
