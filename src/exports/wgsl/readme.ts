import type { Program } from '../../model/index.ts';
import { namesOf } from '../support/names.ts';
import { readmeText as commonReadme } from '../support/readme.ts';
import { checkedPoint } from '../support/value-rules.ts';
import { beyondPromised, featuresOf } from './limits.ts';

/** `README.md` of the package. */
export function readmeText(program: Program, provenance: readonly string[]): string {
  const { signature } = program;
  const names = namesOf(signature);
  const needs = [...featuresOf(program).map((feature) => `the feature \`${feature}\``), ...beyondPromised(program)];
  const inputs = signature.parameters.map(({ name }) => name).join(', ');
  return commonReadme(program, provenance, {
    title: names.package, called: names.kernel,
    points: [...(needs.length === 0 ? [] : [`Not for every device: needs ${needs.join(', ')}; \`requestDevice\` says where that is not there.`]), checkedPoint(signature, "types, lengths and the device's limits")],
    use: `\`\`\`sh
npm install FOLDER-OF-THIS-PACKAGE   # for Node.js: webgpu too, which browsers bring
\`\`\`

\`\`\`js
import { dispatch, requestDevice } from '${names.package}';

// in Node.js: import { create } from 'webgpu'; const gpu = create([]); in a browser: const { gpu } = navigator
const device = await requestDevice(await gpu.requestAdapter());
const output = await dispatch(device, { ${inputs} }); // flat typed arrays in, one out
\`\`\`

Inputs may be GPUBuffers as well, which stay on the GPU; say what their sizes are where no typed array tells, and where the
output is to go: \`dispatch(device, inputs, { sizes: { … }, output: buffer })\`. Pipeline and buffers are kept with the device;
\`release(device)\` frees them. \`node self-check.js\` holds the kernel to known answers; in a browser, \`self-check.html\` does.`,
  });
}
