#include <cmath>

#include "tensor/loops.hpp"
#include "tensor/ops.hpp"

namespace graft {

Var cosine_similarity(Tape& tape, Var xv) {
  const Matrix x = tape.value(xv);
  const int64_t n = x.rows;
  const Var sv = tape.result(n, n, tape.needs_gradient(xv));
  const Matrix s = tape.value(sv), unit = tape.executor().arena.matrix(n, x.cols);
  float* const inverse = tape.executor().arena.array<float>(n);
  double* const square = tape.executor().arena.array<double>(n);  // 1, of a row of zeros 0
  const Kernels& kernel = kernels();
  for (int64_t i = 0; i < n; ++i) {
    inverse[i] = float(1 / std::sqrt(kernel.square_distance(x.row(i), nullptr, x.cols) + 1e-12));
    kernel.copy_scaled(unit.row(i), x.row(i), inverse[i], x.cols);
    square[i] = kernel.square_distance(unit.row(i), nullptr, x.cols);
  }
  for_rows(tape.executor().pool, n, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      for (int64_t j = 0; j < n; ++j)  // |a - b|^2 = |a|^2 + |b|^2 - 2 a b
        s.row(i)[j] = float(
            (square[i] + square[j] - kernel.square_distance(unit.row(i), unit.row(j), x.cols)) / 2);
  });
  if (tape.needs_gradient(sv))
    tape.on_backward(sv, [xv, sv, unit, inverse](Tape& t) {
      const Matrix ds = t.gradient(sv), dx = t.accumulate(xv);
      const Matrix pull = t.executor().arena.matrix(unit.rows, unit.cols);  // on the unit vectors
      const Kernels& kernel = kernels();
      for_rows(t.executor().pool, unit.rows, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
          std::fill_n(pull.row(i), unit.cols, 0.f);
          for (int64_t j = 0; j < unit.rows; ++j)
            kernel.add_scaled(pull.row(i), unit.row(j), ds.row(i)[j] + ds.row(j)[i], unit.cols);
          double along = 0;
          for (int64_t c = 0; c < unit.cols; ++c)
            along += double(pull.row(i)[c]) * double(unit.row(i)[c]);
          kernel.add_scaled(pull.row(i), unit.row(i), float(-along), unit.cols);
          kernel.add_scaled(dx.row(i), pull.row(i), inverse[i], unit.cols);
        }
      });
    });
  return sv;
}

}  // namespace graft
