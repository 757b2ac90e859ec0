"""Makes the golden cases of test/golden/pytorch: python3 make_golden.py (PyTorch 1.13 for the CPU, NumPy 1.24).

pytorch/<operation>/<case>.npz, or <case>@<profile>.npz where peers differ, holds a kernel's arguments by name and `expected`, what
PyTorch made of them. Types and forms are those that a user has at hand: int64 indices, float64 and float16 arrays, Fortran
order, offsets without the last, bags of one length without offsets.

Quantised rows, pruned rows and their weights are answered by PyTorch's row-wise operators for FBGEMM's rows
(torch.ops.quantized.embedding_bag_byte_rowwise_offsets and _4bit_). Those know sums alone (they take a mode and do not look at
it) and refuse an index outside the table. What they cannot answer is put together from functions that can: a mean is the sum
over the number of lookups, an index outside is set to 0 before (FBGEMM's bounds check does that in its modes WARNING and IGNORE).
"""
import zlib
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import embedding, embedding_bag
from torch.nn.utils.rnn import pad_sequence

here = Path(__file__).parent / "pytorch"
rowwise = torch.ops.quantized
RAGGED = [0, 3, 1, 0, 31, 2, 32, 33, 0, 5, 0]


def draw(name):
    """A stream of random numbers of a case's own, so that a new case changes no other."""
    return torch.Generator().manual_seed(zlib.crc32(name.encode()))


def save(operation, case, stored=False, **arrays):
    path = here / operation / f"{case}.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    held = {name: array.numpy() if isinstance(array, torch.Tensor) else array for name, array in arrays.items()}
    (np.savez if stored else np.savez_compressed)(path, **held)


def normal(stream, *shape):
    return torch.randn(*shape, generator=stream)


def below(stream, bound, *shape):
    return torch.randint(0, bound, shape, generator=stream)


def bounds(lengths):
    """CSR offsets of bags of these lengths."""
    return torch.tensor([0, *lengths]).cumsum(0)


def pool(table, indices, offsets, mode="sum", **more):
    return embedding_bag(indices, table, offsets, mode=mode, include_last_offset=True, **more)


def ragged(name, rows=20, dim=16, lengths=RAGGED):
    stream = draw(name)
    return stream, normal(stream, rows, dim), below(stream, rows, sum(lengths)), bounds(lengths)


def gathers():
    stream, table, indices, _ = ragged("gather")
    save("gather", "rows", stored=True, table=table, indices=indices, expected=embedding(indices, table))
    half = table.half()
    save("gather", "half", table=half, indices=indices.int(), expected=embedding(indices, half))
    brain = table.bfloat16()
    save("gather", "brain", table=brain.float(), indices=indices, expected=embedding(indices, brain).float())
    narrow = normal(stream, 7, 5)
    save("gather", "odd-width", table=narrow.double(), indices=indices % 7, expected=embedding(indices % 7, narrow).double())
    wide = normal(stream, 6, 132)
    save("gather", "wide", table=wide, indices=indices[:9] % 6, expected=embedding(indices[:9] % 6, wide))
    save("gather", "none", table=table, indices=np.array([]), expected=embedding(indices[:0], table))


def poolings():
    for operation, mode in [("pool-sum", "sum"), ("pool-mean", "mean"), ("pool-max", "max")]:
        stream, table, indices, offsets = ragged(operation)
        save(operation, "ragged", stored=True, table=table, indices=indices, offsets=offsets, expected=pool(table, indices, offsets, mode))
        save(operation, "open-end", table=np.asfortranarray(table.numpy()), indices=indices.int(), offsets=offsets[:-1].int(),
             expected=embedding_bag(indices.int(), table, offsets[:-1].int(), mode=mode))
        rectangle = below(stream, 20, 6, 7)
        save(operation, "one-length", table=table, indices=rectangle, expected=embedding_bag(rectangle, table, mode=mode))
        save(operation, "double", table=table.double(), indices=indices, offsets=offsets, expected=pool(table.double(), indices, offsets, mode))
        narrow = normal(stream, 20, 5)
        save(operation, "odd-width", table=narrow, indices=indices, offsets=offsets, expected=pool(narrow, indices, offsets, mode))
        below_zero = -normal(stream, 20, 8).abs()
        save(operation, "below-zero", table=below_zero, indices=indices, offsets=offsets, expected=pool(below_zero, indices, offsets, mode))
        long = bounds([700, 0, 300])
        many = below(stream, 20, 1000)
        save(operation, "long", table=table[:, :8], indices=many, offsets=long, expected=pool(table[:, :8], many, long, mode))
        save(operation, "one-row", table=table, indices=indices * 0 + 19, offsets=offsets, expected=pool(table, indices * 0 + 19, offsets, mode))
        half = table.half()
        save(operation, "half", table=half, indices=indices, offsets=offsets, expected=pool(half.float(), indices, offsets, mode).half())
        brain = table.bfloat16().float()
        save(operation, "brain", table=brain, indices=indices, offsets=offsets, expected=pool(brain, indices, offsets, mode))
        wide, few = normal(stream, 6, 132), bounds([2, 0, 5])
        save(operation, "wide", table=wide, indices=indices[:7] % 6, offsets=few, expected=pool(wide, indices[:7] % 6, few, mode))
        none = offsets * 0
        save(operation, "empty-bags", table=table, indices=np.array([]), offsets=none, expected=pool(table, indices[:0], none, mode))


def weighted():
    stream, table, indices, offsets = ragged("pool-weighted-sum")
    weights = normal(stream, len(indices))
    weights[::5] = 0
    save("pool-weighted-sum", "ragged", table=table, indices=indices, offsets=offsets, weights=weights,
         expected=pool(table, indices, offsets, per_sample_weights=weights))
    save("pool-weighted-sum", "double", table=table, indices=indices, offsets=offsets, weights=weights.double(),
         expected=pool(table.double(), indices, offsets, per_sample_weights=weights.double()))
    rectangle, factors = below(stream, 20, 6, 7), normal(stream, 6, 7)
    save("pool-weighted-sum", "one-length", table=table, indices=rectangle, weights=factors,
         expected=embedding_bag(rectangle, table, mode="sum", per_sample_weights=factors))
    mask = below(stream, 2, len(indices)).bool()
    save("pool-weighted-sum", "mask", table=table, indices=indices, offsets=offsets[:-1], weights=mask,
         expected=pool(table, indices, offsets, per_sample_weights=mask.float()))
    narrow = normal(stream, 20, 5)
    save("pool-weighted-sum", "odd-width", table=narrow, indices=indices, offsets=offsets, weights=weights,
         expected=pool(narrow, indices, offsets, per_sample_weights=weights))

    # PyTorch refuses weights with a mean: the weighted sum, over what each peer divides by
    positive = torch.rand(len(indices), generator=stream) + 0.1
    lengths = offsets.diff()
    bag_of = torch.repeat_interleave(torch.arange(len(lengths)), lengths)
    total = pool(table, indices, offsets, per_sample_weights=positive)
    weight = torch.zeros(len(lengths)).index_add(0, bag_of, positive)
    case = dict(table=table, indices=indices, offsets=offsets, weights=positive)
    save("pool-weighted-mean", "over-weights@cuembed", **case, expected=torch.where(lengths[:, None] > 0, total / weight[:, None], total))
    some = positive * (torch.arange(len(positive)) % 4 != 0)
    case["weights"] = some
    save("pool-weighted-mean", "over-lookups@fbgemm", **case, expected=pool(table, indices, offsets, per_sample_weights=some) / lengths.clamp(min=1)[:, None])
    nothing = positive.clone()
    nothing[:3], nothing[4:35] = torch.tensor([1.5, -2, 0.5]), 0  # the bags of 3 and of 31
    total, weight = pool(table, indices, offsets, per_sample_weights=nothing), torch.zeros(len(lengths)).index_add(0, bag_of, nothing)
    case["weights"] = nothing
    save("pool-weighted-mean", "weights-of-nothing@cuembed", **case, expected=torch.where(weight[:, None] != 0, total / weight[:, None], 0))


def padded():
    for operation, mode in [("pool-sum-padded", "sum"), ("pool-mean-padded", "mean"), ("pool-max-padded", "max")]:
        _, table, indices, offsets = ragged(operation, rows=6)
        indices[:4] = 2  # bags of nothing but padding, and rows below zero, of which padding would be the maximum
        table[:, :8] = -table[:, :8].abs()
        for case, row in [("row-2", 2), ("first-row", 0), ("last-row", 5)]:
            save(operation, case, table=table, indices=indices, offsets=offsets, padding=row,
                 expected=pool(table, indices, offsets, mode, padding_idx=row))
    stream, table, indices, offsets = ragged("pool-weighted-sum-padded", rows=6)
    indices[:4] = 2
    weights = normal(stream, len(indices))
    save("pool-weighted-sum-padded", "row-2", table=table, indices=indices, offsets=offsets, padding=np.int64(2), weights=weights,
         expected=pool(table, indices, offsets, per_sample_weights=weights, padding_idx=2))


def on_grid(stream, rows, dim):
    """Rows of steps of 1/64 that reach over 255 of them: 8-bit codes hold these exactly, with a scale of 1/64."""
    codes = below(stream, 256, rows, dim)
    codes[:, 0], codes[:, 1] = 0, 255
    return (codes + below(stream, 512, rows, 1) - 256) / 64


def pruned():
    name = "pool-sum-pruned"
    stream, _, indices, offsets = ragged(name, rows=12)
    whole = on_grid(stream, 12, 16)
    kept = torch.tensor([0, 2, 3, 7, 8, 11])
    place = torch.full((12,), -1, dtype=torch.int32)
    place[kept] = torch.arange(len(kept), dtype=torch.int32)
    rows = rowwise.embedding_bag_byte_prepack(whole[kept])
    table = rowwise.embedding_bag_byte_unpack(rows)
    assert torch.equal(table, whole[kept])

    def answer(weights=None):
        return rowwise.embedding_bag_byte_rowwise_offsets(
            rows, indices, offsets, pruned_weights=True, compressed_indices_mapping=place, per_sample_weights=weights, include_last_offset=True)

    weights = normal(stream, len(indices))
    case = dict(table=table, indices=place[indices].long(), offsets=offsets)
    lengths = offsets.diff()
    save(name, "pruned", **case, expected=answer())
    save("pool-mean-pruned", "pruned", **case, expected=answer() / lengths.clamp(min=1)[:, None])
    save("pool-weighted-sum-pruned", "pruned", **case, weights=weights, expected=answer(weights))

    outside = below(stream, 20, len(indices)) - 7  # -7 … 12 for 6 rows
    inside = torch.where((outside < 0) | (outside >= len(kept)), 0, outside)
    counts = (outside != -1).float()
    case["indices"] = outside
    total = pool(table, inside, offsets, per_sample_weights=counts)
    save(name, "outside", **case, expected=total)
    save("pool-mean-pruned", "outside", **case, expected=total / lengths.clamp(min=1)[:, None])
    save("pool-weighted-sum-pruned", "outside", **case, weights=weights, expected=pool(table, inside, offsets, per_sample_weights=counts * weights))


def head_first(rows, head, padding):
    """The same rows with scale and bias before the codes, and bytes behind that nobody may look at."""
    behind = torch.full((len(rows), padding), 0xAA, dtype=torch.uint8)
    return torch.cat([rows[:, -head:], rows[:, :-head], behind], 1)


def quantised():
    def both(layout, case, given, rows, operator, indices, offsets):
        few = indices[:24]
        each = operator(rows, few, torch.arange(len(few) + 1), include_last_offset=True)
        save(f"gather-{layout}", case, table=given, indices=few, expected=each)
        save(f"pool-sum-{layout}", case, table=given, indices=indices, offsets=offsets,
             expected=operator(rows, indices, offsets, include_last_offset=True))

    byte, nibble = rowwise.embedding_bag_byte_rowwise_offsets, rowwise.embedding_bag_4bit_rowwise_offsets
    stream, table, indices, offsets = ragged("int8-tail", rows=10)
    table[3] = 0.3  # a row of one value
    table[4] = 1e3 * table[4]
    rows = rowwise.embedding_bag_byte_prepack(table)
    both("int8-tail", "rows", rows, rows, byte, indices, offsets)
    wide = rowwise.embedding_bag_byte_prepack(normal(stream, 10, 36))
    both("int8-tail", "wide", wide, wide, byte, indices, offsets)

    # FBGEMM's tables for inference: f16 scale and bias come first, rows are padded to 16 bytes
    for case, width in [("rows", 16), ("wide", 64)]:
        rows = rowwise.embedding_bag_byte_prepack(normal(draw(f"int8-head {case}"), 10, width))
        scales = rows[:, -8:].contiguous().view(torch.float32).half()
        rows[:, -8:] = scales.float().view(torch.uint8)
        given = head_first(torch.cat([rows[:, :-8], scales.view(torch.uint8)], 1), 4, 12)
        both("int8-head", case, given, rows, byte, indices, offsets)
    for case, width in [("rows", 32), ("wide", 64)]:
        rows = rowwise.embedding_bag_4bit_prepack(normal(draw(f"int4-head {case}"), 10, width))
        both("int4-head", case, head_first(rows, 4, 12), rows, nibble, indices, offsets)


def groups():
    bags = 6
    for case, dims in [("mixed", [4, 12, 8, 4]), ("odd-widths", [3, 5, 1])]:
        stream = draw(f"tables {case}")
        tables = [normal(stream, 3 + 2 * at, dim) for at, dim in enumerate(dims)]
        sizes = torch.tensor([table.numel() for table in tables])
        group = dict(
            tables=torch.cat([table.flatten() for table in tables]), starts=sizes.cumsum(0) - sizes, columns=bounds(dims),
            column_tables=torch.repeat_interleave(torch.arange(len(dims)), torch.tensor(dims)))
        one = [below(stream, len(table), bags) for table in tables]
        save("gather-tables", case, **group, indices=torch.cat(one),
             expected=torch.cat([embedding(indices, table) for indices, table in zip(one, tables)], 1))
        lengths = [below(stream, 6, bags).tolist() for _ in tables]
        many = [below(stream, len(table), sum(own)) for table, own in zip(tables, lengths)]
        offsets = bounds(sum(lengths, []))
        save("pool-sum-tables", case, **group, indices=torch.cat(many), offsets=offsets if case == "mixed" else offsets[:-1],
             expected=torch.cat([pool(table, indices, bounds(own)) for table, indices, own in zip(tables, many, lengths)], 1))


def arranged():
    name = "sequence-padded"
    stream, table, indices, offsets = ragged(name, dim=8, lengths=[0, 2, 4, 1, 9, 0, 3])
    sequences = embedding(indices, table).split(offsets.diff().tolist())
    zeros = torch.zeros(4, 8)
    cut = pad_sequence(list(sequences), batch_first=True)[:, :4]
    save(name, "zeros", table=table, indices=indices, offsets=offsets, filler=zeros, expected=cut)
    filler = normal(stream, 12, 8)
    there = torch.arange(12)[None, :, None] < offsets.diff()[:, None, None]
    wide = torch.cat([pad_sequence(list(sequences), batch_first=True), torch.zeros(7, 3, 8)], 1)
    save(name, "filler", table=table, indices=indices, offsets=offsets, filler=filler, expected=torch.where(there, wide, filler))
    save("gather", "jagged", table=table, indices=indices, expected=torch.cat(sequences))

    stream = draw("pool-sum-unique")
    table, rectangle = normal(stream, 20, 16), below(stream, 20, 4, 5)[below(stream, 4, 14)]
    unique, inverse = torch.unique(rectangle, dim=0, return_inverse=True)
    save("pool-sum-unique", "one-length", table=table, indices=unique, inverse=inverse, expected=embedding_bag(rectangle, table, mode="sum"))
    _, table, indices, offsets = ragged("pool-sum-unique ragged")
    order = below(stream, len(RAGGED), 30)
    expanded = torch.cat([indices[offsets[bag]:offsets[bag + 1]] for bag in order])
    save("pool-sum-unique", "ragged", table=table, indices=indices, offsets=offsets, inverse=order,
         expected=pool(table, expanded, bounds(offsets.diff()[order].tolist())))

    name = "pool-sum-hot"
    _, table, indices, offsets = ragged(name)
    expected = pool(table, indices, offsets)
    for case, count in [("some", 6), ("all", 20), ("none", 0)]:
        hot = torch.bincount(indices, minlength=20).topk(count).indices
        remap = torch.full((20,), -1)
        remap[hot] = torch.arange(count)
        cold = table.clone()
        cold[hot] = 1e6  # not to be read there
        save(name, case, hot=table[hot], table=cold, indices=indices, offsets=offsets, remap=remap, expected=expected)


def products(vectors, upper=False, itself=False):
    """The products of every two of a sample's vectors, as facebookresearch/dlrm (lower) and TorchRec (upper) pick them."""
    count = vectors.shape[1]
    step = 0 if itself else 1
    rows, columns = torch.triu_indices(count, count, step) if upper else torch.tril_indices(count, count, -step)
    return torch.bmm(vectors, vectors.transpose(1, 2))[:, rows, columns]


def interactions():
    for case, batch, fields, dim in [("few", 5, 3, 8), ("dlrm", 2, 26, 16), ("odd-width", 2, 4, 5)]:
        stream = draw(f"interact {case}")
        dense, sparse = normal(stream, batch, dim), normal(stream, batch, fields, dim)
        vectors = torch.cat([dense[:, None], sparse], 1)
        for profile, upper in [("dlrm", False), ("torchrec", True)]:
            for operation, itself in [("interact-dot", False), ("interact-dot-self", True)]:
                save(operation, f"{case}@{profile}", dense=dense, sparse=sparse, expected=torch.cat([dense, products(vectors, upper, itself)], 1))
            for operation, itself in [("interact-pairs", False), ("interact-pairs-self", True)]:
                save(operation, f"{case}@{profile}", vectors=sparse, expected=products(sparse, upper, itself))
        both = torch.cat([dense, products(vectors)], 1)
        save("interact-dot", f"{case}-padded@dlrm", dense=dense, sparse=sparse, expected=torch.nn.functional.pad(both, (0, -both.shape[1] % 8)))
        save("interact-concat", case, dense=dense, sparse=sparse, expected=torch.cat([dense, sparse.flatten(1)], 1))
        interaction = 0.5 * (sparse.sum(1) ** 2 - (sparse ** 2).sum(1))
        save("interact-fm", case, vectors=sparse, expected=interaction)
        save("interact-fm-sum", f"{case}@dlrm", vectors=sparse, expected=interaction.sum(1, keepdim=True))
        flat = sparse.flatten(1)  # TorchRec's FactorizationMachine
        save("interact-fm-sum", f"{case}@torchrec", vectors=sparse, expected=0.5 * (flat.sum(1, keepdim=True) ** 2 - (flat ** 2).sum(1, keepdim=True)))
        precise = torch.cat([dense, products(vectors.double())], 1)
        save("interact-dot", f"{case}-double@dlrm", dense=dense.double(), sparse=sparse.double(), expected=precise)
        half = vectors.half()
        save("interact-dot", f"{case}-half@dlrm", dense=half[:, 0], sparse=half[:, 1:],
             expected=torch.cat([half[:, 0], products(half.float()).half()], 1))

    stream = draw("interact many")
    vectors = normal(stream, 1, 35, 68)
    save("interact-dot", "many@dlrm", dense=vectors[:, 0], sparse=vectors[:, 1:], expected=torch.cat([vectors[:, 0], products(vectors)], 1))
    save("interact-fm", "many", vectors=vectors, expected=0.5 * (vectors.sum(1) ** 2 - (vectors ** 2).sum(1)))

    for case, batch, fields, dim, longest in [("few", 3, 4, 8, 5), ("wide", 2, 9, 36, 4)]:
        stream = draw(f"pooled {case}")
        dense, table = normal(stream, batch, dim), normal(stream, 15, dim)
        offsets = bounds(below(stream, longest, batch * fields).tolist())
        indices = below(stream, 15, int(offsets[-1]))
        vectors = torch.cat([dense[:, None], pool(table, indices, offsets).view(batch, fields, dim)], 1)
        for profile, upper in [("dlrm", False), ("torchrec", True)]:
            save("interact-dot-pooled", f"{case}@{profile}", dense=dense, table=table, indices=indices, offsets=offsets if upper else offsets[:-1],
                 expected=torch.cat([dense, products(vectors, upper)], 1))


for make in (gathers, poolings, weighted, padded, pruned, quantised, groups, arranged, interactions):
    make()
