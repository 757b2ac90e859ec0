// Launches of the stand-in for CUDA's runtime. What a card would refuse is refused: a block or a grid that it does not have,
// more shared memory than was asked for.
#include <string>
#include <vector>
#include "cuda_runtime_api.h"
#include "launch.hpp"

namespace {
struct Known { EvokeKernel kernel; std::size_t dynamicBytes; };
std::vector<Known>& kernels() { static std::vector<Known> all; return all; }
Known* found(const void* address) {
  for (Known& each : kernels())
    if (each.kernel.address == address) return &each;
  return nullptr;
}
std::string why;
}  // namespace

void evoke_register(const EvokeKernel& kernel) { kernels().push_back({kernel, 48 * 1024}); }

extern "C" {

cudaError_t cudaFuncSetAttribute(const void* kernel, cudaFuncAttribute, int value) {
  Known* known = found(kernel);
  if (known == nullptr || value < 0 || value > 227 * 1024) return cudaErrorInvalidValue;
  known->dynamicBytes = value;
  return cudaSuccess;
}

cudaError_t cudaLaunchKernel(const void* kernel, dim3 grid, dim3 block, void** values, std::size_t sharedBytes, cudaStream_t) {
  Known* known = found(kernel);
  const bool fits = grid.x > 0 && grid.y > 0 && grid.z > 0 && grid.x <= 0x7fffffff && grid.y <= 65535 && grid.z <= 65535;
  if (known == nullptr || !fits || block.x * block.y * block.z > 1024 || sharedBytes > known->dynamicBytes) return cudaErrorInvalidConfiguration;
  const evoke::Kernel own{(void (*)(evoke::Engine*))known->kernel.attach, known->kernel.call, nullptr, known->kernel.dynamicShared};
  why = evoke::launch(own, {grid.x, grid.y, grid.z}, {block.x, block.y, block.z}, unsigned(sharedBytes), values);
  return why.empty() ? cudaSuccess : cudaErrorLaunchFailure;
}

const char* cudaGetErrorString(cudaError_t error) {
  switch (error) {
    case cudaSuccess: return "no error";
    case cudaErrorInvalidValue: return "invalid argument";
    case cudaErrorInvalidConfiguration: return "invalid configuration argument";
    case cudaErrorMisalignedAddress: return "misaligned address";
    case cudaErrorLaunchFailure: return why.c_str();
    default: return "unknown error";
  }
}

}  // extern "C"
