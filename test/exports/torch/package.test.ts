import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportKernel } from '../../../src/exports/index.ts';
import { runCommand } from '../../../src/exports/run-command.ts';
import { allowedErrors, casesFor, oracleOf } from '../../../src/verify/index.ts';
import { custom, shipped, temporaryFolder, typed } from '../requests.ts';
import { hasTorch, python, withStandIn } from './python.ts';

const exported = async (name: string, fixed: Record<string, number>) => (await exportKernel(shipped(name, fixed, join(temporaryFolder(), 'package'), { format: 'torch' }))).folder;
const inPython = (folder: string, words: readonly string[], environment: Record<string, string> = {}) =>
  runCommand({ command: environment['EVOKE_PYTHON'] ?? python, arguments: words, environment: { PYTHONDONTWRITEBYTECODE: '1', ...environment } }, folder);

/** Heads of kernels of every operation; what stands in for them on the processor is under test, so that their bodies do not matter. */
const bags = '@param {f32[rows][dim]} table\n * @param {i32[lookups]} indices\n * @param {i32[bags + 1]} offsets\n';
const operations = [
  ['gather', 'pytorch', '@param {f32[rows][dim]} table\n * @param {i32[lookups]} indices\n * @returns {f32[lookups][dim]}', 'table, indices'],
  ...(['pool-sum', 'pool-mean', 'pool-max'] as const).map((name) => [name, 'pytorch', `${bags} * @returns {f32[bags][dim]}`, 'table, indices, offsets'] as const),
  ['pool-weighted-sum', 'pytorch', `${bags} * @param {f32[lookups]} weights\n * @returns {f32[bags][dim]}`, 'table, indices, offsets, weights'],
  ...(['cuembed', 'fbgemm'] as const).map((profile) => ['pool-weighted-mean', profile, `${bags} * @param {f32[lookups]} weights\n * @returns {f32[bags][dim]}`, 'table, indices, offsets, weights'] as const),
  ...(['dlrm', 'torchrec'] as const).map((profile) => ['interact-dot', profile, '@param {f32[batch][dim]} dense\n * @param {f32[batch][fields][dim]} sparse\n * @returns {f32[batch][dim + (fields + 1) * fields / 2]}', 'dense, sparse'] as const),
  ['interact-fm', 'dlrm', '@param {f32[batch][fields][dim]} vectors\n * @returns {f32[batch][dim]}', 'vectors'],
] as const;

describe.skipIf(!hasTorch)('the package for PyTorch (needs python3-torch)', () => {
  it.each(operations)('has PyTorch stand in for %s as %s defines it, on the processor', async (operation, profile, head, parameters) => {
    const text = `/**\n * Probes.\n * @operation ${operation}\n * @profile ${profile}\n * ${head}\n * @static dim\n */\nexport default function probe(${parameters}) {\n  return 0.0;\n}\n`;
    const { signature } = typed(text).kernel;
    const fixed = { dim: 3 };
    const oracle = oracleOf(signature);
    const checks = casesFor(signature, { fixed, seed: 'torch', generation: 0, level: 'tiny' }).map((each) => ({ ...each, expected: oracle(each).expected, allowed: allowedErrors(oracle(each)) }));
    const { folder } = await exportKernel({ ...custom(text, join(temporaryFolder(), 'package'), fixed, checks[0]!.sizes, {}, []), format: 'torch', checks });
    const { output, ok, complete } = await inPython(folder, ['self_check.py']);
    expect(output).toMatch(/(\d+) of \1 cases are right by PyTorch's own functions, which stand in for the kernel; NO CARD here .*: the kernel itself was not run$/);
    expect({ ok, complete }).toEqual({ ok: true, complete: false });
  });

  it.each([['pool-sum', { dim: 5 }], ['gather-grid', { dim: 8 }], ['interact-dot', { dim: 4, fields: 3 }]] as const)('passes its own tests: %s', async (name, fixed) => {
    const folder = await exported(name, fixed);
    const { output, ok } = await inPython(folder, ['-m', 'unittest']);
    expect(output).toMatch(/Ran 1\d tests in .*\n\nOK \(skipped=\d\)$/);
    expect(ok).toBe(true);
  });

  it('passes its own tests with its kernel on the stand-in, beside torch.nn.functional', async () => {
    const folder = await exported('pool-sum-grid', { dim: 8 });
    const [test] = readdirSync(folder).filter((file) => file.startsWith('test_'));
    const { output } = await inPython(folder, [test!, '-v'], withStandIn());
    expect(output).toMatch(/test_beside_torch_nn_functional .*\.\.\. ok/);
    expect(output).toMatch(/\nOK \(skipped=2\)$/); // torch.compile and opcheck, which this PyTorch does not have
  });

  it('refuses a slice that vectors cannot be loaded from, and sizes that a launch does not divide', async () => {
    const folder = await exported('pool-sum-grid', { dim: 8 });
    writeFileSync(join(folder, 'slices.py'), `import torch
from evoke_pool_sum import pool_sum
flat = torch.arange(41, dtype=torch.float32)
indices, offsets = torch.tensor([1, 4], dtype=torch.int32), torch.tensor([0, 2], dtype=torch.int32)
print(pool_sum(flat[:40].reshape(5, 8), indices, offsets).tolist())
try:
    pool_sum(flat[1:].reshape(5, 8), indices, offsets)
except ValueError as error:
    print(error)
`);
    expect((await inPython(folder, ['slices.py'], withStandIn())).output).toBe('[[40.0, 42.0, 44.0, 46.0, 48.0, 50.0, 52.0, 54.0]]\ntable begins at an address that is no multiple of 16, as a slice may; give table.clone()');
    const divided = '/**\n * Doubles.\n * @param {f32[n]} x\n * @param {out f32[n]} y\n * @launch block [4] grid [n / 4]\n */\nexport default function probe(x, y) {\n  const at = 4 * this.block.x + this.local.x;\n  y[at] = 2.0 * x[at];\n}\n';
    const own = await exportKernel({ ...custom(divided, join(temporaryFolder(), 'package'), {}, { n: 8 }, { x: { scalar: 'f32', shape: [8], values: new Float32Array(8) } }, Array<number>(8).fill(0)), format: 'torch' });
    writeFileSync(join(own.folder, 'sizes.py'), `import torch
from evoke_probe import probe
print(probe(torch.arange(8.0)).tolist())
for n in (6, 0):
    try:
        print(probe(torch.arange(float(n))).tolist())
    except ValueError as error:
        print(error)
`);
    expect((await inPython(own.folder, ['sizes.py'], withStandIn())).output).toBe("[0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0]\nn / 4 must be whole for probe; the sizes are {'n': 6}\n[]");
    expect((await inPython(own.folder, ['self_check.py'])).output).toMatch(/1 of 1 cases are right in the shapes of their outputs; NO CARD here/);
  });

  it('reads the largest answers, NaN and -0 where shapes alone can be checked', async () => {
    const text = '/**\n * Copies.\n * @param {f32[n]} x\n * @returns {f32[n]}\n */\nexport default function copied(x) {\n  return x[this.thread.x];\n}\n';
    const values = Float32Array.of(3.4028234663852886e38, -0, NaN, -Infinity, 1e22);
    const request = custom(text, join(temporaryFolder(), 'package'), {}, { n: 5 }, { x: { scalar: 'f32', shape: [5], values } }, [...values]);
    const { folder } = await exportKernel({ ...request, format: 'torch', checks: request.checks.map((each) => ({ ...each, allowed: [0, 0, 0, 0, 0] })) });
    expect((await inPython(folder, ['self_check.py'])).output).toMatch(/1 of 1 cases are right in the shapes of their outputs; NO CARD here/);
  });

  it('holds halves to what tells halves apart: two right sums may be neighbours', async () => {
    const folder = await exported('interact-dot-grid-f16', { dim: 16, fields: 3 });
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    expect(read('test_interact_dot.py')).toContain('reference(*inputs), rtol=2e-3, atol=1e-4)');
    expect(read('benchmark.py')).toContain('if not error <= 1e-3:');
  });

  it('takes scalars, bools, narrow elements, and names that Python has taken', async () => {
    const text = '/**\n * Probes "all", even \\\\ at the end"\n * @param {bf16[n]} lambda\n * @param {u8[n]} size\n * @param {bool[n]} kept\n * @param {i64[n]} at\n * @param {f32} float\n * @param {bool} negative\n * @param {i32} from\n * @returns {f32[n]}\n */\n'
      + 'export default function print(lambda, size, kept, at, float, negative, from) {\n  const i = (at[this.thread.x] + from) % this.constants.n;\n  let value = kept[i] ? lambda[i] * size[i] * float : 0.0;\n  if (negative) value = -value;\n  return value;\n}\n';
    const request = custom(text, join(temporaryFolder(), 'package'), {}, { n: 3 }, {
      lambda: { scalar: 'bf16', shape: [3], values: Float32Array.of(1, 2, -0.5) }, size: { scalar: 'u8', shape: [3], values: Uint8Array.of(2, 255, 4) },
      kept: { scalar: 'bool', shape: [3], values: Uint8Array.of(1, 0, 1) }, at: { scalar: 'i64', shape: [3], values: BigInt64Array.of(0n, 1n, 2n) },
      float: { scalar: 'f32', shape: [], values: Float32Array.of(0.5) }, negative: { scalar: 'bool', shape: [], values: Uint8Array.of(1) }, from: { scalar: 'i32', shape: [], values: Int32Array.of(1) },
    }, [-0, 1, -1]);
    const { folder } = await exportKernel({ ...request, format: 'torch' });
    expect((await inPython(folder, ['self_check.py'], withStandIn())).output).toMatch(/1 of 1 cases are right on the stand-in, which is no card$/);
    expect((await inPython(folder, ['-m', 'unittest'])).output).toMatch(/\nOK \(skipped=\d\)$/);
  });

  it('refuses what is no tensor, and a gradient, in words that torch.compile passes on', async () => {
    const folder = await exported('pool-sum', { dim: 2 });
    writeFileSync(join(folder, 'refusals.py'), `import torch
from evoke_pool_sum import pool_sum
indices, offsets = torch.tensor([1], dtype=torch.int32), torch.tensor([0, 1], dtype=torch.int32)
for table in ([[1.0, 2.0]], torch.ones(2, 2, requires_grad=True)):
    try:
        pool_sum(table, indices, offsets)
    except RuntimeError as error:
        print(type(error).__name__, str(error).splitlines()[0])
`);
    expect((await inPython(folder, ['refusals.py'])).output).toBe("RuntimeError evoke_pool_sum::pool_sum() Expected a value of type 'Tensor' for argument 'table' but instead found type 'list'.\n"
      + "RuntimeError pool_sum has no gradient; call it under torch.no_grad(), or use PyTorch's own function to train");
  });

  it('times nothing without a card, and says so', async () => {
    const { output, complete } = await inPython(await exported('pool-sum', { dim: 5 }), ['benchmark.py', '--bags', '3', '--rounds', '1']);
    expect(output).toMatch(/^NO CARD here: PyTorch .* says torch\.cuda\.is_available\(\) is False; nothing was timed$/);
    expect(complete).toBe(false);
  });

  it('times the kernel beside PyTorch, once their answers agree', async () => {
    const folder = await exported('pool-sum', { dim: 5 });
    const words = ['benchmark.py', '--rows', '50', '--lookups', '40', '--bags', '9', '--rounds', '1', '--launches', '2'];
    const figures = String.raw`cold [\d.]+ us \([\d.]+ to [\d.]+\); warm [\d.]+ us \([\d.]+ to [\d.]+\)`;
    expect((await inPython(folder, words, withStandIn())).output).toMatch(new RegExp(
      `^the stand-in, which is no card, PyTorch .*; rows = 50, lookups = 40, bags = 9\nevoke_pool_sum \\(exported kernel\\): ${figures}\nPyTorch, eager: ${figures}$`));
    const kernel = join(folder, 'evoke_pool_sum', 'kernel.cu');
    writeFileSync(kernel, readFileSync(kernel, 'utf8').replace('sum += table', 'sum -= table'));
    expect(await inPython(folder, words, withStandIn())).toEqual({ ok: false, complete: false, output: "the kernel differs from PyTorch by 2 of the answer's norm: nothing was timed" });
  });

  it('shows what it checks before a launch', async () => {
    const module = readFileSync(join(await exported('pool-sum', { dim: 5 }), 'evoke_pool_sum', '__init__.py'), 'utf8');
    expect(module.slice(module.indexOf('import torch'))).toMatchInlineSnapshot(`
      "import torch

      from ._native import launch as _launch
      from ._reference import reference as _reference

      __all__ = ["pool_sum"]

      _TENSORS = {"table": (torch.float32, 2, "[rows][5]"), "indices": (torch.int32, 1, "[lookups]"), "offsets": (torch.int32, 1, "[bags + 1]")}


      def _refuse_gradients(*tensors):
          if torch.is_grad_enabled() and any(tensor.requires_grad for tensor in tensors):
              # a plain RuntimeError, as PyTorch's own where a derivative is missing: torch.compile hides the words of a NotImplementedError
              raise RuntimeError("pool_sum has no gradient; call it under torch.no_grad(), or use PyTorch's own function to train")


      def _sizes(table, indices, offsets):
          """The kernel's sizes, told from the shapes. ValueError where a tensor is not what the kernel takes."""
          _refuse_gradients(table, indices, offsets)
          for name, tensor in zip(_TENSORS, (table, indices, offsets)):
              dtype, dims, shape = _TENSORS[name]
              if tensor.dtype != dtype:
                  raise ValueError(f"{name} is {tensor.dtype}; pool_sum takes {dtype}: convert it with {name}.to({dtype})")
              if tensor.dim() != dims:
                  raise ValueError(f"{name} has {tensor.dim()} dimensions; pool_sum takes {shape}")
              if not tensor.is_contiguous():
                  raise ValueError(f"{name} is not contiguous; pool_sum takes {shape}, row-major: give {name}.contiguous()")
          if len({tensor.device for tensor in (table, indices, offsets)}) != 1:
              raise ValueError("the tensors are on several devices; pool_sum takes all of them on one")
          size = {"rows": table.shape[0], "lookups": indices.shape[0], "bags": (offsets.shape[0] - 1)}
          for name in size:
              if size[name] < 0:
                  raise ValueError(f"{name} would be {size[name]} for tensors of these shapes; pool_sum takes " + ", ".join(f"{name} {_TENSORS[name][2]}" for name in _TENSORS))
          wanted = ((size["rows"], 5), (size["lookups"],), ((size["bags"] + 1),))
          for name, tensor, shape in zip(_TENSORS, (table, indices, offsets), wanted):
              if tuple(tensor.shape) != shape:
                  raise ValueError(f"{name} has the shape {tuple(tensor.shape)}; pool_sum takes {_TENSORS[name][2]}, here {shape}")
          return size


      def _on_card(table, indices, offsets):
          size = _sizes(table, indices, offsets)
          output = table.new_empty((size["bags"], 5), dtype=torch.float32)
          _launch((table, indices, offsets), output, [size["rows"], size["lookups"], size["bags"]])
          return output


      def _on_processor(table, indices, offsets):
          """PyTorch's own functions: the kernel runs on cards alone."""
          _sizes(table, indices, offsets)
          return _reference(table, indices, offsets)


      def _fake(table, indices, offsets):
          """Shape and type of the output, for tensors without values: torch.compile, FakeTensor, device="meta"."""
          size = _sizes(table, indices, offsets)
          return table.new_empty((size["bags"], 5), dtype=torch.float32)


      # the operator: torch.ops.evoke_pool_sum.pool_sum
      _library = torch.library.Library("evoke_pool_sum", "DEF")
      _library.define("pool_sum(Tensor table, Tensor indices, Tensor offsets) -> Tensor", **({"tags": (torch.Tag.pt2_compliant_tag,)} if hasattr(getattr(torch, "Tag", None), "pt2_compliant_tag") else {}))
      _library.impl("pool_sum", _on_card, "CUDA")
      _library.impl("pool_sum", _on_processor, "CPU")
      _library.impl("pool_sum", _fake, "Meta")
      if not hasattr(torch.library, "fallthrough_kernel"):
          _library.impl("pool_sum", _fake, "AutogradMeta")  # PyTorch 1 finds its way from there to Meta for its own operators alone


      def pool_sum(table: torch.Tensor, indices: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
          """Sum-pooled embedding bag over ragged bags (CSR offsets); one thread per output element.

          Shapes: table f32[rows][5], indices i32[lookups], offsets i32[bags + 1] -> f32[bags][5]. There is no gradient.
          On the processor PyTorch's own functions stand in for the kernel.
          """
          return torch.ops.evoke_pool_sum.pool_sum(table, indices, offsets)
      "
    `);
  });
});

describe.skipIf(!hasTorch)('pip install of a package (needs python3-torch)', () => {
  let site: string;
  let folder: string;
  beforeAll(async () => {
    site = mkdtempSync(join(tmpdir(), 'evoke-site-'));
    mkdirSync(join(site, 'empty'));
    folder = join(site, 'package');
    await exportKernel(shipped('pool-sum', { dim: 5 }, folder, { format: 'torch' }));
    await promisify(execFile)(python, ['-m', 'pip', 'install', '--quiet', '--no-build-isolation', '--no-deps', '--no-index', '--target', join(site, 'packages'), '.'], { cwd: folder });
  }, 120_000);
  afterAll(() => rmSync(site, { recursive: true, force: true }));

  it('gives a module that is imported anywhere, with its kernel', async () => {
    const script = 'import torch, evoke_pool_sum, pathlib\nprint(evoke_pool_sum.pool_sum(torch.ones(3, 5), torch.tensor([0, 2], dtype=torch.int32), torch.tensor([0, 2], dtype=torch.int32)).tolist(), sorted(file.name for file in pathlib.Path(evoke_pool_sum.__file__).parent.iterdir() if file.is_file()))';
    const { output } = await inPython(join(site, 'empty'), ['-c', script], { PYTHONPATH: join(site, 'packages') });
    expect(output).toBe("[[2.0, 2.0, 2.0, 2.0, 2.0]] ['__init__.py', '_native.py', '_reference.py', 'evoke_pool_sum.h', 'kernel.cu']");
  });

  it('leaves a folder that a later export replaces', async () => {
    await exportKernel(shipped('gather', { dim: 2 }, folder, { format: 'torch' }));
    expect(readdirSync(folder)).toContain('evoke_gather');
    expect(readdirSync(folder)).not.toContain('evoke_pool_sum');
  });
});
