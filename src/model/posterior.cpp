#include "model/posterior.hpp"

#include <cmath>

#include "base/error.hpp"
#include "tensor/kernels.hpp"

namespace graft {
namespace {

// Where weight (input i, unit u) of draw s stands.
std::size_t place(bool first, int64_t draws, int64_t inputs, int64_t units, int64_t s, int64_t i,
                  int64_t u) {
  return std::size_t(first ? (i * draws + s) * units + u : (s * inputs + i) * units + u);
}

}  // namespace

PosteriorPart PosteriorPart::pack(std::string name, int64_t member, std::vector<int64_t> widths,
                                  std::span<const std::vector<double>> draws,
                                  std::vector<double> noise) {
  PosteriorPart part{std::move(name), member, std::move(widths), {}, {}, std::move(noise)};
  const int64_t count = part.draws();
  std::size_t offset = 0;
  for (int64_t l = 0; l < part.layers(); ++l) {
    const int64_t inputs = part.widths[std::size_t(l)], units = part.widths[std::size_t(l) + 1];
    Floats w(std::size_t(count * inputs * units)), b(std::size_t(count * units));
    for (int64_t s = 0; s < count; ++s)
      for (int64_t u = 0; u < units; ++u) {
        const double* unit = draws[std::size_t(s)].data() + offset + u * (inputs + 1);
        for (int64_t i = 0; i < inputs; ++i)
          w[place(l == 0, count, inputs, units, s, i, u)] = float(unit[i]);
        b[std::size_t(s * units + u)] = float(unit[inputs]);
      }
    part.weights.push_back(std::move(w));
    part.biases.push_back(std::move(b));
    offset += std::size_t((inputs + 1) * units);
  }
  return part;
}

std::vector<double> PosteriorPart::draw(int64_t s) const {
  std::vector<double> weights_of_draw;
  for (int64_t l = 0; l < layers(); ++l) {
    const int64_t inputs = widths[std::size_t(l)], units = widths[std::size_t(l) + 1];
    for (int64_t u = 0; u < units; ++u) {
      for (int64_t i = 0; i < inputs; ++i)
        weights_of_draw.push_back(
            weights[std::size_t(l)][place(l == 0, draws(), inputs, units, s, i, u)]);
      weights_of_draw.push_back(biases[std::size_t(l)][std::size_t(s * units + u)]);
    }
  }
  return weights_of_draw;
}

void PosteriorPart::write(ByteWriter& to) const {
  to.text(name);
  to.i64(member);
  to.integers(widths);
  to.doubles(noise);
  for (std::size_t l = 0; l < weights.size(); ++l) {
    to.floats(weights[l]);
    to.floats(biases[l]);
  }
}

PosteriorPart PosteriorPart::read(ByteReader& from, const std::string& what) {
  PosteriorPart part;
  part.name = from.text();
  part.member = from.i64();
  part.widths = from.integers();
  part.noise = from.doubles();
  if (part.member < -1)
    fail(GRAFT_ERROR_FORMAT, what, ": posterior ", quoted(part.name), " of network ", part.member);
  if (part.widths.size() < 2 || part.widths.back() != 1 || part.noise.empty())
    fail(GRAFT_ERROR_FORMAT, what, ": posterior ", quoted(part.name), " has no network or no draw");
  for (int64_t width : part.widths)
    if (width < 1 || width > 1 << 20)
      fail(GRAFT_ERROR_FORMAT, what, ": posterior ", quoted(part.name), ": width ", width,
           " is impossible");
  for (double sigma : part.noise)
    if (!(sigma >= 0) || !std::isfinite(sigma))
      fail(GRAFT_ERROR_FORMAT, what, ": posterior ", quoted(part.name), ": a noise of ", sigma);
  for (int64_t l = 0; l < part.layers(); ++l) {
    const auto w = from.floats(), b = from.floats();
    const int64_t units = part.widths[std::size_t(l) + 1];
    if (int64_t(b.size()) != part.draws() * units ||
        int64_t(w.size()) != part.draws() * units * part.widths[std::size_t(l)])
      fail(GRAFT_ERROR_FORMAT, what, ": posterior ", quoted(part.name), ": layer ", l,
           " has an impossible size");
    for (const auto& numbers : {w, b})
      for (float number : numbers)
        if (!std::isfinite(number))
          fail(GRAFT_ERROR_FORMAT, what, ": posterior ", quoted(part.name), ": a weight of ",
               number);
    part.weights.emplace_back(w.begin(), w.end());
    part.biases.emplace_back(b.begin(), b.end());
  }
  return part;
}

void evaluate(const PosteriorPart& part, Matrix inputs, Executor& executor, double* out,
              int64_t stride) {
  const int64_t draws = part.draws(), layers = part.layers();
  const Tiles tiles(inputs.rows);
  const Kernels& kernel = kernels();

  // One plan a layer and tile size, looked up before the loop; the last layer of a network with
  // hidden ones has one output, a dot product.
  const bool linear = layers == 1;
  const auto plans_of = [&](int64_t tile) {
    std::vector<const Matmuls::Plan*> plans;
    for (int64_t l = 0; l < (linear ? 1 : layers - 1); ++l) {
      const int64_t k = part.widths[std::size_t(l)], n = part.widths[std::size_t(l) + 1];
      ProductShape shape{Product::forward, tile, k, l == 0 ? draws * n : n};
      shape.bias = l == 0;
      if (l > 0) shape.batch = draws;
      plans.push_back(&executor.matmuls.plan(shape));
    }
    return plans;
  };
  std::vector<const Matmuls::Plan*> big, small;
  if (tiles.count() > 0 && tiles.is_big(0)) big = plans_of(big_tile);
  if (tiles.count() > 0 && !tiles.is_big(tiles.count() - 1)) small = plans_of(small_tile);

  if (tiles.count() == 0) return;
  const int64_t widest = *std::max_element(part.widths.begin() + 1, part.widths.end());
  const int64_t floats = (tiles.is_big(0) ? big_tile : small_tile) * draws * widest;
  const int64_t lanes = tiles.count() > 1 ? executor.pool.threads() : 1;
  std::vector<float*> space;  // two a lane
  for (int64_t i = 0; i < 2 * lanes; ++i) space.push_back(executor.arena.array<float>(floats));

  executor.pool.for_blocks(tiles.count(), [&](int64_t tile, int lane) {
    const int64_t begin = tiles.begin(tile), end = tiles.end(tile);
    const int64_t rows = tiles.is_big(tile) ? big_tile : small_tile;
    const auto& plans = tiles.is_big(tile) ? big : small;
    float* a = space[std::size_t(2 * lane)];
    float* b = space[std::size_t(2 * lane) + 1];
    executor.matmuls.run(*plans[0], lane, inputs.row(begin), part.weights[0].data(), a,
                         part.biases[0].data());
    if (linear) {
      for (int64_t i = begin; i < end; ++i)
        std::copy_n(a + (i - begin) * draws, draws, out + i * stride);
      return;
    }
    // From rows of all draws to draws of all rows, which is what the next products want.
    const int64_t h = part.widths[1];
    kernel.activate(a, a, rows * draws * h, Activation::tanh);
    for (int64_t s = 0; s < draws; ++s)
      for (int64_t i = 0; i < rows; ++i)
        std::copy_n(a + (i * draws + s) * h, h, b + (s * rows + i) * h);
    std::swap(a, b);
    for (int64_t l = 1; l + 1 < layers; ++l) {
      const int64_t units = part.widths[std::size_t(l) + 1];
      executor.matmuls.run(*plans[std::size_t(l)], lane, a, part.weights[std::size_t(l)].data(), b);
      for (int64_t s = 0; s < draws; ++s)
        for (int64_t i = 0; i < rows; ++i)
          kernel.add_scaled(b + (s * rows + i) * units,
                            part.biases[std::size_t(l)].data() + s * units, 1.f, units);
      kernel.activate(b, b, draws * rows * units, Activation::tanh);
      std::swap(a, b);
    }
    const int64_t last = part.widths[std::size_t(layers) - 1];
    for (int64_t s = 0; s < draws; ++s) {
      const float* w = part.weights.back().data() + s * last;
      for (int64_t i = begin; i < end; ++i) {
        const float* x = a + (s * rows + i - begin) * last;
        double sum = part.biases.back()[std::size_t(s)];
        for (int64_t u = 0; u < last; ++u) sum += double(w[u]) * x[u];
        out[i * stride + s] = sum;
      }
    }
  });
}

}  // namespace graft
