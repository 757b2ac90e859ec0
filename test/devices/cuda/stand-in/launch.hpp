// Runs a grid on the host: blocks one after another, the threads of a block as fibers.
#pragma once
#include <string>
#include "engine.hpp"

namespace evoke {

struct Kernel {
  void (*attach)(Engine *);
  /** Calls the kernel with parameters as cuLaunchKernel takes them. */
  void (*call)(void **parameters);
  /** Bytes of each parameter; how many there are, at most 64. */
  int (*sizes)(unsigned char *);
  unsigned char *dynamicShared;
};

/** Why the launch failed, or empty. */
std::string launch(const Kernel &kernel, Extents grid, Extents block, unsigned dynamicBytes, void **parameters);

}  // namespace evoke
