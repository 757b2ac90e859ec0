/** The part of `self_check.cu` that is the same for every kernel. */
export function supportText(called: string): string {
  return `// Runs the kernel on small inputs with known answers. Exit status: 0 all right, 1 a wrong answer, 3 right as far as it can
// be told without a card. Answers are float64; each element has its own tolerance.
#include "${called}.h"
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

static void require(int error) {
  if (error == (int)cudaSuccess) return;
  std::printf("FAIL  CUDA: %s\\n", cudaGetErrorString((cudaError_t)error));
  std::exit(1);
}

/** Values on the card, as long as it lives. An empty array has an address too. */
template <class Element> struct Input {
  Element* address = nullptr;
  template <class Written> Input(const Written* values, int count) {
    std::vector<Element> converted;
    for (int at = 0; at < count; at++) converted.push_back(Element(values[at]));
    require(cudaMalloc((void**)&address, count == 0 ? 16 : count * sizeof(Element)));
    if (count > 0) require(cudaMemcpy(address, converted.data(), count * sizeof(Element), cudaMemcpyHostToDevice));
  }
  Input(const Input&) = delete;
  ~Input() { cudaFree(address); }
};

/** An output, full of NaN at first, so that an element that is never stored shows. */
template <class Element> struct Output {
  Element* address = nullptr;
  int count;
  explicit Output(int elements) : count(elements) {
    require(cudaMalloc((void**)&address, count == 0 ? 16 : count * sizeof(Element)));
    require(cudaMemset(address, 0xff, count * sizeof(Element)));
  }
  Output(const Output&) = delete;
  ~Output() { cudaFree(address); }

  /** Waits for the launch that gave this error, and says whether its answer is right. */
  bool holds(const char* name, int error, const double* expected, const double* allowed) const {
    if (error == (int)cudaSuccess) error = (int)cudaDeviceSynchronize();
    if (error != (int)cudaSuccess) {
      std::printf("FAIL  %s: %s\\n", name, ${called}_error(error));
      return false;
    }
    std::vector<Element> got(count);
    if (count > 0) require(cudaMemcpy(got.data(), address, count * sizeof(Element), cudaMemcpyDeviceToHost));
    double worst = 0;
    int first = -1, wrong = 0;
    for (int at = 0; at < count; at++) {
      const double have = (double)(float)got[at], want = expected[at], off = std::fabs(have - want);
      if (have == want || (std::isnan(have) && std::isnan(want)) || (std::fabs(want) > 3.4028234663852886e38 && have == std::copysign(INFINITY, want))) continue;
      if (!(off <= allowed[at])) {
        if (wrong++ == 0) first = at;
      } else if (off > worst * allowed[at]) {
        worst = off / allowed[at];
      }
    }
    if (wrong > 0) std::printf("FAIL  %s: element %d is %.9g, expected %.17g within %.3g; %d of %d are wrong\\n", name, first, (double)(float)got[first], expected[first], allowed[first], wrong, count);
    else std::printf("ok    %s: %d elements, worst error %.0f %% of what is allowed\\n", name, count, 100 * worst);
    return wrong == 0;
  }
};

static int run(bool (*const* cases)()) {
  int cards = 0, count = 0, right = 0;
  while (cases[count] != nullptr) count++;
  const cudaError_t error = cudaGetDeviceCount(&cards);
  if (error != cudaSuccess || cards == 0) {
    std::printf("the kernel compiles and refuses what it must; NO CARD here (%s): the kernel itself was not run\\n", error == cudaSuccess ? "no device" : cudaGetErrorString(error));
    return 3;
  }
  for (int at = 0; at < count; at++) right += cases[at]();
  cudaDeviceProp card;
  require(cudaGetDeviceProperties(&card, 0));
  std::printf("%d of %d cases are right on %s\\n", right, count, card.name);
  return count > 0 && right == count ? 0 : 1;
}
`;
}
