#include <algorithm>
#include <cmath>

#include "base/thrown.hpp"
#include "bayes/small_network.hpp"
#include "catch.hpp"
#include "model/posterior.hpp"

using namespace graft;

namespace {

// Draws whose weights are floats already, so that packing loses nothing.
std::vector<std::vector<double>> some_draws(const std::vector<int64_t>& widths, int64_t count,
                                            uint64_t seed) {
  std::vector<std::vector<double>> draws;
  Rng rng(seed, 5);
  for (int64_t s = 0; s < count; ++s) {
    std::vector<double> w(std::size_t(Mlp(widths).weights()));
    for (double& v : w) v = float(0.7 * rng.normal());
    draws.push_back(std::move(w));
  }
  return draws;
}

struct Rows {
  Floats storage;
  Matrix matrix;
  Rows(int64_t rows, int64_t cols, uint64_t seed)
      : storage(std::size_t(padded_rows(rows) * cols), 0.f), matrix{storage.data(), rows, cols} {
    Rng rng(seed, 6);
    for (int64_t i = 0; i < matrix.size(); ++i) matrix.data[i] = float(rng.normal());
  }
};

std::vector<double> values_of(const PosteriorPart& part, Matrix inputs, int threads) {
  Executor executor(threads);
  std::vector<double> out(std::size_t(inputs.rows * part.draws()));
  evaluate(part, inputs, executor, out.data(), part.draws());
  return out;
}

const std::vector<std::vector<int64_t>> all_widths = {{3, 1},    {1, 1},       {5, 7, 1},
                                                      {1, 1, 1}, {4, 6, 5, 1}, {17, 33, 3, 1}};

}  // namespace

TEST_CASE("a posterior part gives back the draws it was packed from") {
  for (const auto& widths : all_widths)
    for (const int64_t count : {1, 2, 7}) {
      const auto draws = some_draws(widths, count, 1);
      const auto part = PosteriorPart::pack("alone", -1, widths, draws,
                                            std::vector<double>(std::size_t(count), 0.5));
      CHECK(part.draws() == count);
      CHECK(part.layers() == int64_t(widths.size()) - 1);
      for (int64_t s = 0; s < count; ++s) CHECK(part.draw(s) == draws[std::size_t(s)]);
    }
}

TEST_CASE("a posterior part evaluates every draw's network at every row") {
  for (const auto& widths : all_widths)
    for (const int64_t count : {1, 3, 50})
      for (const int64_t rows : {1, 15, 64, 65, 131}) {
        CAPTURE(widths, count, rows);
        const auto draws = some_draws(widths, count, 2);
        const auto part = PosteriorPart::pack("alone", -1, widths, draws,
                                              std::vector<double>(std::size_t(count), 0.5));
        const Rows x(rows, widths[0], 3);
        const auto out = values_of(part, x.matrix, 1);
        double worst = 0;
        for (int64_t i = 0; i < rows; ++i)
          for (int64_t s = 0; s < count; ++s) {
            const float* row = x.matrix.row(i);
            const double f =
                test::plain_forward(widths, draws[std::size_t(s)].data(), {row, row + widths[0]});
            worst = std::max(worst, std::abs(out[std::size_t(i * count + s)] - f));
          }
        // Sums of at most 33 floats of size one: a few units in the last place of each.
        CHECK(worst < 2e-5);
      }
}

TEST_CASE("a posterior part gives the same bits for any number of threads and rows") {
  for (const auto& widths : all_widths) {
    CAPTURE(widths);
    const int64_t count = 9, rows = 203;
    const auto part = PosteriorPart::pack("alone", -1, widths, some_draws(widths, count, 4),
                                          std::vector<double>(std::size_t(count), 0.5));
    const Rows x(rows, widths[0], 5);
    const auto whole = values_of(part, x.matrix, 1);
    for (const int threads : {2, 3}) CHECK(values_of(part, x.matrix, threads) == whole);
    for (const int64_t first : {0, 1, 63, 64, 100, 202})
      for (const int64_t length : {1, 16, 17, 80}) {
        if (first + length > rows) continue;
        Rows piece(length, widths[0], 6);
        std::copy_n(x.matrix.row(first), length * widths[0], piece.matrix.data);
        const auto part_out = values_of(part, piece.matrix, 2);
        CHECK(std::equal(part_out.begin(), part_out.end(), whole.begin() + first * count));
      }
  }
}

TEST_CASE("values of several parts stand side by side") {
  const std::vector<int64_t> widths = {4, 6, 1};
  const auto draws = some_draws(widths, 5, 7);
  const auto part = PosteriorPart::pack("alone", -1, widths, draws, std::vector<double>(5, 0.5));
  const Rows x(20, 4, 8);
  const auto alone = values_of(part, x.matrix, 1);
  std::vector<double> table(20 * 8, -7);
  Executor executor(2);
  evaluate(part, x.matrix, executor, table.data() + 2, 8);
  for (std::size_t i = 0; i < 20; ++i)
    for (std::size_t j = 0; j < 8; ++j)
      CHECK(table[i * 8 + j] == (j >= 2 && j < 7 ? alone[i * 5 + j - 2] : -7));
}

TEST_CASE("a posterior part is written and read to the bit, and impossible ones are refused") {
  const std::vector<int64_t> widths = {3, 4, 1};
  const auto part =
      PosteriorPart::pack("transfer", 2, widths, some_draws(widths, 3, 9), {0.25, 0.5, 0});
  ByteWriter to;
  part.write(to);
  ByteReader from(to.bytes(), "part");
  const auto again = PosteriorPart::read(from, "part");
  from.expect_end();
  CHECK(again.name == "transfer");
  CHECK(again.member == 2);
  CHECK(again.widths == widths);
  CHECK(again.noise == part.noise);
  CHECK(again.weights == part.weights);
  CHECK(again.biases == part.biases);

  const auto refused = [](PosteriorPart bad, const char* text) {
    ByteWriter bytes;
    bad.write(bytes);
    ByteReader reader(bytes.bytes(), "part");
    const Thrown error = thrown_by([&] { PosteriorPart::read(reader, "part"); });
    CAPTURE(error.message);
    CHECK(error.status == GRAFT_ERROR_FORMAT);
    CHECK(error.says(text));
    CHECK(error.says("'transfer'"));
  };
  PosteriorPart bad = part;
  bad.noise[1] = -1;
  refused(bad, "noise");
  bad.noise[1] = NAN;
  refused(bad, "noise");
  bad = part;
  bad.noise.clear();
  refused(bad, "no draw");
  bad = part;
  bad.widths = {3, 0, 1};
  refused(bad, "width 0");
  bad.widths = {3, 4, 2};
  refused(bad, "no network");
  bad.widths = {3, 5, 1};
  refused(bad, "layer 0");
  bad = part;
  bad.biases[1].push_back(0);
  refused(bad, "layer 1");
}
