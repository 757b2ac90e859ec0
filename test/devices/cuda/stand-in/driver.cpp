// Stands in for libcuda.so.1 in tests: the functions of the CUDA driver API that Evoke calls, on the host. Work on a stream
// is done when somebody waits for it, and no sooner, or kept in a graph while one is captured: whoever forgets to wait finds
// what was there before, and whoever frees what pending work needs is told. Errors of a kernel show when one waits for it,
// and stay, as on a card. The environment says how to misbehave:
//
//   EVOKE_STAND_IN_CARDS    cards there are, 0 or 1         EVOKE_STAND_IN_DRIVER  version, 13000 is 13.0
//   EVOKE_STAND_IN_MEMORY   bytes of the card's memory      EVOKE_STAND_IN_FAULT   code that every launch ends with
//   EVOKE_STAND_IN_REFUSES  a function's name and a code that it answers from now on: cuFuncSetAttribute=1
//
// evoke_stand_in_count(what) tells a test what was done: bytes uploaded, and what is still held.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <elf.h>
#include <functional>
#include <memory>
#include <string>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <unordered_map>
#include <vector>
#include "launch.hpp"

namespace {

using Work = std::function<int()>;
struct Event { double milliseconds = -1; };
struct Graph { std::vector<Work> works; };
struct Module { void *library; int file; };
/** What is held now, and the bytes that came from the host since the library was loaded. */
struct Counts { long long uploaded = 0, modules = 0, events = 0, graphs = 0, streams = 0, contexts = 0; } counts;
struct Function { evoke::Kernel kernel; unsigned dynamicBytes = 48 * 1024; };

constexpr unsigned mostShared = 227 * 1024;
std::unordered_map<void *, std::size_t> allocations;
std::vector<Work> pending;
Graph *capturing = nullptr;
bool spoiled = false;
int poison = 0;
std::string why;

long long setting(const char *name, long long otherwise) {
  const char *text = std::getenv(name);
  return text == nullptr || *text == 0 ? otherwise : std::atoll(text);
}
std::size_t memory() { return setting("EVOKE_STAND_IN_MEMORY", 256ll << 20); }
std::size_t used() {
  std::size_t sum = 0;
  for (const auto &each : allocations) sum += each.second;
  return sum;
}

/** Puts it on the stream, or into the graph that is captured. */
int enqueue(Work work) {
  if (poison != 0) return poison;
  (capturing != nullptr ? capturing->works : pending).push_back(std::move(work));
  return 0;
}

/** Does what is on the stream. What a kernel did wrong stays. */
int drained() {
  std::vector<Work> works;
  works.swap(pending);
  for (const Work &work : works) {
    if (poison == 0) poison = work();
  }
  return poison;
}

/** The code that the environment has for a function, or 0. */
int told(const char *function) {
  const char *text = std::getenv("EVOKE_STAND_IN_REFUSES");
  const std::size_t length = std::strlen(function);
  return text != nullptr && std::strncmp(text, function, length) == 0 && text[length] == '=' ? std::atoi(text + length + 1) : 0;
}

/** A call that fails while a graph is captured spoils the capture, which then ends in an error and without a graph. */
int invalidated(int code) {
  spoiled = capturing != nullptr;
  return code;
}

/** What a card refuses: a poisoned context, and while a graph is captured what is not put on its stream. */
int refused() { return poison != 0 ? poison : capturing != nullptr ? 900 : 0; }
/** The same for a call that waits for the stream. */
int waited() { return refused() != 0 ? refused() : drained(); }

template <class T> T *pointer(std::uint64_t value) { return reinterpret_cast<T *>(value); }

}  // namespace

extern "C" {

int cuInit(unsigned) { return setting("EVOKE_STAND_IN_CARDS", 1) == 0 ? 100 : 0; }
int cuDriverGetVersion(int *version) { *version = setting("EVOKE_STAND_IN_DRIVER", 13000); return 0; }
int cuDeviceGetCount(int *count) { *count = 1; return 0; }
int cuDeviceGet(int *device, int) { *device = 0; return 0; }
int cuDeviceGetName(char *name, int length, int) { std::strncpy(name, "Evoke test stand-in", length); return 0; }
int cuDeviceGetPCIBusId(char *id, int length, int) { std::strncpy(id, "0000:e0:0e.0", length); return 0; }
int cuDeviceTotalMem_v2(std::size_t *bytes, int) { *bytes = memory(); return 0; }
int cuDeviceGetAttribute(int *value, int attribute, int) {
  switch (attribute) {
    case 1: case 2: case 3: *value = 1024; return 0;
    case 4: *value = 64; return 0;
    case 5: *value = 2147483647; return 0;
    case 6: case 7: *value = 65535; return 0;
    case 16: *value = 2; return 0;
    case 38: *value = 256 * 1024; return 0;
    case 75: *value = 9; return 0;
    case 76: *value = 0; return 0;
    case 97: *value = mostShared; return 0;
    default: return 1;
  }
}
int cuDevicePrimaryCtxRetain(std::uint64_t *context, int) {
  if (int code = told("cuDevicePrimaryCtxRetain")) return code;
  *context = 1;
  counts.contexts++;
  return poison;
}
int cuDevicePrimaryCtxRelease_v2(int) { counts.contexts--; return poison; }
int cuCtxSetCurrent(std::uint64_t) { return poison; }
int cuCtxSetLimit(int, std::size_t) { return poison; }

int cuModuleLoadData(std::uint64_t *module, const void *image) {
  if (int code = refused()) return code;
  if (int code = told("cuModuleLoadData")) return code;
  const auto *header = static_cast<const Elf64_Ehdr *>(image);
  if (std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) return 200;
  // an image says its own length: its section headers stand at its end
  const std::size_t bytes = header->e_shoff + std::size_t(header->e_shnum) * header->e_shentsize;
  const int file = memfd_create("evoke-kernel", MFD_CLOEXEC);
  if (file < 0 || write(file, image, bytes) != ssize_t(bytes)) return 999;
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    close(file);
    return 200;
  }
  *module = reinterpret_cast<std::uint64_t>(new Module{library, file});  // open as long as it is loaded: libraries are told apart by path
  counts.modules++;
  return 0;
}
int cuModuleUnload(std::uint64_t module) {
  if (poison != 0) return poison;
  if (!pending.empty()) return 401;  // what is pending may be a kernel of it: a card may run code that is gone
  counts.modules--;
  dlclose(pointer<Module>(module)->library);
  close(pointer<Module>(module)->file);
  delete pointer<Module>(module);
  return 0;
}
int cuModuleGetFunction(std::uint64_t *function, std::uint64_t module, const char *name) {
  if (poison != 0) return poison;
  if (int code = told("cuModuleGetFunction")) return code;
  void *library = pointer<Module>(module)->library;
  void *call = dlsym(library, (std::string("evoke_call_") + name).c_str());
  void *sizes = dlsym(library, (std::string("evoke_sizes_") + name).c_str());
  if (call == nullptr) return 500;
  *function = reinterpret_cast<std::uint64_t>(new Function{{
    reinterpret_cast<void (*)(evoke::Engine *)>(dlsym(library, "evoke_attach")), reinterpret_cast<void (*)(void **)>(call), reinterpret_cast<int (*)(unsigned char *)>(sizes),
    static_cast<unsigned char *>(dlsym(library, "evoke_dynamic_shared")),
  }});
  return 0;
}
int cuFuncGetAttribute(int *value, int attribute, std::uint64_t) { *value = attribute == 0 ? 1024 : attribute == 4 ? 32 : 0; return poison; }
int cuFuncSetAttribute(std::uint64_t function, int attribute, int value) {
  if (int code = told("cuFuncSetAttribute")) return code;
  if (attribute != 8 || value > int(mostShared)) return 1;
  pointer<Function>(function)->dynamicBytes = value;
  return poison;
}

int cuMemGetInfo_v2(std::size_t *free, std::size_t *total) { *total = memory(); *free = *total - used(); return poison; }
int cuMemAlloc_v2(std::uint64_t *address, std::size_t bytes) {
  if (int code = refused()) return code;
  if (used() + bytes > memory()) return 2;
  if (bytes == 0) return 1;
  void *made = std::aligned_alloc(256, (bytes + 255) / 256 * 256);
  std::memset(made, 0xcd, bytes);
  allocations[made] = bytes;
  *address = reinterpret_cast<std::uint64_t>(made);
  return 0;
}
int cuMemFree_v2(std::uint64_t address) {
  if (int code = waited()) return code;
  if (allocations.erase(pointer<void>(address)) == 0) return 1;
  std::free(pointer<void>(address));
  return 0;
}
int cuMemcpyHtoD_v2(std::uint64_t to, const void *from, std::size_t bytes) {
  if (int code = waited()) return code;
  if (int code = told("cuMemcpyHtoD")) return code;
  counts.uploaded += bytes;
  std::memcpy(pointer<void>(to), from, bytes);
  return 0;
}
int cuMemcpyDtoH_v2(void *to, std::uint64_t from, std::size_t bytes) {
  if (int code = waited()) return code;
  std::memcpy(to, pointer<void>(from), bytes);
  return 0;
}
int cuMemcpyDtoDAsync_v2(std::uint64_t to, std::uint64_t from, std::size_t bytes, std::uint64_t) {
  return enqueue([=] { std::memcpy(pointer<void>(to), pointer<void>(from), bytes); return 0; });
}
int cuMemsetD16Async(std::uint64_t to, std::uint16_t value, std::size_t count, std::uint64_t) {
  return enqueue([=] { for (std::size_t at = 0; at < count; at++) pointer<std::uint16_t>(to)[at] = value; return 0; });
}
int cuMemsetD32Async(std::uint64_t to, unsigned value, std::size_t count, std::uint64_t) {
  return enqueue([=] { for (std::size_t at = 0; at < count; at++) pointer<unsigned>(to)[at] = value; return 0; });
}
int cuMemsetD32_v2(std::uint64_t to, unsigned value, std::size_t count) {
  if (int code = refused()) return code;
  return cuMemsetD32Async(to, value, count, 0);
}

int cuStreamCreate(std::uint64_t *stream, unsigned) {
  if (int code = told("cuStreamCreate")) return code;
  *stream = 2;
  counts.streams++;
  return poison;
}
int cuStreamDestroy_v2(std::uint64_t) { counts.streams--; return poison; }
int cuStreamSynchronize(std::uint64_t) { return waited(); }
int cuStreamBeginCapture_v2(std::uint64_t, int) {
  if (poison != 0) return poison;
  if (capturing != nullptr) return 901;
  capturing = new Graph;
  return 0;
}
int cuStreamEndCapture(std::uint64_t, std::uint64_t *graph) {
  if (capturing == nullptr) return 901;
  if (spoiled) {
    spoiled = false;
    delete capturing;
    capturing = nullptr;
    return 901;
  }
  counts.graphs++;
  *graph = reinterpret_cast<std::uint64_t>(capturing);
  capturing = nullptr;
  return poison;
}
int cuGraphInstantiateWithFlags(std::uint64_t *executable, std::uint64_t graph, std::uint64_t) {
  if (int code = told("cuGraphInstantiate")) return code;
  *executable = reinterpret_cast<std::uint64_t>(new Graph(*pointer<Graph>(graph)));
  counts.graphs++;
  return poison;
}
int cuGraphLaunch(std::uint64_t executable, std::uint64_t) {
  for (const Work &work : pointer<Graph>(executable)->works)
    if (int code = enqueue(work)) return code;
  return poison;
}
int cuGraphDestroy(std::uint64_t graph) { counts.graphs--; delete pointer<Graph>(graph); return poison; }
int cuGraphExecDestroy(std::uint64_t executable) { counts.graphs--; delete pointer<Graph>(executable); return poison; }

int cuEventCreate(std::uint64_t *event, unsigned) { counts.events++; *event = reinterpret_cast<std::uint64_t>(new Event); return poison; }
int cuEventDestroy_v2(std::uint64_t event) {
  drained();  // a card keeps an event until what is pending has passed it
  counts.events--;
  delete pointer<Event>(event);
  return poison;
}
int cuEventRecordWithFlags(std::uint64_t event, std::uint64_t, unsigned flags) {
  // inside a capture a record without the flag orders work and stamps nothing
  if (capturing != nullptr && flags != 1) return 0;
  return enqueue([=] {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    pointer<Event>(event)->milliseconds = now.tv_sec * 1e3 + now.tv_nsec * 1e-6;
    return 0;
  });
}
int cuEventElapsedTime(float *milliseconds, std::uint64_t begin, std::uint64_t end) {
  const double from = pointer<Event>(begin)->milliseconds, to = pointer<Event>(end)->milliseconds;
  if (!pending.empty()) return 600;
  if (from < 0 || to < 0) return 400;
  *milliseconds = float(to - from);
  return poison;
}

int cuLaunchKernel(std::uint64_t function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY, unsigned blockZ,
                   unsigned sharedBytes, std::uint64_t, void **parameters, std::uint64_t) {
  const Function &kernel = *pointer<Function>(function);
  if (int code = told("cuLaunchKernel")) return invalidated(code);
  if (blockX * blockY * blockZ > 1024 || blockZ > 64 || gridX == 0 || gridY == 0 || gridZ == 0 || sharedBytes > kernel.dynamicBytes) return 1;
  // a graph outlives the caller's parameters
  auto kept = std::make_shared<std::vector<std::uint64_t>>(64);
  unsigned char sizes[64];
  const int count = kernel.kernel.sizes(sizes);
  for (int at = 0; at < count; at++) std::memcpy(&(*kept)[at], parameters[at], sizes[at]);
  return enqueue([=] {
    if (const int fault = setting("EVOKE_STAND_IN_FAULT", 0)) return fault;
    void *pointers[64];
    for (int at = 0; at < 64; at++) pointers[at] = &(*kept)[at];
    why = evoke::launch(pointer<Function>(function)->kernel, {gridX, gridY, gridZ}, {blockX, blockY, blockZ}, sharedBytes, pointers);
    return why.empty() ? 0 : 719;
  });
}

int cuGetErrorName(int code, const char **text) {
  switch (code) {
    case 46: *text = "CUDA_ERROR_DEVICE_UNAVAILABLE"; return 0;
    case 1: *text = "CUDA_ERROR_INVALID_VALUE"; return 0;
    case 2: *text = "CUDA_ERROR_OUT_OF_MEMORY"; return 0;
    case 100: *text = "CUDA_ERROR_NO_DEVICE"; return 0;
    case 200: *text = "CUDA_ERROR_INVALID_IMAGE"; return 0;
    case 209: *text = "CUDA_ERROR_NO_BINARY_FOR_GPU"; return 0;
    case 401: *text = "CUDA_ERROR_ILLEGAL_STATE"; return 0;
    case 500: *text = "CUDA_ERROR_NOT_FOUND"; return 0;
    case 700: *text = "CUDA_ERROR_ILLEGAL_ADDRESS"; return 0;
    case 900: *text = "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED"; return 0;
    case 701: *text = "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES"; return 0;
    case 716: *text = "CUDA_ERROR_MISALIGNED_ADDRESS"; return 0;
    case 719: *text = "CUDA_ERROR_LAUNCH_FAILED"; return 0;
    default: *text = "CUDA_ERROR_UNKNOWN"; return 0;
  }
}
int cuGetErrorString(int code, const char **text) {
  *text = code == 719 && !why.empty() ? why.c_str() : code == 700 ? "an illegal memory access was encountered" : "told by the stand-in";
  return 0;
}

/** Of what there is so much: bytes uploaded in all, and what is held now. -1 for a word that is none. */
long long evoke_stand_in_count(const char *what) {
  const std::string word = what;
  if (word == "uploaded") return counts.uploaded;
  if (word == "allocations") return allocations.size();
  if (word == "bytes") return used();
  if (word == "modules") return counts.modules;
  if (word == "events") return counts.events;
  if (word == "graphs") return counts.graphs;
  if (word == "streams") return counts.streams;
  if (word == "contexts") return counts.contexts;
  return -1;
}

}  // extern "C"
