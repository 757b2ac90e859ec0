// What a kernel that was compiled for the host asks of the engine that runs it: its place, barriers, lane exchange.
#pragma once
#include <cstdint>

namespace evoke {

struct Extents {
  unsigned x, y, z;
};

struct Place {
  Extents thread, block, blockSize, gridSize;
  unsigned lane;
};

/** 16 bytes are the largest value that lanes exchange. */
struct alignas(16) Slot {
  unsigned char bytes[16];
};

struct Engine {
  /** Of the thread that runs. */
  const Place *place;
  /** Number of the thread in its block, and of the block in all launches: for what a thread keeps between calls. */
  unsigned thread;
  std::uint64_t block;
  /** Slots of the running thread's warp, one a lane. */
  Slot *slots;
  /** Waits for all threads of the block. */
  void (*blockBarrier)();
  /** Waits for the lanes of the mask that have not ended. */
  void (*warpBarrier)(unsigned mask);
  /** Ends the launch as an error of the kernel. */
  void (*fail)(const char *why);
};

}  // namespace evoke
