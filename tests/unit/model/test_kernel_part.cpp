// Kernel models: their file (format version 3), their draws and what they refuse.
#include <algorithm>
#include <cmath>

#include "base/file.hpp"
#include "base/thrown.hpp"
#include "catch.hpp"
#include "model/format.hpp"
#include "model/model.hpp"
#include "nn/reference_dmpnn.hpp"
#include "transfer/sets.hpp"
#include "test_folder.hpp"

using namespace graft;
namespace ref = graft::reference;

namespace {

const std::string golden_path = std::string(GRAFT_TEST_FOLDER) + "/model/golden_v3.graft";

Dataset rows_of(bool graphs, int64_t rows, uint64_t seed) {
  if (graphs) return sets::graphs(rows, seed);
  return sets::features(rows, 3, seed, [](const double* x, Rng&) { return std::sin(x[0]) + x[1]; });
}

// Six rows; with networks, whose mean is the trend.
ModelContent content_of(bool graphs, bool networks) {
  const Dataset set = rows_of(graphs, 6, 1);
  ModelContent c;
  c.shape.input = set.kind();
  c.shape.feature_cols = graphs ? 0 : 3;
  c.shape.atom_cols = graphs ? atom_features : 0;
  c.shape.bond_cols = graphs ? bond_features : 0;
  c.shape.depth = 1;
  c.shape.width = 4;
  c.shape.encoder_width = 4;
  c.shape.latent = 3;
  c.targets = {{12.5, 2.25}};
  if (!graphs) c.features = {{0.5, 2}, {-1, 0.25}, {7, 1}};
  c.noise_sd = 2.25 * std::sqrt(0.1);
  c.property = "gap";
  c.unit = "eV";
  c.info = "{}";
  KernelPart part;
  part.kernels = {Kernel::linear, graphs ? Kernel::minmax : Kernel::matern52};
  part.rows = descriptors_of(set, 1);
  part.parameters = {0.1, std::vector<double>(graphs ? 4 : 2, 0.5), networks ? 0.7 : 0.0, 1.2};
  part.targets = {-1, 0.5, 0.25, 1.5, -0.75, 0};
  if (networks) {
    const Network network(c.shape);
    c.members = {ref::random_values(network, 1), ref::random_values(network, 2)};
    part.source = {0.3, -1.2, 0.8, 0.1, 1.1, -0.4};
    part.source_scaling = {0.2, 0.5};
  }
  c.kernel = std::make_shared<const KernelPart>(std::move(part));
  return c;
}

}  // namespace

TEST_CASE("a kernel model is read back bit for bit and predicts the same", "[kernel]") {
  const bool graphs = GENERATE(true, false), networks = GENERATE(true, false);
  CAPTURE(graphs, networks);
  const ModelContent content = content_of(graphs, networks);
  const auto bytes = write_model(content);
  const ModelContent read = read_model(bytes, "model");
  CHECK(write_model(read) == bytes);
  const Dataset rows = rows_of(graphs, 20, 2);
  const Model model(content), again(read);
  CHECK(again.predict(rows, 1).mean == model.predict(rows, 3).mean);
  CHECK(again.predict(rows, 3).model_sd == model.predict(rows, 1).model_sd);
  CHECK(again.sample(rows, 5, true, 1, 2) == model.sample(rows, 5, true, 1, 1));
}

TEST_CASE("a change of any byte of a kernel model's file is noticed", "[kernel]") {
  auto bytes = write_model(content_of(false, false));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] ^= 0x80;
    REQUIRE(thrown_by([&] { read_model(bytes, "model"); }).status == GRAFT_ERROR_FORMAT);
    bytes[i] ^= 0x80;
  }
}

TEST_CASE("a kernel model that is wrong under a right checksum is an error or a model",
          "[kernel]") {
  const bool graphs = GENERATE(true, false);
  const auto bytes = write_model(content_of(graphs, false));
  const auto payload = unseal("GRAFTMDL", GRAFT_MODEL_FORMAT, bytes, "model").payload;
  const Dataset rows = rows_of(graphs, 4, 2);
  int refused = 0;
  for (std::size_t i = 0; i < payload.size(); ++i)
    for (const uint8_t value : {0x00, 0x01, 0x7f, 0xff}) {
      std::vector<uint8_t> changed(payload.begin(), payload.end());
      changed[i] = value;
      const Thrown error = thrown_by([&] {
        const Model model(read_model(seal("GRAFTMDL", GRAFT_MODEL_FORMAT, changed), "model"));
      });
      REQUIRE((error.status == GRAFT_OK || error.status == GRAFT_ERROR_FORMAT));
      refused += error.status != GRAFT_OK;
    }
  CHECK(refused > 100);
}

TEST_CASE("a file of version 2 ends before the kernel model and is read as it was",
          "[kernel]") {
  ModelContent content = content_of(false, true);
  content.kernel.reset();
  const auto bytes = write_model(content);
  const auto payload = unseal("GRAFTMDL", GRAFT_MODEL_FORMAT, bytes, "model").payload;
  const auto before = seal("GRAFTMDL", 2, payload.first(payload.size() - 49));
  CHECK(write_model(read_model(before, "model")) == bytes);
}

// The file was written by version 0.1.0 of the library, from the content of graphs and networks.
TEST_CASE("a model file of format version 3 is read and predicts what it did", "[kernel]") {
  const ModelContent content = read_model(read_file(golden_path), "golden");
  CHECK(content.unit == "eV");
  const auto prediction = Model(content).predict(rows_of(true, 3, 2), 1);
  const double mean[] = {12.8675224058, 12.3744495312, 12.6063715562};
  const double sd[] = {3.9176124029, 4.4152655532, 4.9823899457};
  for (std::size_t i = 0; i < 3; ++i) {
    CAPTURE(i, prediction.mean[i], prediction.model_sd[i]);
    CHECK(prediction.mean[i] == Approx(mean[i]).epsilon(1e-5));
    CHECK(prediction.model_sd[i] == Approx(sd[i]).epsilon(1e-5));
  }
}

TEST_CASE("draws have the mean, the deviations and the coherence of the process", "[kernel]") {
  const Model model(content_of(false, true));
  const Dataset rows = rows_of(false, 5, 3);
  const std::vector<int64_t> twice = {0, 1, 2, 3, 4, 0};  // the first row comes again
  const Dataset six = rows.select(twice);
  const int64_t count = 20000;
  const auto draws = model.sample(six, count, false, 7, 1);
  const Prediction p = model.predict(six, 1);
  for (int64_t i = 0; i < 6; ++i) {
    double sum = 0, square = 0;
    for (int64_t s = 0; s < count; ++s) sum += draws[std::size_t(i * count + s)];
    for (int64_t s = 0; s < count; ++s)
      square += std::pow(draws[std::size_t(i * count + s)] - sum / double(count), 2);
    const double sd = p.model_sd[std::size_t(i)];
    CHECK(std::abs(sum / double(count) - p.mean[std::size_t(i)]) <
          4 * sd / std::sqrt(double(count)));
    CHECK(std::sqrt(square / double(count)) == Approx(sd).epsilon(0.03));
  }
  double apart = 0;  // one function has one value at one input
  for (int64_t s = 0; s < count; ++s)
    apart = std::max(apart, std::abs(draws[std::size_t(s)] - draws[std::size_t(5 * count + s)]));
  CHECK(apart < 1e-3);
}

TEST_CASE("quantiles and scores are those of the whole normal", "[kernel]") {
  const Model model(content_of(false, false));
  const Dataset rows = rows_of(false, 30, 3);
  const Prediction p = model.predict(rows, 1);
  const double levels[] = {0.025, 0.975};
  const auto q = model.quantiles(rows, levels, 1);
  double square = 0;
  for (std::size_t i = 0; i < 30; ++i) {
    const double sd = std::hypot(p.model_sd[i], model.content().noise_sd);
    CHECK(q[2 * i] == Approx(p.mean[i] - 1.959964 * sd).epsilon(1e-6));
    CHECK(q[2 * i + 1] == Approx(p.mean[i] + 1.959964 * sd).epsilon(1e-6));
    square += std::pow(p.mean[i] - rows.targets()[i], 2);
  }
  CHECK(model.evaluate(rows, "rmse", 1) == Approx(std::sqrt(square / 30)));
  CHECK(std::isfinite(model.evaluate(rows, "crps", 1)));
}

TEST_CASE("a kernel model has no embedding and no joint draws of more rows than it can factorise",
          "[kernel]") {
  const Model model(content_of(false, true));
  const Thrown embedding = thrown_by([&] { model.embed_cols("embedding"); });
  CHECK(embedding.status == GRAFT_ERROR_UNSUPPORTED);
  CHECK(embedding.says("kernel model"));
  const Dataset many = rows_of(false, most_joint_rows + 1, 3);
  const Thrown draws = thrown_by([&] { model.sample(many, 2, false, 1, 1); });
  CHECK(draws.status == GRAFT_ERROR_UNSUPPORTED);
  CHECK(draws.says("2001"));
  CHECK(draws.says("2000"));
  CHECK(model.sample(many.select(std::vector<int64_t>{}), 2, false, 1, 1).empty());
  CHECK(thrown_by([&] { model.predict(rows_of(true, 3, 1), 1); }).status == GRAFT_ERROR_DATA);
  CHECK(thrown_by([&] { model.sample(rows_of(true, 3, 1), 2, false, 1, 1); }).status ==
        GRAFT_ERROR_DATA);
}
