import type { Program } from '../../model/index.ts';
import type { SelfCheckCase } from '../format.ts';
import { namesOf } from './names.ts';
import { solveSizes } from './sizes.ts';

/** `self-check.js` and the cases it runs, `self-check.json`: one function for all cases, so that sizes change under it. */
export function selfCheckFiles({ signature, sizes: fixed }: Program, checks: readonly SelfCheckCase[]): Record<string, string> {
  const untold = solveSizes(signature, fixed).filter(({ text }) => text === null).map(({ symbol }) => symbol);
  const cases = checks.map(({ name, sizes, arguments: given, expected, allowed }) => JSON.stringify({
    name,
    arguments: signature.parameters.map(({ name: parameter, type }) => {
      const values = numbers(given[parameter]!.values as ArrayLike<number>);
      return type.dims.length === 0 ? { number: values[0] } : { [type.scalar === 'f32' ? 'f32' : 'i32']: values };
    }),
    sizes: Object.fromEntries(untold.map((symbol) => [symbol, sizes[symbol]])),
    expected: numbers(expected),
    allowed: numbers(allowed),
  }));
  return {
    'self-check.js': selfCheckText.replaceAll('CREATE', () => namesOf(signature).create),
    'self-check.json': `[\n${cases.join(',\n')}\n]\n`,
  };
}

/** JSON has no NaN, no infinities and no -0: they are written as text, which \`Number\` reads. */
function numbers(values: ArrayLike<number>): (number | string)[] {
  return Array.from(values, (value) => (!Number.isFinite(value) ? String(value) : Object.is(value, -0) ? '-0' : value));
}

const selfCheckText = `/**
 * Runs the kernel on small inputs with known answers: node self-check.js [--mode cpu|webasm|webgpu]
 *
 * Exit status: 0 all right, 1 a wrong answer, 2 it could not be tried. Answers are float64; each element has its own
 * tolerance. gpu.js is taken from where this package is installed, else from the path in EVOKE_GPUJS.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { CREATE } from './index.js';

const modes = ['cpu', 'webasm', 'webgpu'];

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

function read(values) {
  if ('number' in values) return Number(values.number);
  return 'f32' in values ? Float32Array.from(values.f32, Number) : Int32Array.from(values.i32, Number);
}

/** Of an output: its worst error as a share of what is allowed, and the first element beyond that. */
function compare(got, expected, allowed) {
  if (got.length !== expected.length) return { worst: Infinity, wrong: \`\${got.length} elements, expected \${expected.length}\` };
  let [worst, first, count] = [0, -1, 0];
  for (let at = 0; at < expected.length; at++) {
    const [have, want, room] = [got[at], Number(expected[at]), Number(allowed[at])];
    if (have === want || Object.is(have, want) || (Math.abs(want) > 3.4028234663852886e38 && have === Math.sign(want) * Infinity)) continue;
    const off = Math.abs(have - want);
    if (!(off <= room)) {
      count++;
      if (first < 0) first = at;
    } else if (room > 0) {
      worst = Math.max(worst, off / room);
    }
  }
  const wrong = first < 0 ? null : \`element \${first} is \${got[first]}, expected \${expected[first]} within \${Number(allowed[first]).toPrecision(3)}; \${count} of \${expected.length} are wrong\`;
  return { worst, wrong };
}

async function main() {
  const mode = modeFrom(process.argv.slice(2));
  const { gpujs, beside } = findGpuJs();
  if (mode === 'webgpu') await provideWebGpu(beside);
  const kernel = CREATE(gpujs, { mode });
  const cases = JSON.parse(readFileSync(new URL('./self-check.json', import.meta.url), 'utf8'));
  let right = 0;
  for (const { name, arguments: values, sizes, expected, allowed } of cases) {
    let wrong;
    let worst = 0;
    try {
      ({ wrong, worst } = compare(await kernel(...values.map(read), sizes), expected, allowed));
    } catch (thrown) {
      wrong = thrown.message;
    }
    if (!wrong) right++;
    console.log(wrong ? \`FAIL  \${name}: \${wrong}\` : \`ok    \${name}: \${expected.length} elements, worst error \${(100 * worst).toFixed(0)} % of what is allowed\`);
  }
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
