import type { Parameter, Program, Signature, Sizes } from '../../model/index.ts';
import { isFloat } from '../../util/scalars.ts';
import { runTimeSymbols } from '../support/sizes.ts';
import { dtypes, tolerances, type Operator } from './operator.ts';
import { quoted, shapeTuple, sizeText } from './python.ts';

/** `benchmark.py`: the kernel beside PyTorch's own functions, eager and compiled, cold and warm; and random inputs of any sizes. */
export function benchmarkText({ signature, sizes: fixed }: Program, operator: Operator, sizes: Sizes, known: boolean): string {
  const { module, called } = operator;
  const symbols = runTimeSymbols(signature, fixed);
  return `"""Times the kernel on this machine's card: python3 benchmark.py [${symbols.map((symbol) => `--${symbol} N`).join('] [')}] [--rounds N] [--launches N]

How: every launch stands behind a write over twice the L2 cache, read again where the cache is to be cold, which gives the
processor time to queue what follows, so that its own slowness is not measured; a warm launch stands behind one more of the same
function. Contenders take turns, round by round, on the same inputs; a figure is the median of the rounds' medians, with the
fastest and the slowest. Before it is timed, the kernel is held against ${known ? "PyTorch's functions" : 'nothing: self_check.py does that'}. Exit status 3: no card here.
"""
import argparse
import statistics
import sys

import torch

from ${module} import ${called}
${known ? `from ${module}._reference import reference\n` : ''}
# those of the workload that the kernel is meant for
SIZES = {${symbols.map((symbol) => `${quoted(symbol)}: ${sizes[symbol] ?? 1}`).join(', ')}}


def random_inputs(size, device, seed=0):
    """Arguments of ${called} for these sizes: rows and lengths of bags are uniform."""
    random = torch.Generator().manual_seed(seed)

    def offsets(count, end):
        inner = torch.randint(0, end + 1, (max(0, count - 2),), generator=random)
        return torch.cat([torch.zeros(1, dtype=torch.int64), inner.sort().values, torch.tensor([end])])[:count]

    return [
${[...operator.tensors, ...operator.scalars].map((parameter) => `        ${inputText(parameter, signature, fixed)},  # ${parameter.name}`).join('\n')}
${operator.untold.map((symbol) => `        size[${quoted(symbol)}],\n`).join('')}    ]


def time_launches(call, flush, launches, cold):
    """Microseconds of each launch."""
    marks = [(torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)) for _ in range(launches)]
    for begin, end in marks:
        flush.fill_(1.0)
        if cold:
            flush.sum()  # reading leaves the cache without lines that must be written before others come
        else:
            call()
        begin.record()
        call()
        end.record()
    torch.cuda.synchronize()
    return [1000 * begin.elapsed_time(end) for begin, end in marks]


def main():
    parser = argparse.ArgumentParser(description="Times ${called} on this machine's card.")
    for name, value in {**SIZES, "rounds": 7, "launches": 50}.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    chosen = vars(parser.parse_args())
    if not torch.cuda.is_available():
        print(f"NO CARD here: PyTorch {torch.__version__} says torch.cuda.is_available() is False; nothing was timed", file=sys.stderr)
        return 3
    inputs = random_inputs(chosen, "cuda")
    contenders = {"${module} (exported kernel)": lambda: ${called}(*inputs)}
${known ? `    answer = reference(*inputs).double()
    error = ((${called}(*inputs).double() - answer).norm() / answer.norm().clamp_min(1e-30)).item()
    if not error <= ${tolerances[signature.returns.scalar]?.norm ?? '1e-4'}:
        print(f"the kernel differs from PyTorch by {error:.3g} of the answer's norm: nothing was timed", file=sys.stderr)
        return 1
    contenders["PyTorch, eager"] = lambda: reference(*inputs)
    if hasattr(torch, "compile"):
        compiled = torch.compile(reference)
        contenders["PyTorch, torch.compile"] = lambda: compiled(*inputs)
` : ''}    card = torch.cuda.get_device_properties(0)
    flush = torch.empty(max(2 * getattr(card, "L2_cache_size", 0), 1 << 28) // 4, dtype=torch.float32, device="cuda")
    for call in contenders.values():
        call()
    times = {name: {"cold": [], "warm": []} for name in contenders}
    for _ in range(chosen["rounds"]):
        for state in ("cold", "warm"):
            for name, call in contenders.items():
                times[name][state].append(statistics.median(time_launches(call, flush, chosen["launches"], state == "cold")))
    print(f"{card.name}, PyTorch {torch.__version__}; " + ", ".join(f"{name} = {chosen[name]}" for name in SIZES))
    for name, own in times.items():
        print(f"{name}: " + "; ".join(f"{state} {statistics.median(own[state]):.2f} us ({min(own[state]):.2f} to {max(own[state]):.2f})" for state in own))
    return 0


if __name__ == "__main__":
    with torch.no_grad():
        sys.exit(main())
`;
}

/** Values that mean what the parameter's role says. */
function inputText({ name, type }: Parameter, { roles }: Signature, fixed: Sizes): string {
  const role = roles[name];
  const dtype = `torch.${dtypes[type.scalar]}`;
  const shape = shapeTuple(type.dims, fixed);
  if (type.dims.length === 0) return type.scalar === 'bool' ? 'True' : isFloat(type.scalar) ? '0.5' : '1';
  if (role?.kind === 'offsets') return `offsets(${sizeText(type.dims[0]!, fixed)}, ${sizeText(role.into, fixed)}).to(${dtype}).to(device)`;
  if (role?.kind === 'index') return `torch.randint(0, max(1, ${sizeText(role.into, fixed)}), ${shape}, generator=random).to(${dtype}).to(device)`;
  if (isFloat(type.scalar)) return `(torch.rand(${shape}, generator=random) - 0.5).to(${dtype}).to(device)`;
  return `torch.randint(0, ${type.scalar === 'bool' ? 2 : 4}, ${shape}, generator=random).to(${dtype}).to(device)`;
}
