"""Makes the golden .npz files beside it: python3 make.py (NumPy 2). Table 1 … 20 and its answers: the known case of
NVIDIA/cuEmbed; odd.npz holds one array of every type and layout that is read."""
from os.path import dirname, join
import numpy as np

here = dirname(__file__)
table = np.arange(1, 21, dtype="float32").reshape(5, 4)
indices = np.array([1, 3, 0, 4])
offsets = np.array([0, 2, 4])
weights = np.array([1, 0.5, 1, 0.5], dtype="float32")
bags = [(0, 2), (2, 4)]
rows = table[indices].astype("float64")
total = np.array([rows[a:b].sum(0) for a, b in bags])
weighted = np.array([(rows[a:b] * weights[a:b, None]).sum(0) for a, b in bags])

lists = dict(indices=indices.astype("int32"), offsets=offsets.astype("int32"))
np.savez(join(here, "gather.npz"), table=table, indices=lists["indices"], expected=table[indices])
np.savez(join(here, "pool-sum.npz"), table=table, **lists, expected=total.astype("float32"))
# As NumPy has it by default: int64 indices, float64 answers; compressed.
np.savez_compressed(join(here, "pool-mean.npz"), table=table, indices=indices, offsets=offsets, expected=total / 2)
np.savez(join(here, "pool-max.npz"), table=table, **lists, expected=np.array([table[indices[a:b]].max(0) for a, b in bags]))
np.savez(join(here, "pool-weighted-sum.npz"), table=table, **lists, weights=weights, expected=weighted)

random = np.random.default_rng(7)
dense = random.uniform(-1, 1, (2, 4)).astype("float32")
sparse = random.uniform(-1, 1, (2, 3, 4)).astype("float32")
vectors = np.concatenate([dense[:, None], sparse], 1).astype("float64")
products = vectors @ vectors.transpose(0, 2, 1)
pairs = np.stack([products[:, i, j] for i in range(4) for j in range(i)], 1)
np.savez(join(here, "interact-dot.npz"), dense=dense, sparse=sparse, expected=np.concatenate([dense, pairs], 1))
fm = 0.5 * (vectors.sum(1) ** 2 - (vectors ** 2).sum(1))
np.savez(join(here, "interact-fm.npz"), vectors=vectors.astype("float32"), expected=fm)

np.savez_compressed(
    join(here, "odd.npz"),
    half=np.array([1.5, -2, 6e-8, 65504], dtype="float16"),
    double=np.array([[0.1, 1e300], [np.nan, -0.0]]),
    int8=np.array([-128, 127], dtype="int8"),
    uint8=np.array([0, 255], dtype="uint8"),
    int16=np.array([-32768, 32767], dtype="int16"),
    uint16=np.array([65535], dtype="uint16"),
    uint32=np.array([7, 2**31 - 1], dtype="uint32"),
    uint32_wide=np.array([2**32 - 1], dtype="uint32"),
    int64=np.array([-5, 2**31 - 1]),
    int64_wide=np.array([2**31, -(2**40)]),
    boolean=np.array([True, False]),
    scalar=np.float32(2.5),
    empty=np.zeros((0, 4), dtype="float32"),
    fortran=np.asfortranarray(np.arange(24, dtype="int32").reshape(2, 3, 4)),
)
np.savez(join(here, "text.npz"), words=np.array(["no", "number"]))
