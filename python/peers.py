"""Evoke's kernels beside PyTorch's, on one card, on the same bytes, by turns: python3 peers.py FOLDER

Workloads come in on stdin, a line of JSON each, which names the arrays (.npy) and the exported packages of Evoke's kernels
in FOLDER. A line of JSON about the card goes to stdout, then one for each workload as soon as it is measured. Exit status: 0
all measured, 3 something is missing here (PyTorch, a card), which stderr names.

How: the card first sleeps while the processor queues all launches of a batch, so that the processor's own slowness is in
nobody's figure; a batch for which it slept too short is taken again. Cold launches stand behind a write over, and a read
of, a buffer of twice the L2 cache: nothing of the arrays is left in it, and nothing that has yet to be written to memory.
Warm launches stand behind one of the same contender. Contenders take turns in random order, round by round; a figure is the
median of the rounds' medians. Every output is held against float64, element by element: before anything is timed, and that
of each timed launch, between launches and out of their times. Before a cold launch the memory that its output will
lie in is filled with NaN, so that nothing right is there unless this launch wrote it.
"""
import concurrent.futures
import gc
import importlib
import json
import os
import pathlib
import random
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
    missing(f"PyTorch is not here: {error}")


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

# What holds for all contenders alike, and what was chosen for PyTorch; the report says it.
TERMS = [
    "Float32 products are summed in float32 on both sides: TF32 is off. Float16 products are summed in float32.",
    "Evoke's kernels take int32 indices and offsets; PyTorch's functions are measured with the same and, where they say so, with int64.",
    "torch.compile: default mode, static shapes, the whole graph; compiled before anything is timed.",
    "The output of every timed launch is checked.",
]


def alike():
    """An environment may have turned on what gives PyTorch faster products of less precision than the kernels'."""
    torch.set_float32_matmul_precision("highest")
    torch.backends.cuda.matmul.allow_fp16_reduced_precision_reduction = False


def right_answer(operation, arrays):
    """The answer, worked out in float64, and how far each element may be off, both as float32: a piece at a time, so that a
    large table is not doubled. A sum of n terms may be off by 2^-23 for each of its roundings, relative to the sum of its
    terms' magnitudes; a copy by nothing; what is stored in a narrow type by two of its units on top."""
    kind = next(iter(arrays.values())).dtype
    device = next(iter(arrays.values())).device
    if operation == "gather":
        answer = arrays["table"][arrays["indices"].long()].float()
        return answer, torch.zeros_like(answer)
    if operation == "pool-sum":
        lengths = (arrays["offsets"][1:] - arrays["offsets"][:-1]).long()
        bags = torch.repeat_interleave(torch.arange(lengths.numel(), device=device), lengths)
        answer = torch.zeros(lengths.numel(), arrays["table"].shape[1], dtype=torch.float64, device=device)
        magnitude = torch.zeros_like(answer)
        for first in range(0, bags.numel(), 1 << 20):
            piece = slice(first, first + (1 << 20))
            rows = arrays["table"][arrays["indices"][piece].long()].double()
            answer.index_add_(0, bags[piece], rows)
            magnitude.index_add_(0, bags[piece], rows.abs())
        return answer.float(), room(answer, lengths.unsqueeze(1) * magnitude, kind)
    dense, sparse, rows, columns = peer_arguments(operation, arrays)
    answers, rooms = [], []
    for first in range(0, len(dense), 4096):
        piece = [each[first : first + 4096].double() for each in (dense, sparse)]
        answer = interact(*piece, rows, columns)
        magnitude = interact(*[each.abs() for each in piece], rows, columns) * dense.shape[1]
        own = room(answer, magnitude, kind)
        own[:, : dense.shape[1]] = 0  # copies
        answers.append(answer.float())
        rooms.append(own)
    return torch.cat(answers), torch.cat(rooms)


def room(answer, magnitude, kind):
    narrow = {torch.float16: 2**-10, torch.bfloat16: 2**-7}.get(kind, 0.0)
    return (2**-23 * (magnitude + answer.abs()) + narrow * answer.abs() + (2**-24 if narrow else 0.0)).float()


def faults(output, right):
    """How many elements are off by more than their room, as a tensor on the card: nothing waits for it. NaN is off."""
    answer, allowed = right
    return ((output.float() - answer).abs() <= allowed).logical_not().sum()


def check(name, output, right):
    """Norm of the difference over norm of the answer. RuntimeError for an output of another shape, or with wrong elements."""
    answer = right[0]
    if output.shape != answer.shape:
        raise RuntimeError(f"{name} is wrong: its shape is {tuple(output.shape)}, expected {tuple(answer.shape)}")
    wrong = int(faults(output, right))
    if wrong:
        raise RuntimeError(f"{name} is wrong: {wrong} of {answer.numel()} elements")
    return ((output.float() - answer).norm() / answer.norm().clamp_min(1e-30)).item()


# Cycles of the card: some 20 ms at 2 GHz, in which a processor queues hundreds of launches; and the longest sleep, 16 times that.
SLEEP, LONGEST = 40_000_000, 640_000_000


class Batches:
    """Times batches of launches; what all contenders share."""

    def __init__(self, flush, launches):
        self.flush, self.launches, self.cycles = flush, launches, SLEEP

    def time(self, call, right, cold):
        """Milliseconds of each launch; how many of them found NaN where they were to write. RuntimeError where one was wrong."""
        while True:
            times, poisoned, wrong, queued = self.queue(call, right, cold)
            if any(wrong):
                at = next(at for at, count in enumerate(wrong) if count)
                raise RuntimeError(f"wrong when timed {'cold' if cold else 'warm'}: {wrong[at]} of {right[0].numel()} elements of launch {at + 1} of {self.launches}, though right before")
            if queued:
                return times, poisoned
            if self.cycles >= LONGEST:
                raise RuntimeError(f"its {self.launches} launches take the processor longer to queue than the card sleeps")
            self.cycles *= 2

    def queue(self, call, right, cold):
        marks = [(torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)) for _ in range(self.launches)]
        awake = torch.cuda.Event(enable_timing=True)
        wrong, poisoned, output = [], 0, call()
        torch.cuda.synchronize()
        torch.cuda._sleep(self.cycles)
        awake.record()
        for begin, end in marks:
            place = output.data_ptr()
            if cold:
                output.fill_(float("nan"))
            output = None  # the allocator gives the same memory again
            if cold:
                self.flush.fill_(1.0)
                self.flush.sum()
            else:
                call()
            begin.record()
            output = call()
            end.record()
            poisoned += cold and output.data_ptr() == place
            wrong.append(faults(output, right))
        queued = not awake.query()
        torch.cuda.synchronize()
        return [begin.elapsed_time(end) for begin, end in marks], poisoned, [int(each) for each in wrong], queued


def narrowed(array, scalar):
    """Files hold narrow floats as float32, already rounded."""
    return array.to({"f16": torch.float16, "bf16": torch.bfloat16}.get(scalar, array.dtype))


def widened(array):
    return array.long() if array.dtype == torch.int32 else array


def evoke_contenders(workload, arrays, folder):
    """Exported packages, imported as a user would, their kernels compiled side by side before the first call."""
    found, left, modules = [], [], []
    for kernel in workload["kernels"]:
        sys.path.insert(0, str(folder / kernel["package"]))
        try:
            operator = getattr(importlib.import_module(kernel["module"]), kernel["operator"])
            modules.append(importlib.import_module(f"{kernel['module']}._native"))
            tensors = [arrays[name] for name in kernel["parameters"]]
            found.append((f"evoke {kernel['version']}", lambda operator=operator, tensors=tensors: operator(*tensors)))
        except (ImportError, RuntimeError) as error:
            left.append(f"evoke {kernel['version']} on {workload['name']}: {error}")
        finally:
            sys.path.pop(0)
    capability = torch.cuda.get_device_capability()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for compiling in [pool.submit(module._library, *capability) for module in modules]:
            compiling.exception()  # told where the kernel is called
    return found, left


def peer_contenders(workload, arrays):
    """Each of PyTorch's functions, eager and compiled, with the kernels' int32 indices and with int64."""
    found, left = [], []
    variants = {"": arrays}
    if any(array.dtype == torch.int32 for array in arrays.values()):
        variants[", int64 indices"] = {name: widened(array) for name, array in arrays.items()}
    if not hasattr(torch, "compile"):
        left.append(f"PyTorch, compiled: {workload['what']} on {workload['name']}: PyTorch {torch.__version__} has no torch.compile")
    else:
        torch.compiler.reset()  # else what it saw before would have it compile for shapes that vary
    for name, peer in PEERS[workload["operation"]].items():
        for more, given in variants.items():
            tensors = peer_arguments(workload["operation"], given)
            found.append((f"PyTorch {name}, eager{more}", lambda peer=peer, tensors=tensors: peer(*tensors)))
            if hasattr(torch, "compile"):
                compiled = torch.compile(peer, dynamic=False, fullgraph=True)
                found.append((f"PyTorch {name}, compiled{more}", lambda compiled=compiled, tensors=tensors: compiled(*tensors)))
    return found, left


def first_line(problem):
    lines = str(problem).strip().splitlines()
    return lines[0] if lines else type(problem).__name__


def attempt(work):
    """The result and None, or None and why not: a peer that a version of PyTorch cannot compile must not end the bench. A
    card that takes no more work must: every figure after would be lost for the same reason."""
    try:
        return work(), None
    except Exception as problem:
        why = first_line(problem)
    torch.cuda.synchronize()
    return None, why


def measure(workload, contenders, right, rounds, batches):
    """Results of those contenders that are right whenever they are looked at; of the others, why they have none."""
    ready, results, left = [], [], []

    def leave(name, why):
        left.append(f"{name} on {workload['name']}: {why}")

    for name, call in contenders:
        # twice: what is compiled at the first call may be another text at the second
        error, why = attempt(lambda: max(check(name, call(), right) for _ in range(2)))
        if why is None:
            ready.append({"name": name, "call": call, "error": error, "cold": [], "warm": [], "poisoned": 0})
        else:
            leave(name, why)
    turns = random.Random(0)
    for _ in range(rounds):
        for state in ("cold", "warm"):
            for contender in turns.sample(ready, len(ready)):
                timed, why = attempt(lambda: batches.time(contender["call"], right, state == "cold"))
                if why is None:
                    contender[state].append(statistics.median(timed[0]))
                    contender["poisoned"] += timed[1]
                else:
                    ready.remove(contender)
                    leave(contender["name"], why)
    for contender in ready:
        entry = {"contender": contender["name"], "error": contender["error"], "poisoned": contender["poisoned"] / (rounds * batches.launches)}
        for state in ("cold", "warm"):
            nanoseconds = [1e6 * value for value in contender[state]]
            entry[state] = {"median": statistics.median(nanoseconds), "fastest": min(nanoseconds), "slowest": max(nanoseconds)}
        results.append(entry)
    return results, left


def handle(workload, folder, flush):
    arrays = {name: narrowed(torch.from_numpy(numpy.load(folder / file)).cuda(), workload["types"][name]) for name, file in workload["arrays"].items()}
    right = right_answer(workload["operation"], arrays)
    ours, left_of_ours = evoke_contenders(workload, arrays, folder)
    theirs, left_of_theirs = peer_contenders(workload, arrays)
    results, left = measure(workload, ours + theirs, right, workload["rounds"], Batches(flush, workload["launches"]))
    return {"workload": workload["name"], "operation": workload["what"], "bytes": workload["bytes"], "results": results, "left": left_of_ours + left_of_theirs + left}


def main():
    if not torch.cuda.is_available():
        missing(f"PyTorch {torch.__version__} sees no CUDA card: torch.cuda.is_available() is False")
    # what compilers and libraries print on stdout must not come between the answers
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def say(answer):
        print(json.dumps(answer), file=answers, flush=True)

    folder = pathlib.Path(sys.argv[1])
    alike()
    card = torch.cuda.get_device_properties(0)
    flush = torch.empty(max(2 * getattr(card, "L2_cache_size", 0), 1 << 28) // 4, dtype=torch.float32, device="cuda")
    say({"card": card.name, "pytorch": torch.__version__, "cuda": torch.version.cuda, "terms": TERMS})
    with torch.no_grad():
        for line in sys.stdin:
            say(handle(json.loads(line), folder, flush))
            gc.collect()
            torch.cuda.empty_cache()


if __name__ == "__main__":
    main()
