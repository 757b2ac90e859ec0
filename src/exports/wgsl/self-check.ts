import type { Program } from '../../model/index.ts';
import type { SelfCheckCase } from '../format.ts';
import { casesText } from '../support/cases.ts';
import { casesModuleText, pageText } from '../support/javascript-self-check.ts';
import { solveSizes } from '../support/javascript-sizes.ts';
import { namesOf } from '../support/names.ts';

/** `self-check.js` for Node.js, `self-check.html` for browsers, and the cases they run on one device, so that sizes change under it. */
export function selfCheckFiles({ signature, sizes: fixed }: Program, checks: readonly SelfCheckCase[]): Record<string, string> {
  const untold = solveSizes(signature, fixed).filter(({ text }) => text === null).map(({ symbol }) => symbol);
  return {
    'self-check.js': nodeText,
    'self-check.html': pageText(namesOf(signature).package, browserText),
    'cases.js': casesModuleText,
    'self-check.json': casesText(signature, checks, untold),
  };
}

const browserText = `const { dispatch, requestDevice } = await import('./index.js');
if (navigator.gpu === undefined) throw new Error('this browser has no WebGPU');
const device = await requestDevice(await navigator.gpu.requestAdapter());
done(await runCases(cases, (values, sizes) => dispatch(device, values, { sizes }), say), cases.length, 'on WebGPU');
`;

const nodeText = `/**
 * Runs the kernel on small inputs with known answers: node self-check.js
 *
 * Exit status: 0 all right, 1 a wrong answer, 2 it could not be tried. Answers are float64; each element has its own
 * tolerance. WebGPU is Node's own where it has one, else the package webgpu from where this package is installed, or from
 * the path in EVOKE_WEBGPU. Without a GPU's driver, the processor plays one by the driver that Debian's chromium brings.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { runCases } from './cases.js';
import { dispatch, requestDevice } from './index.js';

class CannotTry extends Error {}

/** Held for as long as the process lives: Dawn's devices need their root. */
let gpu;

/** Vulkan reads the name when WebGPU is made. */
function provideDriver() {
  const software = '/usr/lib/chromium/vk_swiftshader_icd.json';
  const own = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'].some((folder) => existsSync(folder) && readdirSync(folder).length > 0);
  if (process.platform === 'linux' && !own && existsSync(software)) process.env.VK_ICD_FILENAMES ??= software;
}

async function findWebGpu() {
  if (globalThis.navigator?.gpu) return globalThis.navigator.gpu;
  for (const path of [() => createRequire(import.meta.url).resolve('webgpu'), () => process.env.EVOKE_WEBGPU]) {
    try {
      const file = path();
      if (file) return (await import(pathToFileURL(file).href)).create([]);
    } catch (thrown) {
      if (thrown.code !== 'MODULE_NOT_FOUND') throw new CannotTry(\`no WebGPU here: \${thrown.message.split('\\n')[0]}\`);
    }
  }
  throw new CannotTry('WebGPU is not installed: npm install webgpu, or set EVOKE_WEBGPU to the path of its main file');
}

async function main() {
  provideDriver();
  gpu = await findWebGpu();
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (adapter === null) throw new CannotTry('no GPU that WebGPU can use: install a Vulkan driver, or name one in VK_ICD_FILENAMES');
  const device = await requestDevice(adapter).catch(({ message }) => { throw new CannotTry(\`\${message}: the kernel was not run\`); });
  const cases = JSON.parse(readFileSync(new URL('./self-check.json', import.meta.url), 'utf8'));
  const right = await runCases(cases, (values, sizes) => dispatch(device, values, { sizes }), console.log);
  console.log(\`\${right} of \${cases.length} cases are right on \${adapter.info.description || adapter.info.device || adapter.info.vendor}\`);
  return cases.length > 0 && right === cases.length ? 0 : 1;
}

main().catch((thrown) => {
  console.log(thrown instanceof CannotTry ? thrown.message : thrown.stack);
  return 2;
}).then((status) => {
  // WebGPU keeps a process alive
  process.stdout.write('', () => process.exit(status));
});
`;
