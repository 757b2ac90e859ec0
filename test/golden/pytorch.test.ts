import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { SourceKernel } from '../../src/model/index.ts';
import { kernelNames, loadKernel, parseSource, shippedKernels } from '../../src/pipeline/1-parse.ts';
import { typeGate } from '../../src/pipeline/check-file.ts';
import { openNamed } from '../../src/pipeline/open-device.ts';
import { readGolden, verifyOn } from '../../src/pipeline/verify-file.ts';
import { UserError } from '../../src/util/errors.ts';
import { compareOutputs, operationNamed, operations, oracleOf } from '../../src/verify/index.ts';

/** What PyTorch answers (make_golden.py), against the oracles and every kernel, by the way that `evoke verify --against` goes. */
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

interface Case {
  readonly label: string;
  readonly operation: string;
  readonly name: string;
  /** Whose semantics it follows, where peers differ. */
  readonly profile: string | undefined;
  readonly file: string;
}
const cases: readonly Case[] = readdirSync(at('./pytorch')).sort().flatMap((operation) => readdirSync(at(`./pytorch/${operation}`)).sort().map((file): Case => {
  const [name, profile] = file.replace(/\.npz$/, '').split('@') as [string, string | undefined];
  return { label: `${operation}/${file}`, operation, name, profile, file: at(`./pytorch/${operation}/${file}`) };
}));

interface Candidate {
  readonly name: string;
  readonly operation: string;
  readonly profile: string;
  readonly source: SourceKernel;
}
/** Every shipped kernel, and those of test/golden/kernels that name an operation. */
const kernels: readonly Candidate[] = [
  ...kernelNames().map((name) => [name, loadKernel(name)] as const),
  ...readdirSync(at('./kernels')).sort().map((name) => [`${name} of the tests`, loadKernel(at(`./kernels/${name}/kernel.js`))] as const),
].flatMap(([name, source]) => {
  const { operation, profile } = source.kernel.signature;
  return operation === undefined ? [] : [{ name, operation, profile: profile ?? operationNamed(operation).profiles[0]!, source }];
});

/** What a kernel is not for, and how it says so: another type, another output, a width that its vectors do not divide. */
const refusals: readonly { readonly why: RegExp; readonly of: (kernel: Candidate, testCase: Case) => boolean }[] = [
  { why: /cannot hold; save them with \.astype\("float16"\)/, of: (kernel, { name }) => kernel.name.endsWith('-f16') && !name.endsWith('half') },
  { why: /expected: got shape/, of: (kernel, { name }) => kernel.name.startsWith('interact-dot-padded') !== name.endsWith('-padded') && kernel.operation === 'interact-dot' },
  { why: /unsupported: .*whole number|misaligned|out-of-bounds/, of: (kernel, { name, profile }) => kernel.name.includes('-grid') && name.startsWith('odd-width') && name !== 'odd-widths' && (profile ?? kernel.profile) === kernel.profile },
];

const device = await openNamed('model');

/** The case as a kernel takes it, with PyTorch's answer and its oracle's after a profile; or the refusal. */
async function read({ kernel, ...source }: SourceKernel, file: string, profile: string) {
  const signature = { ...kernel.signature, profile };
  const oracle = oracleOf(signature);
  try {
    const golden = await readGolden({ ...source, kernel: { ...kernel, signature } }, file, oracle);
    return { ...golden, said: oracle(golden.testCase) };
  } catch (thrown) {
    if (thrown instanceof UserError) return thrown.message;
    throw thrown;
  }
}

/** `right`, or what the oracle, then the kernel, has against the case. */
async function hold({ source, profile }: Candidate, { file, ...followed }: Case): Promise<string> {
  for (const each of followed.profile === undefined ? operationNamed(followed.operation).profiles : [followed.profile]) {
    const golden = await read(source, file, each);
    if (typeof golden === 'string') return golden;
    const { said, testCase } = golden;
    const comparison = compareOutputs(golden.oracle(testCase), { scalar: 'f32', shape: said.shape, values: said.expected });
    if (!comparison.ok) return `the oracle of ${each}: ${comparison.where}: ${comparison.detail}`;
    if (each !== profile) continue;
    const gate = await verifyOn('golden', device, source, typeGate(source).typed!, [testCase], golden.oracle);
    if (!gate.ok) return gate.detail;
  }
  return 'right';
}

it('there are cases of every operation, and of no other', () => {
  expect(new Set(cases.map(({ operation }) => operation))).toEqual(new Set(operations.map(({ name }) => name)));
});

const passed = new Set<string>();

it.each(cases)('$label: the oracle and every kernel say the same', async (testCase) => {
  const own = kernels.filter(({ operation }) => operation === testCase.operation);
  for (const kernel of own) {
    const refusal = refusals.find(({ of }) => of(kernel, testCase));
    expect.soft(await hold(kernel, testCase), kernel.name).toMatch(refusal?.why ?? /^right$/);
    if (refusal === undefined && (testCase.profile ?? kernel.profile) === kernel.profile) passed.add(kernel.name);
  }
});

it.each([['half', 'f16'], ['brain', 'bf16']])('tables of %s: kernels that hold them as %s', async (name, scalar) => {
  const narrow = kernels.filter(({ operation, source }) => ['gather', 'pool-sum', 'pool-mean', 'pool-max'].includes(operation) && source.file.startsWith(shippedKernels));
  expect(narrow.length).toBeGreaterThan(8);
  for (const { source, ...kernel } of narrow) {
    const stored = parseSource(readFileSync(source.file, 'utf8').replace('{f32[rows][dim]} table', `{${scalar}[rows][dim]} table`), source.file);
    expect(stored.kernel.signature.parameters[0]!.type.scalar).toBe(scalar);
    const golden = cases.find((each) => each.operation === kernel.operation && each.name === name)!;
    expect.soft(await hold({ ...kernel, source: stored }, golden), kernel.name).toBe('right');
  }
});

it('every kernel was held against one at least', () => {
  expect([...passed].sort()).toEqual(kernels.map(({ name }) => name).sort());
});
