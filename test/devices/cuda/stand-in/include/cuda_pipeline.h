// Asynchronous copies to shared memory: nothing arrives before the thread waits for it, so that a wait left out shows.
#pragma once
#include <vector>
#include "device.hpp"

struct EvokeCopies {
  struct Copy { void *to; const void *from; std::size_t bytes, zeros; unsigned group; };
  std::uint64_t block = 0;
  unsigned groups = 0;
  std::vector<Copy> waiting;
};

/** Of the running thread; what the thread of an earlier block never waited for is dropped. */
inline EvokeCopies &evoke_copies() {
  static EvokeCopies all[1024];
  EvokeCopies &own = all[evoke_engine->thread];
  if (own.block != evoke_engine->block) own = EvokeCopies{evoke_engine->block, 0, {}};
  return own;
}

inline void __pipeline_memcpy_async(void *to, const void *from, std::size_t bytes, std::size_t zeros = 0) {
  if (bytes != 4 && bytes != 8 && bytes != 16) evoke_engine->fail("an asynchronous copy of other than 4, 8 or 16 bytes");
  if (reinterpret_cast<std::uintptr_t>(to) % bytes != 0 || reinterpret_cast<std::uintptr_t>(from) % bytes != 0) evoke_engine->fail("a misaligned asynchronous copy");
  EvokeCopies &copies = evoke_copies();
  copies.waiting.push_back({to, from, bytes, zeros, copies.groups});
}
inline void __pipeline_commit() { evoke_copies().groups++; }
inline void __pipeline_wait_prior(unsigned pending) {
  EvokeCopies &copies = evoke_copies();
  std::vector<EvokeCopies::Copy> left;
  for (const auto &copy : copies.waiting) {
    if (copy.group + pending >= copies.groups) {
      left.push_back(copy);
      continue;
    }
    std::memcpy(copy.to, copy.from, copy.bytes - copy.zeros);
    std::memset(static_cast<char *>(copy.to) + copy.bytes - copy.zeros, 0, copy.zeros);
  }
  copies.waiting.swap(left);
}
