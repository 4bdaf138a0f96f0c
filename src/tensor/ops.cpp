#include "tensor/ops.hpp"

#include <algorithm>
#include <cmath>

#include "tensor/loops.hpp"

namespace graft {
namespace {

// A sum over rows in double: blocks of 64 rows, added in their order.
template <class Term>
double sum_over_rows(Executor& ex, int64_t rows, Term&& term) {
  const int64_t blocks = (rows + 63) / 64;
  double* partial = ex.arena.array<double>(blocks);
  for_rows(ex.pool, rows, [&](int64_t begin, int64_t end) {
    double sum = 0;
    for (int64_t i = begin; i < end; ++i) sum += term(i);
    partial[begin / 64] = sum;
  });
  double sum = 0;
  for (int64_t b = 0; b < blocks; ++b) sum += partial[b];
  return sum;
}

}  // namespace

Var sparse_product(Tape& tape, SparseMatrix s, Var xv) {
  const Matrix x = tape.value(xv);
  const Var yv = tape.result(s.rows, x.cols, tape.needs_gradient(xv));
  const Matrix y = tape.value(yv);
  const Kernels& kernel = kernels();
  for_rows(tape.executor().pool, s.rows, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      int64_t e = s.start[i];
      if (e == s.start[i + 1]) {
        std::fill_n(y.row(i), y.cols, 0.f);
        continue;
      }
      kernel.copy_scaled(y.row(i), x.row(s.index[e]), s.weight ? s.weight[e] : 1.f, y.cols);
      for (++e; e < s.start[i + 1]; ++e)
        kernel.add_scaled(y.row(i), x.row(s.index[e]), s.weight ? s.weight[e] : 1.f, y.cols);
    }
  });
  if (tape.needs_gradient(yv))
    tape.on_backward(yv, [s, xv, yv](Tape& t) {
      const Matrix dy = t.gradient(yv), dx = t.accumulate(xv);
      const Kernels& k = kernels();
      for_cols(t.executor().pool, dy.cols, [&](int64_t begin, int64_t end) {
        for (int64_t i = 0; i < s.rows; ++i)
          for (int64_t e = s.start[i]; e < s.start[i + 1]; ++e)
            k.add_scaled(dx.row(s.index[e]) + begin, dy.row(i) + begin,
                         s.weight ? s.weight[e] : 1.f, end - begin);
      });
    });
  return yv;
}

Var activate(Tape& tape, Var xv, Activation act) {
  const Matrix x = tape.value(xv);
  const Var yv = tape.result(x.rows, x.cols, tape.needs_gradient(xv));
  const Matrix y = tape.value(yv);
  for_rows(tape.executor().pool, x.rows, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) kernels().activate(y.row(i), x.row(i), x.cols, act);
  });
  if (tape.needs_gradient(yv))
    tape.on_backward(yv, [xv, yv, act](Tape& t) {
      const Matrix x = t.value(xv), y = t.value(yv), dy = t.gradient(yv), dx = t.accumulate(xv);
      for_rows(t.executor().pool, x.rows, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
          kernels().activate_back(dy.row(i), x.row(i), y.row(i), x.cols, act);
          kernels().add_scaled(dx.row(i), dy.row(i), 1.f, x.cols);
        }
      });
    });
  return yv;
}

Var outer_sum(Tape& tape, Var av, Var pv, Activation act) {
  const Matrix a = tape.value(av), p = tape.value(pv);
  const Var yv =
      tape.result(a.rows * p.rows, a.cols, tape.needs_gradient(av) || tape.needs_gradient(pv));
  const Matrix y = tape.value(yv);
  // A relu or tanh finds its derivative in y; a silu needs the sum itself.
  const bool keeps = act == Activation::silu && tape.needs_gradient(yv);
  const Matrix z = keeps ? tape.executor().arena.matrix(y.rows, y.cols) : y;
  const Kernels& kernel = kernels();
  for_rows(tape.executor().pool, y.rows, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      kernel.copy_scaled(z.row(i), a.row(i % a.rows), 1.f, z.cols);
      kernel.add_scaled(z.row(i), p.row(i / a.rows), 1.f, z.cols);
      kernel.activate(y.row(i), z.row(i), y.cols, act);
    }
  });
  if (tape.needs_gradient(yv))
    tape.on_backward(yv, [av, pv, yv, z, act, n = a.rows](Tape& t) {
      const Matrix y = t.value(yv), dy = t.gradient(yv);
      const Kernels& k = kernels();
      for_rows(t.executor().pool, dy.rows, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i)
          k.activate_back(dy.row(i), z.row(i), y.row(i), dy.cols, act);
      });
      for (const bool of_a : {true, false}) {
        if (!t.needs_gradient(of_a ? av : pv)) continue;
        const Matrix d = t.accumulate(of_a ? av : pv);
        for_cols(t.executor().pool, dy.cols, [&](int64_t begin, int64_t end) {
          for (int64_t i = 0; i < dy.rows; ++i)
            k.add_scaled(d.row(of_a ? i % n : i / n) + begin, dy.row(i) + begin, 1.f, end - begin);
        });
      }
    });
  return yv;
}

Var slice(Tape& tape, Var xv, int64_t begin, int64_t count) {
  const Matrix x = tape.value(xv);
  const Var yv = tape.result(count, x.cols, tape.needs_gradient(xv));
  std::copy_n(x.row(begin), count * x.cols, tape.value(yv).data);
  if (tape.needs_gradient(yv))
    tape.on_backward(yv, [xv, yv, begin](Tape& t) {
      const Matrix dy = t.gradient(yv), dx = t.accumulate(xv);
      kernels().add_scaled(dx.row(begin), dy.data, 1.f, dy.size());
    });
  return yv;
}

Var mean_of(Tape& tape, std::span<const Var> xs) {
  const Matrix shape = tape.value(xs[0]);
  const float share = 1.f / float(xs.size());
  const Var yv =
      tape.result(shape.rows, shape.cols,
                  std::any_of(xs.begin(), xs.end(), [&](Var x) { return tape.needs_gradient(x); }));
  const Matrix y = tape.value(yv);
  std::fill_n(y.data, y.size(), 0.f);
  for (const Var x : xs) kernels().add_scaled(y.data, tape.value(x).data, share, y.size());
  if (tape.needs_gradient(yv)) {
    Var* kept = tape.executor().arena.array<Var>(int64_t(xs.size()));
    std::copy(xs.begin(), xs.end(), kept);
    tape.on_backward(yv, [kept, count = xs.size(), yv, share](Tape& t) {
      const Matrix dy = t.gradient(yv);
      for (std::size_t i = 0; i < count; ++i)
        if (t.needs_gradient(kept[i]))
          kernels().add_scaled(t.accumulate(kept[i]).data, dy.data, share, dy.size());
    });
  }
  return yv;
}

Var row_distance(Tape& tape, Var av, Var bv, std::span<const float> scale) {
  const Matrix a = tape.value(av), b = tape.value(bv);
  const Var yv = tape.result(a.rows, 1, tape.needs_gradient(av) || tape.needs_gradient(bv));
  const Matrix y = tape.value(yv);
  float* kept = tape.executor().arena.array<float>(int64_t(scale.size()));
  std::copy(scale.begin(), scale.end(), kept);
  for_rows(tape.executor().pool, a.rows, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const double square = kernels().square_distance(a.row(i), b.row(i % b.rows), a.cols);
      y.data[i] = float(std::sqrt(square + 1e-12)) * kept[i / b.rows];
    }
  });
  if (tape.needs_gradient(yv))
    tape.on_backward(yv, [av, bv, yv, kept](Tape& t) {
      const Matrix a = t.value(av), b = t.value(bv), y = t.value(yv), dy = t.gradient(yv);
      const auto pull = [&](int64_t i) {  // d y / d |a - b|^2 * 2
        const float s = kept[i / b.rows];
        return dy.data[i] * s * s / y.data[i];
      };
      if (t.needs_gradient(av)) {
        const Matrix da = t.accumulate(av);
        for_rows(t.executor().pool, a.rows, [&](int64_t begin, int64_t end) {
          for (int64_t i = begin; i < end; ++i)
            kernels().add_difference(da.row(i), a.row(i), b.row(i % b.rows), pull(i), a.cols);
        });
      }
      if (t.needs_gradient(bv)) {
        const Matrix db = t.accumulate(bv);
        for_rows(t.executor().pool, b.rows, [&](int64_t begin, int64_t end) {
          for (int64_t j = begin; j < end; ++j)
            for (int64_t i = j; i < a.rows; i += b.rows)
              kernels().add_difference(db.row(j), b.row(j), a.row(i), pull(i), a.cols);
        });
      }
    });
  return yv;
}

double square_loss(Tape& tape, Var av, Var bv, double count, double weight) {
  const Matrix a = tape.value(av);
  const Matrix b = bv ? tape.value(bv) : Matrix{};
  const double sum = sum_over_rows(tape.executor(), a.rows, [&](int64_t i) {
    return kernels().square_distance(a.row(i), b.data ? b.row(i) : nullptr, a.cols);
  });
  if (weight != 0)
    tape.on_loss([av, bv, w = float(2 * weight / count)](Tape& t) {
      const Matrix a = t.value(av);
      if (!bv) {
        kernels().add_scaled(t.accumulate(av).data, a.data, w, a.size());
        return;
      }
      const Matrix b = t.value(bv);
      if (t.needs_gradient(av))
        kernels().add_difference(t.accumulate(av).data, a.data, b.data, w, a.size());
      if (t.needs_gradient(bv))
        kernels().add_difference(t.accumulate(bv).data, b.data, a.data, w, a.size());
    });
  return sum / count;
}

double square_loss(Tape& tape, Var av, std::span<const float> y, double count, double weight) {
  const Matrix constant = tape.executor().arena.matrix(int64_t(y.size()), 1);
  std::copy(y.begin(), y.end(), constant.data);
  return square_loss(tape, av, tape.constant(constant), count, weight);
}

}  // namespace graft
