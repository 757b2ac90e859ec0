import type { CInterface } from '../support/c-interface.ts';

/** `_native.py`: compiles kernel.cu once for the card at hand, keeps the library in the user's cache, and calls it. */
export function nativeText({ called, arguments: own, sizes }: CInterface): string {
  const kinds = own.slice(0, -1).map(({ type, element }) => (type.dims.length > 0 ? 'None' : element === 'float' ? 'ctypes.c_float' : 'ctypes.c_int'));
  return `"""Compiles kernel.cu for the card at hand, once, and launches it on PyTorch's current stream."""
import ctypes
import functools
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile

import torch

_HERE = pathlib.Path(__file__).parent
# of each argument: None for an array, else its type in C
_KINDS = [${kinds.join(', ')}]
_SIZES = [${[...sizes.keys()].map((symbol) => JSON.stringify(symbol)).join(', ')}]


def _nvcc():
    """Where nvcc is: named by EVOKE_NVCC, in CUDA_HOME or CUDA_PATH, where it is installed by custom, or in PATH."""
    named = os.environ.get("EVOKE_NVCC")
    homes = [home for home in (os.environ.get("CUDA_HOME"), os.environ.get("CUDA_PATH"), "/usr/local/cuda") if home]
    for path in [named] * bool(named) + [os.path.join(home, "bin", "nvcc") for home in homes] + [shutil.which("nvcc") or ""]:
        if os.access(path, os.X_OK):
            return path
    raise RuntimeError("nvcc was not found in EVOKE_NVCC, CUDA_HOME, CUDA_PATH, /usr/local/cuda or PATH; install the CUDA toolkit, or set CUDA_HOME")


@functools.lru_cache(maxsize=None)
def _library(major, minor):
    nvcc = _nvcc()
    version = subprocess.run([nvcc, "--version"], capture_output=True, text=True, check=False).stdout
    options = ["-std=c++17", "-O3", f"-arch=sm_{major}{minor}", "-shared", "-Xcompiler", "-fPIC"]
    texts = [(_HERE / name).read_text() for name in ("kernel.cu", "${called}.h")]
    key = hashlib.sha256("\\0".join([*texts, version, *options]).encode()).hexdigest()[:24]
    folder = pathlib.Path(os.environ.get("EVOKE_CACHE") or pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "evoke")
    target = folder / f"{key}.so"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as workshop:
            made = pathlib.Path(workshop) / "kernel.so"
            done = subprocess.run([nvcc, *options, "-o", str(made), str(_HERE / "kernel.cu")], capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise RuntimeError(f"nvcc could not compile kernel.cu: {done.stderr.strip() or done.stdout.strip()}")
            os.replace(made, target)  # whole, whoever else compiles it at the same time
    library = ctypes.CDLL(str(target))
    library.${called}_error.restype = ctypes.c_char_p
    return library


def launch(values, output, sizes):
    """One launch on the current stream of the output's device. RuntimeError with CUDA's words where it fails."""
    for name, size in zip(_SIZES, sizes):
        if size >= 2**31:
            raise ValueError(f"{name} is {size}; the kernel takes sizes below {2**31}: split the batch")
    with torch.cuda.device(output.device):
        library = _library(*torch.cuda.get_device_capability(output.device))
        error = library.${called}(
            *[ctypes.c_void_p(value.data_ptr()) if kind is None else kind(value) for kind, value in zip(_KINDS, values)],
            ctypes.c_void_p(output.data_ptr()),
            *[ctypes.c_longlong(size) for size in sizes],
            ctypes.c_void_p(torch.cuda.current_stream(output.device).cuda_stream),
        )
        if error != 0:
            raise RuntimeError(f"the launch with {dict(zip(_SIZES, sizes))} failed: {library.${called}_error(error).decode()}")
`;
}
