// The dense layer: the one operation that runs on oneDNN, forward and backward.
#include "tensor/loops.hpp"
#include "tensor/ops.hpp"

namespace graft {
namespace {

// The plans for both tile sizes of one product.
struct TilePlans {
  const Matmuls::Plan* big = nullptr;
  const Matmuls::Plan* small = nullptr;

  TilePlans(Matmuls& matmuls, ProductShape shape, const Tiles& tiles) {
    if (tiles.count() == 0) return;
    shape.tile = big_tile;
    if (tiles.is_big(0)) big = &matmuls.plan(shape);
    shape.tile = small_tile;
    if (!tiles.is_big(tiles.count() - 1)) small = &matmuls.plan(shape);
  }
  const Matmuls::Plan& at(const Tiles& tiles, int64_t tile) const {
    return tiles.is_big(tile) ? *big : *small;
  }
};

// dW is a sum over rows. It is split by rows into a number of parts that depends on the shape
// alone, so that threads can share it and the order of the sum stays fixed.
int64_t weight_parts(const Tiles& tiles) {
  return tiles.count() < 4 ? 1 : tiles.count() < 32 ? 2 : 4;
}

// The gradients of W and of the bias from x and dz. Part 0 adds to the gradients in place, the
// others fill buffers that are added afterwards, in order.
void weight_gradient(Tape& tape, Var wv, Var bias, Matrix x, Matrix dz) {
  Executor& ex = tape.executor();
  const Tiles tiles(x.rows);
  const int64_t parts = weight_parts(tiles), k = x.cols, n = dz.cols;
  const bool wants_w = tape.needs_gradient(wv), wants_bias = tape.needs_gradient(bias);
  if (tiles.count() == 0 || (!wants_w && !wants_bias)) return;

  bool adds = true;
  const Matrix dw = wants_w ? tape.overwrite(wv, adds) : Matrix{};
  const Matrix db = wants_bias ? tape.accumulate(bias) : Matrix{};
  float* w_parts = wants_w ? ex.arena.array<float>((parts - 1) * k * n) : nullptr;
  float* b_parts = wants_bias ? ex.arena.array<float>((parts - 1) * n) : nullptr;
  const ProductShape shape{Product::weight_gradient, 0, k, n};
  const TilePlans first(ex.matmuls, shape, tiles);
  ProductShape more_shape = shape;
  more_shape.accumulate = true;
  const TilePlans more(ex.matmuls, more_shape, tiles);
  const Kernels& kernel = kernels();

  ex.pool.for_blocks(parts, [&](int64_t part, int lane) {
    const int64_t from = tiles.first_at(part * x.rows / parts);
    const int64_t to = tiles.first_at((part + 1) * x.rows / parts);
    if (wants_w) {
      float* target = part == 0 ? dw.data : w_parts + (part - 1) * k * n;
      for (int64_t tile = from; tile < to; ++tile) {
        const TilePlans& plans = tile == from && !(part == 0 && adds) ? first : more;
        const int64_t row = tiles.begin(tile);
        ex.matmuls.run(plans.at(tiles, tile), lane, x.row(row), dz.row(row), target);
      }
    }
    if (wants_bias) {
      float* target = part == 0 ? db.data : b_parts + (part - 1) * n;
      if (part > 0) std::fill_n(target, n, 0.f);
      for (int64_t row = tiles.begin(from); row < tiles.end(to - 1); ++row)
        kernel.add_scaled(target, dz.row(row), 1.f, n);
    }
  });
  for (int64_t part = 1; part < parts; ++part) {
    if (wants_w)
      for_rows(ex.pool, k, [&](int64_t begin, int64_t end) {
        kernel.add_scaled(dw.row(begin), w_parts + (part - 1) * k * n + begin * n, 1.f,
                          (end - begin) * n);
      });
    if (wants_bias) kernel.add_scaled(db.data, b_parts + (part - 1) * n, 1.f, n);
  }
}

struct DenseBackward {
  Var x, w, y;
  DenseExtras extras;
  Activation act;
  Matrix before;  // the activation's input, where its derivative needs it (silu)

  void operator()(Tape& tape) const {
    Executor& ex = tape.executor();
    const Matrix xm = tape.value(x), wm = tape.value(w), ym = tape.value(y);
    const Matrix dz = tape.gradient(y);  // becomes the gradient before the activation, in place
    const Tiles tiles(xm.rows);
    const bool wants_x = tape.needs_gradient(x);
    bool adds = false;
    const Matrix dx = wants_x ? tape.overwrite(x, adds) : Matrix{};
    ProductShape shape{Product::input_gradient, 0, wm.rows, wm.cols};
    shape.accumulate = adds;
    const TilePlans plans(ex.matmuls, shape, wants_x ? tiles : Tiles(0));
    const Kernels& kernel = kernels();
    ex.pool.for_blocks(tiles.count(), [&](int64_t tile, int lane) {
      if (act != Activation::none)
        for (int64_t i = tiles.begin(tile); i < tiles.end(tile); ++i)
          kernel.activate_back(dz.row(i), before.data ? before.row(i) : nullptr, ym.row(i), dz.cols,
                               act);
      if (wants_x)
        ex.matmuls.run(plans.at(tiles, tile), lane, dz.row(tiles.begin(tile)), wm.data,
                       dx.row(tiles.begin(tile)));
    });
    weight_gradient(tape, w, extras.bias, xm, dz);
    if (tape.needs_gradient(extras.addend)) {
      const Matrix da = tape.accumulate(extras.addend);
      for_cols(ex.pool, dz.cols, [&](int64_t begin, int64_t end) {
        for (int64_t i = 0; i < dz.rows; ++i) {
          const int64_t row = extras.addend_row ? extras.addend_row[i] : i;
          kernel.add_scaled(da.row(row) + begin, dz.row(i) + begin, 1.f, end - begin);
        }
      });
    }
  }
};

}  // namespace

Var dense(Tape& tape, Var xv, Var wv, Activation act, DenseExtras extras) {
  Executor& ex = tape.executor();
  const Matrix x = tape.value(xv), w = tape.value(wv);
  const Var yv =
      tape.result(x.rows, w.cols,
                  tape.needs_gradient(xv) || tape.needs_gradient(wv) ||
                      tape.needs_gradient(extras.bias) || tape.needs_gradient(extras.addend));
  const Matrix y = tape.value(yv);
  const bool keeps_input = act == Activation::silu && tape.needs_gradient(yv);
  const Matrix before = keeps_input ? ex.arena.matrix(x.rows, w.cols) : Matrix{};
  const Matrix z = keeps_input ? before : y;
  const Matrix addend = extras.addend ? tape.value(extras.addend) : Matrix{};
  const float* bias = extras.bias ? tape.value(extras.bias).data : nullptr;

  const Tiles tiles(x.rows);
  ProductShape shape{Product::forward, 0, w.rows, w.cols};
  shape.bias = bias != nullptr;
  shape.relu = act == Activation::relu && !extras.addend;
  const TilePlans plans(ex.matmuls, shape, tiles);
  const bool finish = !shape.relu && (extras.addend || act != Activation::none);
  const Kernels& kernel = kernels();
  ex.pool.for_blocks(tiles.count(), [&](int64_t tile, int lane) {
    const int64_t begin = tiles.begin(tile);
    ex.matmuls.run(plans.at(tiles, tile), lane, x.row(begin), w.data, z.row(begin), bias);
    if (!finish) return;
    for (int64_t i = begin; i < tiles.end(tile); ++i) {
      if (extras.addend) {
        const int64_t row = extras.addend_row ? extras.addend_row[i] : i;
        kernel.add_scaled(z.row(i), addend.row(row), 1.f, z.cols);
      }
      if (act != Activation::none) kernel.activate(y.row(i), z.row(i), y.cols, act);
    }
  });
  if (tape.needs_gradient(yv)) tape.on_backward(yv, DenseBackward{xv, wv, yv, extras, act, before});
  return yv;
}

}  // namespace graft
