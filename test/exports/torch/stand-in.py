"""Runs a program of an exported package as if there were a card: stand-in.py PROGRAM [WORDS]

For tests. Tensors "on the card" lie in the processor's memory, where the stand-in for nvcc (EVOKE_NVCC) makes the kernel
run; the implementation that the package registers for CUDA is the one for those tensors.
"""
import contextlib
import os
import runpy
import sys
import time
import types

import torch

register = torch.library.Library.impl
move = torch.Tensor.to


def registered(self, name, function, key=""):
    """What is for the processor is left out, and what is for cards takes its place."""
    if key != "CPU":
        register(self, name, function, "CPU" if key == "CUDA" else key)


torch.library.Library.impl = registered
torch.Tensor.to = lambda self, *words, **named: move(self, *["cpu" if word == "cuda" else word for word in words], **named)
torch.cuda.is_available = lambda: True
torch.cuda.get_device_name = lambda *device: "the stand-in, which is no card"
torch.cuda.get_device_capability = lambda *device: (9, 0)
torch.cuda.current_stream = lambda *device: types.SimpleNamespace(cuda_stream=0)
torch.cuda.device = lambda device: contextlib.nullcontext()
torch.cuda.synchronize = lambda: None
torch.cuda._sleep = lambda cycles: None
torch.Tensor.cuda = lambda self: self
torch.cuda.get_device_properties = lambda device: types.SimpleNamespace(name=torch.cuda.get_device_name(), L2_cache_size=0)
empty = torch.empty
torch.empty = lambda *shape, **named: empty(*shape, **{**named, **({"device": "cpu"} if named.get("device") == "cuda" else {})})


class Event:
    """Work is done when it is asked for here, so the clock is the event's time."""

    def __init__(self, enable_timing):
        self.seconds = None

    def record(self):
        self.seconds = time.perf_counter()

    def elapsed_time(self, end):
        return 1000 * (end.seconds - self.seconds)

    def query(self):
        return False


torch.cuda.Event = Event

del sys.argv[0]
sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))
runpy.run_path(sys.argv[0], run_name="__main__")
