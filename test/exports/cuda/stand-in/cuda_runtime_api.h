// The part of CUDA's runtime that exported packages call, on the host: for tests. Kernels run as test/devices/cuda/stand-in does.
#pragma once
#include <cstddef>
#include <cstdlib>
#include <cstring>

enum cudaError_t { cudaSuccess = 0, cudaErrorInvalidValue = 1, cudaErrorInvalidConfiguration = 9, cudaErrorNoDevice = 100, cudaErrorMisalignedAddress = 716, cudaErrorLaunchFailure = 719 };
enum cudaMemcpyKind { cudaMemcpyHostToDevice, cudaMemcpyDeviceToHost };
enum cudaFuncAttribute { cudaFuncAttributeMaxDynamicSharedMemorySize };
typedef void* cudaStream_t;
struct cudaDeviceProp { char name[256]; };
struct dim3 { unsigned x, y, z; dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {} };

extern "C" {
cudaError_t cudaLaunchKernel(const void* kernel, dim3 grid, dim3 block, void** values, std::size_t sharedBytes, cudaStream_t stream);
cudaError_t cudaFuncSetAttribute(const void* kernel, cudaFuncAttribute attribute, int value);
const char* cudaGetErrorString(cudaError_t error);
}
inline cudaError_t cudaMalloc(void** address, std::size_t bytes) { *address = std::aligned_alloc(256, (bytes + 255) / 256 * 256); return cudaSuccess; }
inline cudaError_t cudaFree(void* address) { std::free(address); return cudaSuccess; }
inline cudaError_t cudaMemcpy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind) { std::memcpy(to, from, bytes); return cudaSuccess; }
inline cudaError_t cudaMemset(void* address, int value, std::size_t bytes) { std::memset(address, value, bytes); return cudaSuccess; }
inline cudaError_t cudaDeviceSynchronize() { return cudaSuccess; }
inline cudaError_t cudaGetDeviceCount(int* count) { *count = std::getenv("EVOKE_STAND_IN_NO_CARD") ? 0 : 1; return cudaSuccess; }
inline cudaError_t cudaGetDeviceProperties(cudaDeviceProp* card, int) { std::strcpy(card->name, "the stand-in, which is no card"); return cudaSuccess; }

/** Kernels say their names to the runtime as they are loaded. */
struct EvokeKernel {
  const void* address;
  void (*attach)(void*);
  void (*call)(void**);
  unsigned char* dynamicShared;
};
void evoke_register(const EvokeKernel& kernel);
