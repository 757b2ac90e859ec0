import type { Program } from '../../model/index.ts';
import { solveSizes } from '../support/javascript-sizes.ts';
import { namesOf } from '../support/names.ts';
import { readmeText as commonReadme } from '../support/readme.ts';
import { checkedPoint } from '../support/value-rules.ts';

/** `README.md` of the package. */
export function readmeText(program: Program, provenance: readonly string[]): string {
  const { signature, sizes: fixed } = program;
  const names = namesOf(signature);
  const untold = solveSizes(signature, fixed).filter(({ text }) => text === null).map(({ symbol }) => symbol);
  const call = [...signature.parameters.map(({ name }) => name), ...(untold.length === 0 ? [] : [`{ ${untold.join(', ')} }`])].join(', ');
  return commonReadme(program, provenance, {
    title: names.package, called: names.kernel,
    points: ['Integers are exact to 2^24, for gpu.js keeps them in f32: larger ones are refused.', checkedPoint(signature, 'types and lengths')],
    use: `\`\`\`sh
npm install gpu.js FOLDER-OF-THIS-PACKAGE
\`\`\`

\`\`\`js
import * as gpujs from 'gpu.js';
import { ${names.create} } from '${names.package}';

const ${names.kernel} = ${names.create}(gpujs, { mode: 'webasm' }); // or 'webgpu', 'cpu'
const output = await ${names.kernel}(${call}); // flat typed arrays in, a flat Float32Array out
await ${names.kernel}.destroy();
\`\`\`

Every call hands all arrays to gpu.js again; in mode webgpu an argument may also be what a gpu.js kernel made with
\`pipeline: true\` answered, which stays on the GPU: so a table is sent once. \`npm install\` in this folder
brings gpu.js; then \`node self-check.js [--mode cpu|webasm|webgpu]\` holds the kernel to known answers; in a browser,
\`self-check.html?mode=webasm&gpujs=URL-OF-GPU-BROWSER.JS\` does.`,
  });
}
