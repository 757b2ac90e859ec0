// Matrix tiles of a warp, 16 × 16 × 16. Every lane holds the whole tile and computes it; lane 0 stores it. All lanes of a
// warp must reach each step together, as on a card.
#pragma once
#include "cuda_fp16.h"

namespace nvcuda::wmma {

struct matrix_a {};
struct matrix_b {};
struct accumulator {};
struct row_major {};
struct col_major {};
enum layout_t { mem_row_major, mem_col_major };

template <class Use, int M, int N, int K, class T, class Layout = void> struct fragment {
  static_assert(M == 16 && N == 16 && K == 16, "the stand-in has tiles of 16 x 16 x 16");
  static constexpr int num_elements = 8;
  T tile[16][16];
};

inline void evoke_together() { evoke_engine->warpBarrier(0xffffffffu); }

template <class Use, class T, class Layout> void fill_fragment(fragment<Use, 16, 16, 16, T, Layout> &to, T value) {
  evoke_together();
  for (auto &row : to.tile)
    for (T &element : row) element = value;
}
template <class Use, class T, class Layout, class S> void load_matrix_sync(fragment<Use, 16, 16, 16, T, Layout> &to, const S *from, unsigned stride) {
  evoke_together();
  constexpr bool rows = std::is_same_v<Layout, row_major>;
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 16; j++) to.tile[i][j] = rows ? from[i * stride + j] : from[j * stride + i];
}
template <class T> void load_matrix_sync(fragment<accumulator, 16, 16, 16, T> &to, const T *from, unsigned stride, layout_t layout) {
  evoke_together();
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 16; j++) to.tile[i][j] = layout == mem_row_major ? from[i * stride + j] : from[j * stride + i];
}
template <class D, class A, class LA, class LB, class C>
void mma_sync(fragment<accumulator, 16, 16, 16, D> &to, const fragment<matrix_a, 16, 16, 16, A, LA> &a, const fragment<matrix_b, 16, 16, 16, A, LB> &b, const fragment<accumulator, 16, 16, 16, C> &c) {
  evoke_together();
  fragment<accumulator, 16, 16, 16, D> sum;
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 16; j++) {
      float total = float(c.tile[i][j]);
      for (int k = 0; k < 16; k++) total += float(a.tile[i][k]) * float(b.tile[k][j]);
      sum.tile[i][j] = D(total);
    }
  to = sum;
}
template <class T> void store_matrix_sync(T *to, const fragment<accumulator, 16, 16, 16, T> &from, unsigned stride, layout_t layout) {
  evoke_together();
  if (evoke_engine->place->lane == 0)
    for (int i = 0; i < 16; i++)
      for (int j = 0; j < 16; j++) to[layout == mem_row_major ? i * stride + j : j * stride + i] = from.tile[i][j];
  evoke_together();
}

}  // namespace nvcuda::wmma
