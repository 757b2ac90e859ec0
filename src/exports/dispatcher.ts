import type { Signature, SizeExpression, Sizes } from '../model/index.ts';
import { showSize } from '../util/size-expression.ts';
import { commentText } from './support/javascript-text.ts';
import { sizeText, solveSizes } from './support/javascript-sizes.ts';
import { namesOf } from './support/names.ts';

/** Which kernel for which run-time sizes: a name, or a question. */
export type Choice =
  | { readonly kernel: string }
  | { readonly feature: SizeExpression; readonly at: number; readonly below: Choice; readonly above: Choice };

export interface Dispatcher {
  readonly signature: Signature;
  /** Values of the static symbols: compiled into all the kernels. */
  readonly fixed: Sizes;
  readonly choice: Choice;
  /** The plain kernel, which answers where sizes cannot be told, and its folder. */
  readonly plain: string;
  /** Lines of the head comment. */
  readonly header: readonly string[];
}

/**
 * An ES module in front of gpujs packages, each in the folder of its name: called like one of them, it looks at the sizes
 * of a call and hands it on. Kernels are built when they are first picked.
 */
export function dispatcherFiles({ signature, fixed, choice, plain, header }: Dispatcher): Readonly<Record<string, string>> {
  const names = namesOf(signature);
  const kernels = [...new Set([plain, ...kernelsOf(choice)])];
  const features = [...new Set(featuresOf(choice).map((feature) => sizeText(feature, fixed)))];
  const solved = solveSizes(signature, fixed).filter(({ text }) => text !== null);
  return {
    'index.js': `${commentText(header)}

${kernels.map((kernel, at) => `import { ${names.create} as create${at} } from './${kernel}/index.js';`).join('\n')}

const creators = { ${kernels.map((kernel, at) => `${JSON.stringify(kernel)}: create${at}`).join(', ')} };
const parameters = ${JSON.stringify(signature.parameters.map(({ name }) => name))};

/** Name of the kernel for these run-time sizes. */
export function pick(size) {
  if (![${features.join(', ')}].every(Number.isFinite)) return ${JSON.stringify(plain)};
${choiceText(choice, fixed, '  ')}
}

/** Run-time sizes from the lengths of the arguments; what is wrong with these the kernel itself tells. */
function sizesOf(values) {
  const length = Object.fromEntries(parameters.map((name, at) => [name, lengthOf(values[at])]));
  const size = { ...values[parameters.length] };
${solved.map(({ symbol, text }) => `  size.${symbol} ??= ${text!};`).join('\n')}
  return size;
}

function lengthOf(value) {
  return value?.type === 'WebGPUBuffer' ? value.output.reduce((product, each) => product * each, 1) : (value?.length ?? NaN);
}

/** Makes the function that picks a kernel and runs it; see index.d.ts. */
export function ${names.create}(gpujs, options) {
  const made = { ${JSON.stringify(plain)}: creators[${JSON.stringify(plain)}](gpujs, options) };
  let turn = Promise.resolve();
  let destroyed = false;
  const launch = (values) => {
    const kernel = destroyed ? ${JSON.stringify(plain)} : pick(sizesOf(values));
    made[kernel] ??= creators[kernel](gpujs, options);
    return made[kernel](...values);
  };
  const run = (...values) => {
    const result = turn.then(() => launch(values));
    turn = result.catch(() => {});
    return result;
  };
  run.mode = made[${JSON.stringify(plain)}].mode;
  run.destroy = () => (turn = turn.then(async () => {
    destroyed = true;
    for (const kernel of Object.values(made)) await kernel.destroy();
  }));
  return run;
}
`,
    'index.d.ts': `import type { GpuJsLibrary, GpuJsMode, ${names.type} } from './${plain}/index.js';

/** Folders of the kernels. */
export type KernelName = ${kernels.map((kernel) => JSON.stringify(kernel)).join(' | ')};

/** Name of the kernel for these run-time sizes. */
export declare function pick(size: { readonly [symbol: string]: number }): KernelName;

/** Makes a function like any one kernel's, which picks the kernel by the sizes of a call. */
export declare function ${names.create}(gpujs: GpuJsLibrary, options?: { readonly mode?: GpuJsMode }): ${names.type};
`,
  };
}

function choiceText(choice: Choice, fixed: Sizes, indent: string): string {
  if ('kernel' in choice) return `${indent}return ${JSON.stringify(choice.kernel)};`;
  const { feature, at, below, above } = choice;
  return `${indent}if (${sizeText(feature, fixed)} <= ${at}) {\n${choiceText(below, fixed, `${indent}  `)}\n${indent}}\n${choiceText(above, fixed, indent)}`;
}

function kernelsOf(choice: Choice): string[] {
  return 'kernel' in choice ? [choice.kernel] : [...kernelsOf(choice.below), ...kernelsOf(choice.above)];
}

function featuresOf(choice: Choice): SizeExpression[] {
  return 'kernel' in choice ? [] : [choice.feature, ...featuresOf(choice.below), ...featuresOf(choice.above)];
}

/** The choice in words, a question a line. */
export function choiceLines(choice: Choice, indent = ''): string[] {
  if ('kernel' in choice) return [`${indent}${choice.kernel}`];
  const question = (sign: string) => `${indent}where ${showSize(choice.feature)} ${sign} ${choice.at}:`;
  return [question('≤'), ...choiceLines(choice.below, `${indent}  `), question('>'), ...choiceLines(choice.above, `${indent}  `)];
}
