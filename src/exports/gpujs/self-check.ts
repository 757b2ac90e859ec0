import type { Program } from '../../model/index.ts';
import type { SelfCheckCase } from '../format.ts';
import { casesText } from '../support/cases.ts';
import { casesModuleText, pageText } from '../support/javascript-self-check.ts';
import { solveSizes } from '../support/javascript-sizes.ts';
import { namesOf } from '../support/names.ts';

/** `self-check.js` and `self-check.html`, and the cases they run: one function for all cases, so that sizes change under it. */
export function selfCheckFiles({ signature, sizes: fixed }: Program, checks: readonly SelfCheckCase[]): Record<string, string> {
  const names = namesOf(signature);
  const untold = solveSizes(signature, fixed).filter(({ text }) => text === null).map(({ symbol }) => symbol);
  return {
    'self-check.js': selfCheckText.replaceAll('CREATE', () => names.create),
    'self-check.html': pageText(names.package, browserText.replaceAll('CREATE', () => names.create)),
    'cases.js': casesModuleText,
    'self-check.json': casesText(signature, checks, untold),
  };
}

/** gpu.js has a build for browsers, a script that makes `GPU` global. */
const browserText = `const { CREATE } = await import('./index.js');
const asIntegers = (value) => (value instanceof Uint8Array ? Int32Array.from(value) : value); // bools are integers to gpu.js
const query = new URLSearchParams(location.search);
const [mode, script] = [query.get('mode') ?? 'webasm', document.createElement('script')];
script.src = query.get('gpujs') ?? './node_modules/gpu.js/dist/gpu-browser.min.js';
await new Promise((resolve, reject) => {
  script.onload = resolve;
  script.onerror = () => reject(new Error('gpu.js is not at ' + script.src + '; name its browser build by ?gpujs=URL'));
  document.head.append(script);
});
const kernel = CREATE(GPU, { mode });
done(await runCases(cases, (values, sizes) => kernel(...Object.values(values).map(asIntegers), sizes), say), cases.length, 'in mode ' + mode);
await kernel.destroy();
`;

const selfCheckText = `/**
 * Runs the kernel on small inputs with known answers: node self-check.js [--mode cpu|webasm|webgpu]
 *
 * Exit status: 0 all right, 1 a wrong answer, 2 it could not be tried. Answers are float64; each element has its own
 * tolerance. gpu.js is taken from where this package is installed, else from the path in EVOKE_GPUJS.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runCases } from './cases.js';
import { CREATE } from './index.js';

const modes = ['cpu', 'webasm', 'webgpu'];
/** Bools are integers to gpu.js. */
const asIntegers = (value) => (value instanceof Uint8Array ? Int32Array.from(value) : value);

class CannotTry extends Error {}

function modeFrom(words) {
  if (words.length === 0) return 'cpu';
  if (words.length === 2 && words[0] === '--mode' && modes.includes(words[1])) return words[1];
  throw new CannotTry(\`got '\${words.join(' ')}'; allowed: --mode \${modes.join(', --mode ')}\`);
}

/** gpu.js, and a require that finds what lies beside it. */
function findGpuJs() {
  const here = createRequire(import.meta.url);
  const elsewhere = process.env.EVOKE_GPUJS;
  for (const [require, name] of [[here, 'gpu.js'], ...(elsewhere ? [[createRequire(elsewhere), elsewhere]] : [])]) {
    try {
      return { gpujs: require(name), beside: require };
    } catch (thrown) {
      if (thrown.code !== 'MODULE_NOT_FOUND') throw thrown;
    }
  }
  throw new CannotTry('gpu.js is not installed: npm install gpu.js, or set EVOKE_GPUJS to the path of its main file');
}

/** Browsers bring WebGPU; Node.js has it from the package webgpu. */
async function provideWebGpu(beside) {
  if (globalThis.navigator?.gpu === undefined) {
    try {
      globalThis.navigator ??= {};
      Object.defineProperty(globalThis.navigator, 'gpu', { value: beside('webgpu').create([]), configurable: true });
    } catch (thrown) {
      throw new CannotTry(\`no WebGPU here: \${thrown.message.split('\\n')[0]}; npm install webgpu\`);
    }
  }
  const adapter = await globalThis.navigator.gpu.requestAdapter().catch(() => null);
  if (adapter === null) throw new CannotTry('no GPU that WebGPU can use: install a Vulkan driver, or name one in VK_ICD_FILENAMES');
}

async function main() {
  const mode = modeFrom(process.argv.slice(2));
  const { gpujs, beside } = findGpuJs();
  if (mode === 'webgpu') await provideWebGpu(beside);
  const kernel = CREATE(gpujs, { mode });
  const cases = JSON.parse(readFileSync(new URL('./self-check.json', import.meta.url), 'utf8'));
  const right = await runCases(cases, (values, sizes) => kernel(...Object.values(values).map(asIntegers), sizes), console.log);
  console.log(\`\${right} of \${cases.length} cases are right in mode \${mode}\`);
  await kernel.destroy();
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
