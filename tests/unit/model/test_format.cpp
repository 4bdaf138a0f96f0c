#include <bit>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>

#include "base/file.hpp"
#include "base/thrown.hpp"
#include "catch.hpp"
#include "model/format.hpp"
#include "model/model.hpp"
#include "nn/reference_dmpnn.hpp"
#include "test_folder.hpp"

using namespace graft;
namespace ref = graft::reference;

namespace {

const std::string golden_path = std::string(GRAFT_TEST_FOLDER) + "/model/golden_v1.graft";

ModelContent small_content(InputKind input = InputKind::features) {
  ModelContent c;
  c.shape.input = input;
  const bool graphs = c.shape.takes_graphs();
  c.shape.feature_cols = graphs ? 0 : 3;
  c.shape.atom_cols = graphs ? 4 : 0;
  c.shape.bond_cols = graphs ? 2 : 0;
  c.shape.depth = 2;
  c.shape.width = 5;
  c.shape.activation = graphs ? Activation::relu : Activation::tanh;
  c.shape.pooling = graphs ? Pooling::sum : Pooling::mean;
  c.shape.encoder_width = 4;
  c.shape.latent = 3;
  c.shape.tasks = 2;
  c.shape.has_transfer = true;
  c.targets = {{12.5, 2.25}, {-3, 0.5}};
  if (!graphs) c.features = {{0.5, 2}, {-1, 0.25}, {7, 0}};  // the last column is constant
  c.noise_sd = 0.375;
  c.property = "boiling point";
  c.unit =
      "\xC2\xB0"
      "C";
  c.info = "{\"method\": \"gate\"}";
  const Network network(c.shape);
  c.members = {ref::random_values(network, 1), ref::random_values(network, 2)};
  return c;
}

Dataset rows_for_features() {
  const double x[] = {0, 0, 0, 1.5, -2, 7, -3, 0.125, 1e3, 100, -100, 7};
  return dataset_from_features({x, 4, 3, 3, 1}, {}, true);
}

void check_equal(const ModelContent& a, const ModelContent& b) {
  ByteWriter x, y;
  a.shape.write(x);
  b.shape.write(y);
  CHECK(x.bytes() == y.bytes());
  const auto same = [](const std::vector<Scaling>& s, const std::vector<Scaling>& t) {
    return std::equal(
        s.begin(), s.end(), t.begin(), t.end(),
        [](const Scaling& p, const Scaling& q) { return p.mean == q.mean && p.sd == q.sd; });
  };
  CHECK(same(a.targets, b.targets));
  CHECK(same(a.features, b.features));
  CHECK(std::bit_cast<uint64_t>(a.noise_sd) == std::bit_cast<uint64_t>(b.noise_sd));
  CHECK(a.property == b.property);
  CHECK(a.unit == b.unit);
  CHECK(a.info == b.info);
  CHECK(a.columns == b.columns);
  CHECK(a.origin == b.origin);
  CHECK(a.featuriser == b.featuriser);
  CHECK(a.members == b.members);
}

std::vector<uint8_t> payload_of(const std::vector<uint8_t>& bytes) {
  const auto payload = unseal("GRAFTMDL", GRAFT_MODEL_FORMAT, bytes, "model").payload;
  return {payload.begin(), payload.end()};
}

}  // namespace

TEST_CASE("a model is read back bit for bit") {
  const InputKind input = GENERATE(InputKind::molecules, InputKind::graphs, InputKind::features);
  ModelContent content = small_content(input);
  if (input == InputKind::graphs) {
    content.noise_sd = missing;
    content.shape.all_routes = true;
    content.bounds = {-1, 2, 0.5};
    content.origin = "graphs";
  }
  if (input == InputKind::features) {
    content.columns = {"density", "c", "a, b"};
    content.origin = "formulas";
    content.featuriser = "compositions 1";
  }
  const auto bytes = write_model(content);
  const ModelContent read = read_model(bytes, "model");
  check_equal(read, content);
  CHECK(write_model(read) == bytes);
}

TEST_CASE("names that are not the columns', and an origin that is not the inputs', are refused") {
  ModelContent content = small_content();
  content.columns = {"a", "b"};
  const Thrown two = thrown_by([&] { read_model(write_model(content), "model"); });
  CHECK(two.status == GRAFT_ERROR_FORMAT);
  CHECK(two.says("2 names of 3 feature columns"));
  content.columns.clear();
  content.origin = "smiles";
  const Thrown smiles = thrown_by([&] { read_model(write_model(content), "model"); });
  CHECK(smiles.status == GRAFT_ERROR_FORMAT);
  CHECK(smiles.says("features made of 'smiles'"));
}

TEST_CASE("a model that was read predicts what the written one did") {
  const ModelContent content = small_content();
  const Model model(content), again(read_model(write_model(content), "model"));
  const Dataset rows = rows_for_features();
  CHECK(again.predict(rows, 1).mean == model.predict(rows, 1).mean);
  CHECK(again.predict(rows, 1).model_sd == model.predict(rows, 1).model_sd);
  for (const char* what : {"embedding", "latent", "frame"})
    for (int64_t task : {0, 1})
      CHECK(again.embed(rows, what, task) == model.embed(rows, what, task));
}

TEST_CASE("predictions are the members' mean and spread in the target's unit") {
  const ModelContent content = small_content();
  const Model model(content);
  const Dataset rows = rows_for_features();
  const auto prediction = model.predict(rows, 1);
  ref::Mat x(4, 3);
  for (int64_t i = 0; i < 4; ++i) {
    x(i, 0) = (rows.features(i)[0] - 0.5) / 2;
    x(i, 1) = (rows.features(i)[1] + 1) / 0.25;  // the third column is constant: 0
  }
  std::vector<ref::Mat> y;
  for (const Floats& member : content.members) {
    const auto p = ref::parameters_of(model.network().layout(), member);
    const auto e = ref::feature_embedding(x, p, 2, Activation::tanh);
    y.push_back(ref::mlp(ref::mlp(e, p, "task0.encoder"), p, "task0.head"));
  }
  for (int64_t i = 0; i < 4; ++i) {
    CHECK(prediction.mean[std::size_t(i)] ==
          Approx(12.5 + 2.25 * (y[0](i, 0) + y[1](i, 0)) / 2).epsilon(1e-6));
    CHECK(prediction.model_sd[std::size_t(i)] ==
          Approx(2.25 * std::abs(y[0](i, 0) - y[1](i, 0)) / std::sqrt(2.0)).epsilon(1e-5));
  }
}

TEST_CASE("a model file that is cut short or has bytes too many is refused") {
  auto bytes = write_model(small_content());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const Thrown error = thrown_by([&] { read_model({bytes.data(), length}, "'m.graft'"); });
    REQUIRE(error.status == GRAFT_ERROR_FORMAT);
    REQUIRE(error.says("'m.graft'"));
  }
  bytes.push_back(0);
  CHECK(thrown_by([&] { read_model(bytes, "model"); }).status == GRAFT_ERROR_FORMAT);
}

TEST_CASE("a change of any byte of a model file is noticed") {
  auto bytes = write_model(small_content());
  for (std::size_t i = 0; i < bytes.size(); ++i)
    for (const uint8_t flip : {0x01, 0x80, 0xff}) {
      bytes[i] ^= flip;
      REQUIRE(thrown_by([&] { read_model(bytes, "model"); }).status == GRAFT_ERROR_FORMAT);
      bytes[i] ^= flip;
    }
}

TEST_CASE("a payload that is wrong under a right checksum is an error or a model, nothing worse") {
  const auto payload = payload_of(write_model(small_content()));
  int refused = 0;
  for (std::size_t i = 0; i < payload.size(); ++i)
    for (const uint8_t value : {0x00, 0x01, 0x7f, 0xff}) {
      auto changed = payload;
      changed[i] = value;
      const Thrown error = thrown_by([&] {
        const Model model(read_model(seal("GRAFTMDL", GRAFT_MODEL_FORMAT, changed), "model"));
      });
      REQUIRE((error.status == GRAFT_OK || error.status == GRAFT_ERROR_FORMAT));
      refused += error.status != GRAFT_OK;
    }
  CHECK(refused > 100);
}

TEST_CASE("a model file of a newer version says so, one of another kind is refused") {
  const auto payload = payload_of(write_model(small_content()));
  const Thrown newer =
      thrown_by([&] { read_model(seal("GRAFTMDL", GRAFT_MODEL_FORMAT + 1, payload), "model"); });
  CHECK(newer.status == GRAFT_ERROR_VERSION);
  CHECK(newer.says(std::to_string(GRAFT_MODEL_FORMAT + 1)));
  CHECK(thrown_by([&] { read_model(seal("GRAFTMDL", 0, payload), "model"); }).status ==
        GRAFT_ERROR_VERSION);
  CHECK(thrown_by([&] { read_model(seal("GRAFTCKP", 1, payload), "model"); }).status ==
        GRAFT_ERROR_FORMAT);
}

TEST_CASE("numbers that no fit gives are refused, whatever they are of") {
  const auto refused = [](const std::function<void(ModelContent&)>& change, const char* text) {
    ModelContent content = small_content();
    change(content);
    const Thrown error = thrown_by([&] { read_model(write_model(content), "model"); });
    CAPTURE(text, error.message);
    CHECK(error.status == GRAFT_ERROR_FORMAT);
    CHECK(error.says(text));
  };
  const double infinity = std::numeric_limits<double>::infinity();
  refused([](ModelContent& c) { c.members[1][0] = std::nanf(""); }, "has a weight of nan");
  refused([](ModelContent& c) { c.members[0][0] = -std::numeric_limits<float>::infinity(); },
          "has a weight of -inf");
  refused([](ModelContent& c) { c.noise_sd = -0.5; }, "a noise of -0.5");
  refused([&](ModelContent& c) { c.noise_sd = infinity; }, "a noise of inf");
  refused([](ModelContent& c) { c.targets[1].sd = -1; }, "scaling 1 is not a number");
  refused([](ModelContent& c) { c.features[0].mean = missing; }, "scaling 0 is not a number");
  refused([&](ModelContent& c) { c.bounds = {0, 1, infinity}; }, "with inf beyond");
  refused([&](ModelContent& c) { c.bounds = {infinity, infinity, 0}; }, "bounded by inf");
  refused([](ModelContent& c) { c.columns = {"a", "b", "a"}; }, "column 2 is named 'a', as another");
  refused([](ModelContent& c) { c.columns = {"a", "", "b"}; }, "column 1 is named ''");
}

TEST_CASE("a file that claims a larger network than its bytes can hold is refused at once") {
  for (const bool wide : {false, true}) {
    NetworkShape shape = small_content().shape;
    if (wide)
      shape.width = shape.encoder_width = 1 << 20;  // 2^40 weights
    else
      shape.tasks = 10000;  // 160,000 entries
    ByteWriter to;
    shape.write(to);
    to.u64(uint64_t(shape.tasks));
    for (int64_t t = 0; t < shape.tasks; ++t) to.f64(0), to.f64(1);
    to.u64(3);
    for (int column = 0; column < 3; ++column) to.f64(0), to.f64(1);
    to.f64(0.5);
    for (int text = 0; text < 3; ++text) to.text("");
    to.u64(1);  // member
    to.u64(160000);
    const Thrown error = thrown_by(
        [&] { read_model(seal("GRAFTMDL", GRAFT_MODEL_FORMAT, to.bytes()), "model"); });
    CHECK(error.status == GRAFT_ERROR_FORMAT);
    CHECK(error.says("the network is larger than the file"));
  }
}

// The file was written by version 0.1.0 of the library, from the content above.
TEST_CASE("a model file of format version 1 is read and predicts what it did") {
  const auto bytes = read_file(golden_path);
  CHECK(bytes.size() < 10000);
  const ModelContent content = read_model(bytes, "golden");
  CHECK(content.property == "boiling point");
  CHECK(content.unit ==
        "\xC2\xB0"
        "C");
  CHECK(content.noise_sd == 0.375);
  CHECK(content.members.size() == 2);
  const Model model(content);
  const auto prediction = model.predict(rows_for_features(), 1);
  const double mean[] = {11.6510923132, 11.8366277516, 11.6557991877, 11.8536809348};
  const double sd[] = {0.078316452, 0.2270420173, 0.0834404235, 0.2024508327};
  const double frame[] = {0.2066517025, -0.0339642689, -0.3545815051};
  for (std::size_t i = 0; i < 4; ++i) {
    CAPTURE(i, prediction.mean[i], prediction.model_sd[i]);
    CHECK(prediction.mean[i] == Approx(mean[i]).epsilon(1e-5));
    CHECK(prediction.model_sd[i] == Approx(sd[i]).epsilon(1e-4));
  }
  const auto u = model.embed(rows_for_features(), "frame", 1);
  for (std::size_t j = 0; j < 3; ++j) {
    CAPTURE(j, u[j]);
    CHECK(u[j] == Approx(frame[j]).epsilon(1e-5));
  }
}
