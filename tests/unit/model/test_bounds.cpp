// Bounds of what networks predict far from their training values.
#include <algorithm>
#include <cmath>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "model/format.hpp"
#include "model/model.hpp"
#include "nn/reference_dmpnn.hpp"

using namespace graft;
namespace ref = graft::reference;

namespace {

const Bounds bounds{-1, 3, 2};

// Two networks of one feature, much alike.
ModelContent content_with(const Bounds& b) {
  ModelContent c;
  c.shape.feature_cols = 1;
  c.shape.depth = 1;
  c.shape.width = 4;
  c.shape.encoder_width = 4;
  c.shape.latent = 3;
  c.targets = {{10, 12}};
  c.features = {{0, 0.1}};
  c.noise_sd = 0.5;
  c.info = "{}";
  const Network network(c.shape);
  Floats first = ref::random_values(network, 1), second = first;
  for (float& w : second) w *= 1.1f;
  c.members = {first, second};
  c.bounds = b;
  return c;
}

Dataset rows_of_a_line() {
  std::vector<double> x;
  for (int i = -30; i <= 30; ++i) x.push_back(0.1 * i);
  return dataset_from_features({x.data(), 61, 1, 1, 1}, {}, true);
}

}  // namespace

TEST_CASE("inside the training values a prediction stays as it is", "[bounds]") {
  for (const double y : {-1.0, -0.5, 0.0, 3.0}) CHECK(bounds.hold(y) == y);
  CHECK(std::isnan(bounds.hold(missing)));
}

TEST_CASE("outside predictions keep their order and never go further than the bounds give",
          "[bounds]") {
  double before = 3;
  for (double y = 3.1; y < 8; y += 0.1) {
    CHECK(bounds.hold(y) > before);
    CHECK(bounds.hold(y) < 5);
    CHECK(bounds.hold(y) < y);
    CHECK(bounds.hold(2 - y) == Approx(2 - bounds.hold(y)));  // the same below
    before = bounds.hold(y);
  }
  CHECK(bounds.hold(1e300) == 5);
  CHECK(bounds.hold(-1e300) == -3);
  CHECK(bounds.hold(3.001) == Approx(3.001).epsilon(1e-8));  // it begins with slope 1
}

TEST_CASE("bounds are the values' range and a share of it on either side", "[bounds]") {
  const std::vector<double> values{4, -2, 1};
  const Bounds b = Bounds::of(values, 0.5);
  CHECK(b.lower == -2);
  CHECK(b.upper == 4);
  CHECK(b.give == 3);
  CHECK(Bounds::of(values, 0).hold(100) == 4);
  CHECK(Bounds{}.hold(1e300) == 1e300);  // none
}

TEST_CASE("bounds go along with values that are carried to another scale", "[bounds]") {
  for (const double b : {2.0, -0.5})
    for (const double y : {-9.0, -1.0, 2.0, 3.5, 20.0})
      CHECK(bounds.carried(7, b).hold(7 + b * y) == Approx(7 + b * bounds.hold(y)));
  CHECK(Bounds{}.carried(1, -2).hold(1e9) == 1e9);
}

TEST_CASE("what the bounds take off the mean is added to the spread", "[bounds]") {
  const std::vector<double> inside{0, 2}, outside{3, 13};
  const HeldMembers a(inside, bounds), b(outside, bounds);
  CHECK(a.mean == 1);
  CHECK(a.model_sd == Approx(std::sqrt(2.0)));
  CHECK(a.taken == 0);
  const double held = bounds.hold(13);
  CHECK(b.mean == Approx((3 + held) / 2));
  CHECK(b.taken == Approx(8 - b.mean));
  CHECK(b.model_sd == Approx(std::hypot((held - 3) / std::sqrt(2.0), b.taken)));
  CHECK(HeldMembers({outside.data() + 1, 1}, bounds).model_sd == Approx(13 - held));
}

TEST_CASE("a model's predictions, quantiles and draws are within its bounds", "[bounds]") {
  const Dataset rows = rows_of_a_line();
  const auto raw = Model(content_with({})).predict(rows, 1);
  const auto [least, most] = std::ranges::minmax(raw.mean);
  const double quarter = (most - least) / 4;
  REQUIRE(quarter > 0.1);
  const Bounds inner{least + quarter, most - quarter, quarter / 2};
  const Model model(content_with(inner));
  const auto held = model.predict(rows, 2);
  const double levels[] = {0.5, 0.975};
  const auto q = model.quantiles(rows, levels, 1);
  constexpr int64_t count = 4000;
  const auto draws = model.sample(rows, count, false, 7, 2);
  std::size_t inside = 0;
  for (std::size_t i = 0; i < held.mean.size(); ++i) {
    CHECK(held.mean[i] >= inner.lower - inner.give);
    CHECK(held.mean[i] <= inner.upper + inner.give);
    CHECK(q[2 * i] == Approx(held.mean[i]).margin(1e-9));
    CHECK(q[2 * i + 1] ==
          Approx(held.mean[i] + 1.959963984540054 * std::hypot(held.model_sd[i], 0.5)));
    double mean = 0, square = 0;
    for (int64_t s = 0; s < count; ++s) mean += draws[i * count + std::size_t(s)] / double(count);
    for (int64_t s = 0; s < count; ++s)
      square += std::pow(draws[i * count + std::size_t(s)] - mean, 2) / double(count);
    // Draws show each member in turn: two members' deviation is their spread / sqrt(2).
    CHECK(mean == Approx(held.mean[i]).margin(0.07 * held.model_sd[i] + 1e-9));
    CHECK(std::sqrt(square) <= 1.05 * held.model_sd[i]);
    CHECK(std::sqrt(square) >= 0.95 * held.model_sd[i] / std::sqrt(2.0));
    inside += raw.mean[i] == held.mean[i];
  }
  CHECK(inside > 0);
  CHECK(inside < held.mean.size());
}

TEST_CASE("bounds are kept in the model file, and files before version 4 have none", "[bounds]") {
  const auto bytes = write_model(content_with(bounds));
  const ModelContent read = read_model(bytes, "model");
  CHECK(read.bounds.lower == -1);
  CHECK(read.bounds.upper == 3);
  CHECK(read.bounds.give == 2);
  const auto payload = unseal("GRAFTMDL", GRAFT_MODEL_FORMAT, bytes, "model").payload;
  const ModelContent old =
      read_model(seal("GRAFTMDL", 3, payload.first(payload.size() - 48)), "model");
  CHECK(old.bounds.hold(1e9) == 1e9);
  for (const Bounds wrong : {Bounds{3, -1, 0}, Bounds{0, 1, -1}, Bounds{missing, 1, 0}})
    CHECK(thrown_by([&] { read_model(write_model(content_with(wrong)), "model"); }).status ==
          GRAFT_ERROR_FORMAT);
}
