// Fibers are made by ucontext and switched by _setjmp and _longjmp, which leave the signal mask alone. A fiber serves one
// thread after another; one that is stuck in a barrier when a launch fails is made anew.
#include "launch.hpp"
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <memory>
#include <sys/mman.h>
#include <ucontext.h>
#include <vector>

namespace evoke {
namespace {

enum class State { ready, atBlockBarrier, atWarpBarrier, ended };

constexpr std::size_t stackBytes = 256 * 1024;
constexpr unsigned warpSize = 32;

struct Fiber {
  Place place{};
  unsigned number = 0;
  State state = State::ended;
  unsigned mask = 0;
  bool begun = false;
  std::jmp_buf here;
  ucontext_t context;
  void *stack = mmap(nullptr, stackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
};

std::vector<std::unique_ptr<Fiber>> fibers;
std::vector<Slot> slots;
std::jmp_buf scheduler;
Engine engine;
Fiber *running;
unsigned threads;
const Kernel *current;
void **currentParameters;
std::string failure;

void enter(Fiber &fiber);

void backToScheduler() {
  if (_setjmp(running->here) == 0) _longjmp(scheduler, 1);
}

void body() {
  for (;;) {
    current->call(currentParameters);
    running->state = State::ended;
    backToScheduler();
  }
}

void enter(Fiber &fiber) {
  running = &fiber;
  engine.place = &fiber.place;
  engine.thread = fiber.number;
  engine.slots = &slots[fiber.number / warpSize * warpSize];
  if (_setjmp(scheduler) != 0) return;
  if (fiber.begun) _longjmp(fiber.here, 1);
  fiber.begun = true;
  getcontext(&fiber.context);
  fiber.context.uc_stack.ss_sp = fiber.stack;
  fiber.context.uc_stack.ss_size = stackBytes;
  fiber.context.uc_link = nullptr;
  makecontext(&fiber.context, body, 0);
  setcontext(&fiber.context);
}

/** Lets the lanes of a warp go on that wait for one another and are all there, or have ended. */
void releaseWarp(unsigned warp) {
  const unsigned first = warp * warpSize, count = std::min(warpSize, threads - first);
  for (unsigned lane = 0; lane < count; lane++) {
    if (fibers[first + lane]->state != State::atWarpBarrier) continue;
    const unsigned mask = fibers[first + lane]->mask;
    bool together = true;
    for (unsigned other = 0; other < count; other++) {
      const Fiber &fiber = *fibers[first + other];
      if ((mask >> other & 1) && fiber.state != State::ended && !(fiber.state == State::atWarpBarrier && fiber.mask == mask)) together = false;
    }
    if (!together) continue;
    for (unsigned other = 0; other < count; other++)
      if ((mask >> other & 1) && fibers[first + other]->state == State::atWarpBarrier) fibers[first + other]->state = State::ready;
  }
}

void blockBarrier() {
  running->state = State::atBlockBarrier;
  backToScheduler();
}

void fail(const char *why) {
  if (failure.empty()) failure = why;
  running->state = State::ended;
  running->begun = false;
  _longjmp(scheduler, 1);
}

void warpBarrier(unsigned mask) {
  if (!(mask >> running->place.lane & 1)) fail("a lane that its mask leaves out is at a warp barrier");
  running->state = State::atWarpBarrier;
  running->mask = mask;
  releaseWarp(running->number / warpSize);
  if (running->state != State::ready) backToScheduler();
}

/** One line on who waits where: a card would hang here. */
std::string stuck() {
  unsigned block = 0, warp = 0, ended = 0;
  for (unsigned at = 0; at < threads; at++) {
    block += fibers[at]->state == State::atBlockBarrier;
    warp += fibers[at]->state == State::atWarpBarrier;
    ended += fibers[at]->state == State::ended;
  }
  char text[160];
  std::snprintf(text, sizeof text, "a barrier is not reached by all: of %u threads %u wait for the block, %u for their warp, %u have ended", threads, block, warp, ended);
  return text;
}

void runBlock() {
  for (unsigned at = 0; at < threads; at++) fibers[at]->state = State::ready;
  const bool backwards = engine.block & 1;  // an order that a kernel must not rely on
  for (unsigned left = threads; left > 0;) {
    bool moved = false;
    for (unsigned turn = 0; turn < threads; turn++) {
      Fiber &fiber = *fibers[backwards ? threads - 1 - turn : turn];
      if (fiber.state != State::ready) continue;
      moved = true;
      enter(fiber);
      if (!failure.empty()) return;
      if (fiber.state == State::ended) {
        left--;
        releaseWarp(fiber.number / warpSize);
      }
    }
    if (moved || left == 0) continue;
    for (unsigned at = 0; at < threads; at++) {
      if (fibers[at]->state != State::atBlockBarrier) {
        failure = stuck();
        return;
      }
    }
    for (unsigned at = 0; at < threads; at++) fibers[at]->state = State::ready;
  }
}

}  // namespace

std::string launch(const Kernel &kernel, Extents grid, Extents block, unsigned dynamicBytes, void **parameters) {
  threads = block.x * block.y * block.z;
  while (fibers.size() < threads) fibers.push_back(std::make_unique<Fiber>());
  slots.resize((threads + warpSize - 1) / warpSize * warpSize);
  current = &kernel;
  currentParameters = parameters;
  failure.clear();
  engine.blockBarrier = blockBarrier;
  engine.warpBarrier = warpBarrier;
  engine.fail = fail;
  kernel.attach(&engine);
  for (unsigned at = 0; at < threads; at++) {
    Fiber &fiber = *fibers[at];
    fiber.number = at;
    fiber.place.thread = {at % block.x, at / block.x % block.y, at / (block.x * block.y)};
    fiber.place.blockSize = block;
    fiber.place.gridSize = grid;
    fiber.place.lane = at % warpSize;
  }
  for (unsigned z = 0; z < grid.z && failure.empty(); z++)
    for (unsigned y = 0; y < grid.y && failure.empty(); y++)
      for (unsigned x = 0; x < grid.x && failure.empty(); x++) {
        for (unsigned at = 0; at < threads; at++) fibers[at]->place.block = {x, y, z};
        std::memset(kernel.dynamicShared, 0xff, dynamicBytes);  // NaN: nothing may be read there that was not written
        engine.block++;
        runBlock();
      }
  if (!failure.empty())
    for (auto &fiber : fibers) fiber->begun = fiber->begun && fiber->state == State::ended;
  return failure;
}

}  // namespace evoke
