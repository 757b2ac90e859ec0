"""Evoke's kernels beside PyTorch's, on one card, on the same bytes, by turns: python3 peers.py JOB_FOLDER

JOB_FOLDER/job.json names workloads, their arrays (.npy) and the exported packages of Evoke's kernels; the result, JSON, goes
to stdout. Exit status: 0 measured, 3 something is missing here (PyTorch, a card), which stderr names.

How: the card first sleeps while the processor queues all launches of a batch, so that the processor's own slowness is not
measured. Cold launches stand behind a write over, and a read of, a buffer of twice the L2 cache: nothing of the arrays is
left in it, and nothing that has yet to be written to memory. Warm launches stand behind one of the same kernel. Contenders take turns, round by round; a figure is the median of the rounds' medians. Every
contender's output is held against float64 before it is timed, and again after.
"""
import importlib
import json
import pathlib
import statistics
import sys


def missing(what):
    print(what, file=sys.stderr)
    sys.exit(3)


try:
    import numpy
    import torch
    import torch.nn.functional as F
except ImportError as error:
    missing(f"PyTorch is not here ({error}); install it for CUDA (pip install torch numpy)")


def interact(dense, sparse, rows, columns):
    """Dense first, then the strict lower triangle of all pairs, row by row (facebookresearch/dlrm)."""
    vectors = torch.cat([dense.unsqueeze(1), sparse], dim=1)
    dots = torch.bmm(vectors, vectors.transpose(1, 2))
    return torch.cat([dense, dots[:, rows, columns]], dim=1)


def peer_arguments(operation, arrays):
    """The arrays, and what a model keeps from call to call: the pairs of the interaction (as torchrec's InteractionArch)."""
    if operation != "interact-dot":
        return list(arrays.values())
    vectors = arrays["sparse"].shape[1] + 1
    return [arrays["dense"], arrays["sparse"], *torch.tril_indices(vectors, vectors, offset=-1, device=arrays["dense"].device)]


PEERS = {
    "gather": {
        "F.embedding": lambda table, indices: F.embedding(indices, table),
        "index_select": lambda table, indices: torch.index_select(table, 0, indices),
    },
    "pool-sum": {
        "F.embedding_bag": lambda table, indices, offsets: F.embedding_bag(indices, table, offsets, mode="sum", include_last_offset=True),
    },
    "interact-dot": {"bmm": interact},
}


def right_answer(operation, arrays):
    """In float64, a piece at a time, so that a large table is not doubled."""
    if operation == "gather":
        return arrays["table"][arrays["indices"].long()].double()
    if operation == "pool-sum":
        lengths = (arrays["offsets"][1:] - arrays["offsets"][:-1]).long()
        bags = torch.repeat_interleave(torch.arange(lengths.numel(), device=lengths.device), lengths)
        answer = torch.zeros(lengths.numel(), arrays["table"].shape[1], dtype=torch.float64, device=lengths.device)
        for first in range(0, bags.numel(), 1 << 20):
            piece = slice(first, first + (1 << 20))
            answer.index_add_(0, bags[piece], arrays["table"][arrays["indices"][piece].long()].double())
        return answer
    dense, sparse, rows, columns = peer_arguments(operation, arrays)
    return torch.cat([interact(dense[first : first + 4096].double(), sparse[first : first + 4096].double(), rows, columns) for first in range(0, len(dense), 4096)])


def check(name, output, answer, operation):
    """Norm of the difference over norm of the answer: far below 1e-4 in float32, exactly 0 for a copy. NaN never passes."""
    error = ((output.double() - answer).norm() / answer.norm().clamp_min(1e-30)).item()
    allowed = 0.0 if operation == "gather" else 1e-3 if output.dtype != torch.float32 else 1e-5
    if not error <= allowed:
        raise RuntimeError(f"{name} is wrong: relative error {error:.3g}, allowed {allowed:.3g}")
    return error


# Cycles of the card: some 20 ms at 2 GHz, in which a processor queues hundreds of launches.
SLEEP = 40_000_000


def time_launches(call, flush, launches, cold):
    """Milliseconds of each launch."""
    marks = [(torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)) for _ in range(launches)]
    torch.cuda._sleep(SLEEP)
    for begin, end in marks:
        if cold:
            flush.fill_(1.0)
            flush.sum()
        else:
            call()
        begin.record()
        call()
        end.record()
    torch.cuda.synchronize()
    return [begin.elapsed_time(end) for begin, end in marks]


def narrowed(array, scalar):
    """Files hold narrow floats as float32, already rounded."""
    return array.to({"f16": torch.float16, "bf16": torch.bfloat16}.get(scalar, array.dtype))


def contenders(workload, arrays, folder):
    found, left = [], []
    for kernel in workload["kernels"]:
        sys.path.insert(0, str(folder / kernel["package"]))
        try:
            operator = getattr(importlib.import_module(kernel["module"]), kernel["operator"])
            tensors = [arrays[name] for name in kernel["parameters"]]
            found.append((f"evoke {kernel['version']}", lambda operator=operator, tensors=tensors: operator(*tensors)))
        except (ImportError, RuntimeError) as error:
            left.append(f"evoke {kernel['version']} on {workload['name']}: {error}")
        finally:
            sys.path.pop(0)
    for name, peer in PEERS[workload["operation"]].items():
        tensors = peer_arguments(workload["operation"], arrays)
        found.append((f"PyTorch {name}, eager", lambda peer=peer, tensors=tensors: peer(*tensors)))
        compiled = torch.compile(peer)
        found.append((f"PyTorch {name}, compiled", lambda compiled=compiled, tensors=tensors: compiled(*tensors)))
    return found, left


def measure(workload, folder, rounds, launches, flush):
    arrays = {name: narrowed(torch.from_numpy(numpy.load(folder / file)).cuda(), workload["types"][name]) for name, file in workload["arrays"].items()}
    answer = right_answer(workload["operation"], arrays)
    ready, results = [], []
    found, left = contenders(workload, arrays, folder)
    for name, call in found:
        try:
            error = check(name, call(), answer, workload["operation"])
            ready.append((name, call, error, {"cold": [], "warm": []}))
        except Exception as problem:  # a peer that a version of PyTorch cannot compile must not end the bench
            left.append(f"{name} on {workload['name']}: {str(problem).strip().splitlines()[0]}")
    for _ in range(rounds):
        for state in ("cold", "warm"):
            for name, call, _, times in ready:
                times[state].append(statistics.median(time_launches(call, flush, launches, state == "cold")))
    for name, call, error, times in ready:
        check(name, call(), answer, workload["operation"])
        entry = {"contender": name, "error": error}
        for state in ("cold", "warm"):
            nanoseconds = [1e6 * value for value in times[state]]
            entry[state] = {"median": statistics.median(nanoseconds), "fastest": min(nanoseconds), "slowest": max(nanoseconds)}
        results.append(entry)
    return {"workload": workload["name"], "operation": workload["what"], "bytes": workload["bytes"], "results": results}, left


def main():
    if not torch.cuda.is_available():
        missing(f"PyTorch {torch.__version__} sees no CUDA card: torch.cuda.is_available() is False")
    folder = pathlib.Path(sys.argv[1])
    job = json.loads((folder / "job.json").read_text())
    card = torch.cuda.get_device_properties(0)
    flush = torch.empty(max(2 * getattr(card, "L2_cache_size", 0), 1 << 28) // 4, dtype=torch.float32, device="cuda")
    report = {"card": card.name, "pytorch": torch.__version__, "cuda": torch.version.cuda, "workloads": [], "left": []}
    with torch.no_grad():
        for workload in job["workloads"]:
            print(f"{workload['name']}, {workload['what']} …", file=sys.stderr)
            result, left = measure(workload, folder, job["rounds"], job["launches"], flush)
            report["workloads"].append(result)
            report["left"] += left
            torch.cuda.empty_cache()
    json.dump(report, sys.stdout)


if __name__ == "__main__":
    main()
