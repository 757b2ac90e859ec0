import type { Program } from '../../model/index.ts';

/** `kernel.cu`: the kernel as emitted, and a launcher with C linkage that Python can call. */
export function sourceText({ text, signature, launch }: Program): string {
  const plan = launch!;
  const arrays = signature.parameters.filter(({ type }) => type.dims.length > 0);
  const floats = new Set(signature.parameters.filter(({ type }) => type.scalar === 'f32').map(({ name }) => name));
  const scalar = plan.uniforms.map((uniform) => (uniform.kind === 'argument' && floats.has(uniform.parameter) ? 'float' : 'int'));
  const slots = [...arrays.map((_, at) => `arrays[${at}]`), 'output', ...scalar.map((_, at) => `uniforms[${at}]`)];
  const dynamic = plan.dynamicSharedBytes;
  return `${text.trimEnd()}

// Called from Python with addresses on the card; uniforms are ${scalar.length === 0 ? 'none' : scalar.join(', ')} in this order. Returns CUDA's error, 0 for none.
extern "C" int evoke_launch(void** arrays, void* output, void** uniforms, unsigned grid_x, unsigned grid_y, unsigned grid_z, void* stream) {
  (void)arrays; (void)uniforms;
  if (grid_x == 0 || grid_y == 0 || grid_z == 0) return 0;${dynamic === 0 ? '' : `
  cudaError_t raised = cudaFuncSetAttribute((const void*)${plan.entry}, cudaFuncAttributeMaxDynamicSharedMemorySize, ${dynamic});
  if (raised != cudaSuccess) return (int)raised;`}
  void* arguments[] = {${slots.map((slot) => (slot.startsWith('uniforms') ? slot : `&${slot}`)).join(', ')}};
  return (int)cudaLaunchKernel((const void*)${plan.entry}, dim3(grid_x, grid_y, grid_z), dim3(${plan.block.join(', ')}), arguments, ${dynamic}, (cudaStream_t)stream);
}

extern "C" const char* evoke_error(int error) { return cudaGetErrorString((cudaError_t)error); }
`;
}

/** `_native.py`: compiles kernel.cu once for the card at hand, keeps the library in the user's cache, and calls it. */
export function nativeText(scalarTypes: readonly string[]): string {
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

_SOURCE = pathlib.Path(__file__).with_name("kernel.cu")
_SCALARS = [${scalarTypes.map((type) => (type === 'float' ? 'ctypes.c_float' : 'ctypes.c_int')).join(', ')}]


def _nvcc():
    """Where nvcc is: in CUDA_HOME or CUDA_PATH, in PATH, or where it is installed by custom."""
    for home in (os.environ.get("CUDA_HOME"), os.environ.get("CUDA_PATH"), "/usr/local/cuda"):
        if home and os.access(os.path.join(home, "bin", "nvcc"), os.X_OK):
            return os.path.join(home, "bin", "nvcc")
    found = shutil.which("nvcc")
    if found is None:
        raise RuntimeError("nvcc was not found in CUDA_HOME, CUDA_PATH, /usr/local/cuda or PATH; install the CUDA toolkit, or set CUDA_HOME")
    return found


@functools.lru_cache(maxsize=None)
def _library(major, minor):
    nvcc = _nvcc()
    version = subprocess.run([nvcc, "--version"], capture_output=True, text=True, check=False).stdout
    options = ["-O3", f"-arch=sm_{major}{minor}", "-shared", "-Xcompiler", "-fPIC"]
    key = hashlib.sha256("\\0".join([_SOURCE.read_text(), version, *options]).encode()).hexdigest()[:24]
    folder = pathlib.Path(os.environ.get("EVOKE_CACHE") or pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "evoke")
    target = folder / f"{key}.so"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as workshop:
            made = pathlib.Path(workshop) / "kernel.so"
            done = subprocess.run([nvcc, *options, "-o", str(made), str(_SOURCE)], capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise RuntimeError(f"nvcc could not compile {_SOURCE.name}: {done.stderr.strip() or done.stdout.strip()}")
            os.replace(made, target)
    library = ctypes.CDLL(str(target))
    library.evoke_error.restype = ctypes.c_char_p
    return library


def launch(tensors, output, uniforms, grid, block):
    """One launch on the current stream of the output's device. RuntimeError with CUDA's words where it fails."""
    for value in uniforms:
        if isinstance(value, int) and not -(2**31) <= value < 2**31:
            raise ValueError(f"a size of this launch is {value}; a kernel takes sizes below {2**31}: split the batch")
    with torch.cuda.device(output.device):
        library = _library(*torch.cuda.get_device_capability(output.device))
        arrays = (ctypes.c_void_p * max(1, len(tensors)))(*[tensor.data_ptr() for tensor in tensors])
        held = [kind(value) for kind, value in zip(_SCALARS, uniforms)]
        addresses = (ctypes.c_void_p * max(1, len(held)))(*[ctypes.addressof(value) for value in held])
        stream = ctypes.c_void_p(torch.cuda.current_stream(output.device).cuda_stream)
        error = library.evoke_launch(arrays, ctypes.c_void_p(output.data_ptr()), addresses, *[ctypes.c_uint(extent) for extent in grid], stream)
        if error != 0:
            raise RuntimeError(f"the launch of grid {grid}, block {block} failed: {library.evoke_error(error).decode()}")
`;
}
