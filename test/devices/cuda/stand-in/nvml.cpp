// Stands in for libnvidia-ml.so.1 in tests. The environment says what the instruments show:
//
//   EVOKE_STAND_IN_SLOW   how many more times the card says that it is too hot     EVOKE_STAND_IN_CLOCK  MHz
//   EVOKE_STAND_IN_DROPS  how many more times the clock says half of that     EVOKE_STAND_IN_MIG    1: it is a slice of a card
//   EVOKE_STAND_IN_METERS 0: neither power nor energy is told
//
// evoke_stand_in_started() is how many more times it was started than shut down.
#include <cstdlib>
#include <cstring>
#include <time.h>

namespace {

long long setting(const char *name, long long otherwise) {
  const char *text = std::getenv(name);
  return text == nullptr || *text == 0 ? otherwise : std::atoll(text);
}

/** Counts a setting down each time it is asked for, from the last value that the environment gave. */
bool countdown(const char *name, long long &given, long long &left) {
  const long long now = setting(name, 0);
  if (now != given) given = left = now;
  return left > 0 && left-- > 0;
}

double milliseconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec * 1e-6;
}

constexpr double watts = 100;
int started = 0;

}  // namespace

extern "C" {

int evoke_stand_in_started() { return started; }
int nvmlInit_v2() { started++; return 0; }
int nvmlShutdown() { started--; return 0; }
int nvmlDeviceGetMigMode(unsigned long long, unsigned *current, unsigned *pending) {
  *current = *pending = setting("EVOKE_STAND_IN_MIG", 0);
  return 0;
}
int nvmlDeviceGetHandleByPciBusId_v2(const char *id, unsigned long long *device) {
  *device = 7;
  return std::strcmp(id, "0000:e0:0e.0") == 0 ? 0 : 6;
}
int nvmlDeviceGetClockInfo(unsigned long long, int, unsigned *megahertz) {
  static long long given = 0, left = 0;
  *megahertz = setting("EVOKE_STAND_IN_CLOCK", 1000) / (countdown("EVOKE_STAND_IN_DROPS", given, left) ? 2 : 1);
  return 0;
}
int nvmlDeviceGetTemperature(unsigned long long, int, unsigned *degrees) { *degrees = 41; return 0; }
int nvmlDeviceGetPowerUsage(unsigned long long, unsigned *milliwatts) {
  if (setting("EVOKE_STAND_IN_METERS", 1) == 0) return 3;
  *milliwatts = 1000 * watts;
  return 0;
}
int nvmlDeviceGetCurrentClocksThrottleReasons(unsigned long long, unsigned long long *reasons) {
  static long long given = 0, left = 0;
  *reasons = 1 | (countdown("EVOKE_STAND_IN_SLOW", given, left) ? 0x20 : 0);
  return 0;
}
int nvmlDeviceGetTotalEnergyConsumption(unsigned long long, unsigned long long *millijoules) {
  if (setting("EVOKE_STAND_IN_METERS", 1) == 0) return 3;
  *millijoules = milliseconds() * watts;
  return 0;
}

}  // extern "C"
