// Models with a posterior: their file (format version 2) and what they say of a row.
#include <algorithm>
#include <bit>
#include <cmath>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "model/format.hpp"
#include "model/model.hpp"
#include "model/scores.hpp"
#include "nn/reference_dmpnn.hpp"

using namespace graft;
namespace ref = graft::reference;

namespace {

std::vector<std::vector<double>> draws_of(int64_t weights, int64_t count, uint64_t seed) {
  std::vector<std::vector<double>> draws;
  Rng rng(seed, 3);
  for (int64_t s = 0; s < count; ++s) {
    std::vector<double> w;
    for (int64_t i = 0; i < weights; ++i) w.push_back(float(rng.normal()));
    draws.push_back(std::move(w));
  }
  return draws;
}

// Two networks with heads over their latent and two covariates.
ModelContent head_content() {
  ModelContent c;
  c.shape.feature_cols = 3;
  c.shape.depth = 1;
  c.shape.width = 4;
  c.shape.encoder_width = 4;
  c.shape.latent = 3;
  c.targets = {{12.5, 2.25}};
  c.features = {{0.5, 2}, {-1, 0.25}, {7, 0}, {10, 4}, {-2, 0.5}};  // the last two: covariates
  c.covariates = 2;
  c.noise_sd = 0.375;
  c.property = "gap";
  c.unit = "eV";
  c.info = "{}";
  const Network network(c.shape);
  c.members = {ref::random_values(network, 1), ref::random_values(network, 2)};
  c.posterior = {
      PosteriorPart::pack("transfer", 0, {5, 1}, draws_of(6, 3, 1), {0.1, 0.2, 0.3}),
      PosteriorPart::pack("alone", 1, {5, 1}, draws_of(6, 2, 2), {0.5, 0.25}),
  };
  c.diagnostics = {{"transfer.weight", 0.6}, {"alone.weight", 0.4}, {"transfer.rhat", missing}};
  return c;
}

// A small network over the features: no members at all.
ModelContent small_content() {
  ModelContent c = head_content();
  c.covariates = 0;
  c.features.resize(3);
  c.members.clear();
  c.posterior = {
      PosteriorPart::pack("alone", -1, {3, 2, 1}, draws_of(11, 4, 3), {0.5, 0.4, 0.3, 0.2})};
  return c;
}

Dataset rows_of(int64_t cols, int64_t rows = 5) {
  std::vector<double> x;
  Rng rng(4, 4);
  for (int64_t i = 0; i < rows * cols; ++i) x.push_back(3 * rng.normal());
  return dataset_from_features({x.data(), rows, cols, cols, 1}, {}, true);
}

void check_same_posterior(const ModelContent& a, const ModelContent& b) {
  CHECK(a.covariates == b.covariates);
  REQUIRE(a.posterior.size() == b.posterior.size());
  for (std::size_t p = 0; p < a.posterior.size(); ++p) {
    CHECK(a.posterior[p].name == b.posterior[p].name);
    CHECK(a.posterior[p].member == b.posterior[p].member);
    CHECK(a.posterior[p].widths == b.posterior[p].widths);
    CHECK(a.posterior[p].noise == b.posterior[p].noise);
    CHECK(a.posterior[p].weights == b.posterior[p].weights);
    CHECK(a.posterior[p].biases == b.posterior[p].biases);
  }
  REQUIRE(a.diagnostics.size() == b.diagnostics.size());
  for (std::size_t d = 0; d < a.diagnostics.size(); ++d) {
    CHECK(a.diagnostics[d].name == b.diagnostics[d].name);
    CHECK(std::bit_cast<uint64_t>(a.diagnostics[d].value) ==
          std::bit_cast<uint64_t>(b.diagnostics[d].value));
  }
}

}  // namespace

TEST_CASE("a model with a posterior is read back bit for bit") {
  for (const ModelContent& content : {head_content(), small_content()}) {
    const auto bytes = write_model(content);
    const ModelContent read = read_model(bytes, "model");
    check_same_posterior(read, content);
    CHECK(read.members == content.members);
    CHECK(write_model(read) == bytes);
    const Dataset rows = rows_of(content.shape.feature_cols + content.covariates);
    const Model model(content), again(read);
    CHECK(again.predict(rows, 1).mean == model.predict(rows, 1).mean);
    const double levels[] = {0.1, 0.9};
    CHECK(again.quantiles(rows, levels, 1) == model.quantiles(rows, levels, 1));
  }
}

TEST_CASE("a change of any byte of a posterior's file is noticed, and any cut") {
  for (const ModelContent& content : {head_content(), small_content()}) {
    auto bytes = write_model(content);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      for (const uint8_t flip : {0x01, 0x80, 0xff}) {
        bytes[i] ^= flip;
        REQUIRE(thrown_by([&] { read_model(bytes, "model"); }).status == GRAFT_ERROR_FORMAT);
        bytes[i] ^= flip;
      }
      REQUIRE(thrown_by([&] {
                read_model({bytes.data(), i}, "model");
              }).status == GRAFT_ERROR_FORMAT);
    }
  }
}

TEST_CASE("a posterior that is wrong under a right checksum is an error or a model") {
  for (const ModelContent& content : {head_content(), small_content()}) {
    const auto bytes = write_model(content);
    const auto payload = unseal("GRAFTMDL", GRAFT_MODEL_FORMAT, bytes, "model").payload;
    int refused = 0;
    for (std::size_t i = 0; i < payload.size(); ++i)
      for (const uint8_t value : {0x00, 0x01, 0x7f, 0xff}) {
        std::vector<uint8_t> changed(payload.begin(), payload.end());
        changed[i] = value;
        const Thrown error = thrown_by([&] {
          const Model model(read_model(seal("GRAFTMDL", GRAFT_MODEL_FORMAT, changed), "model"));
          const NetworkShape& shape = model.content().shape;
          const int64_t cols = shape.feature_cols + model.content().covariates;
          if (cols > 0 && cols < 100 && !shape.takes_graphs() && shape.atom_cols == 0 &&
              shape.bond_cols == 0)
            model.predict(rows_of(cols), 1);  // never a value that is not finite
        });
        CAPTURE(i, int(value), error.message);
        const bool not_finite = (error.status == GRAFT_ERROR_NUMERIC ||
                                 error.status == GRAFT_ERROR_DATA) &&
                                error.says("row ");
        REQUIRE((error.status == GRAFT_OK || error.status == GRAFT_ERROR_FORMAT || not_finite));
        refused += error.status != GRAFT_OK;
      }
    CHECK(refused > 100);
  }
}

TEST_CASE("a posterior must fit the networks it stands on") {
  const auto refused = [](const ModelContent& content, const char* text) {
    const Thrown error = thrown_by([&] { const Model model(content); });
    CAPTURE(error.message);
    CHECK(error.status == GRAFT_ERROR_FORMAT);
    CHECK(error.says(text));
  };
  ModelContent c = head_content();
  c.posterior[0].member = 2;
  refused(c, "'transfer'");
  c = head_content();
  c.posterior[0].member = -2;
  CHECK(thrown_by([&] { read_model(write_model(c), "model"); }).says("of network -2"));
  c = head_content();
  c.covariates = 1;
  refused(c, "'transfer'");
  c = small_content();
  c.posterior[0].widths[0] = 4;
  refused(c, "'alone'");
}

TEST_CASE("heads see the network's latent, then the scaled covariates") {
  const ModelContent content = head_content();
  const Model model(content);
  const Dataset rows = rows_of(5);
  const auto latent = model.embed(rows, "latent", 0);  // of the first member
  // Of the head's two layers the first makes what the draws see: silu(W z + b).
  const auto& entries = model.network().layout().entries();
  const auto& head = model.network().task(0).head;
  const auto &w1 = entries[std::size_t(head.w1)], &b1 = entries[std::size_t(head.b1)];
  const Floats& member = content.members[0];
  const auto drawn = model.sample(rows, 5, false, 0, 1);
  for (int64_t i = 0; i < rows.rows(); ++i) {
    std::vector<double> in;
    for (int64_t u = 0; u < 3; ++u) {
      double sum = member[std::size_t(b1.offset + u)];
      for (int64_t j = 0; j < 3; ++j)
        sum += latent[std::size_t(i * 3 + j)] * member[std::size_t(w1.offset + j * 3 + u)];
      in.push_back(sum / (1 + std::exp(-sum)));
    }
    in.push_back((rows.features(i)[3] - 10) / 4);
    in.push_back((rows.features(i)[4] + 2) / 0.5);
    for (int64_t s = 0; s < 3; ++s) {
      const auto w = content.posterior[0].draw(s);
      double f = w[5];
      for (std::size_t j = 0; j < 5; ++j) f += w[j] * in[j];
      CHECK(drawn[std::size_t(i * 5 + s)] == Approx(12.5 + 2.25 * f).epsilon(1e-5).margin(1e-4));
    }
  }
}

TEST_CASE("what a posterior says of a row is the mixture of its draws") {
  for (const ModelContent& content : {head_content(), small_content()}) {
    const Model model(content);
    const Dataset rows = rows_of(content.shape.feature_cols + content.covariates, 300);
    std::vector<double> noise;
    for (const PosteriorPart& part : content.posterior)
      for (const double sigma : part.noise) noise.push_back(2.25 * sigma);
    const int64_t count = int64_t(noise.size());
    const auto f = model.sample(rows, count, false, 0, 1);
    const auto prediction = model.predict(rows, 2);
    const double levels[] = {0.025, 0.5, 0.975};
    const auto quantiles = model.quantiles(rows, levels, 3);
    std::vector<double> y;
    double covered = 0, density = 0, ranked = 0;
    for (std::size_t i = 0; i < 300; ++i) {
      const Predictive row({f.data() + i * std::size_t(count), std::size_t(count)}, noise);
      CHECK(prediction.mean[i] == row.mean());
      CHECK(prediction.model_sd[i] == row.model_sd());
      for (std::size_t k = 0; k < 3; ++k) CHECK(quantiles[i * 3 + k] == row.quantile(levels[k]));
      y.push_back(i % 7 == 0 ? missing : 12.5 + 3 * std::sin(double(i)));
      if (i % 7 == 0) continue;
      covered += quantiles[i * 3] <= y[i] && y[i] <= quantiles[i * 3 + 2];
      density += row.log_density(y[i]);
      ranked += row.crps(y[i]);
    }
    Dataset labelled = rows;
    labelled.set_targets(y);
    const double n = double(labelled.labelled());
    CHECK(model.evaluate(labelled, "coverage95", 1) == Approx(covered / n));
    CHECK(model.evaluate(labelled, "log_density", 2) == Approx(density / n));
    CHECK(model.evaluate(labelled, "crps", 1) == Approx(ranked / n));
    CHECK(model.evaluate(labelled, "rmse", 1) == score("rmse", y, prediction.mean, {}));
    for (const int threads : {2, 3}) {
      CHECK(model.predict(rows, threads).mean == prediction.mean);
      CHECK(model.sample(rows, count, false, 0, threads) == f);
    }
    const int64_t alone[] = {271};
    CHECK(model.predict(rows.select(alone), 1).mean[0] == prediction.mean[271]);
  }
}

TEST_CASE("draws come in turn, their noise from the seed") {
  const ModelContent content = small_content();
  const Model model(content);
  const Dataset rows = rows_of(3, 40);
  const auto f = model.sample(rows, 4, false, 0, 1), many = model.sample(rows, 4000, false, 9, 1);
  for (std::size_t i = 0; i < 40; ++i)
    for (std::size_t s = 0; s < 4000; ++s) REQUIRE(many[i * 4000 + s] == f[i * 4 + s % 4]);
  const auto two = model.sample(rows, 2, false, 0, 1);
  CHECK(two[0] == f[0]);
  CHECK(two[1] == f[2]);  // spread over all draws

  const auto noisy = model.sample(rows, 4000, true, 1, 1);
  CHECK(model.sample(rows, 4000, true, 1, 2) == noisy);
  CHECK(model.sample(rows, 4000, true, 2, 1) != noisy);
  // Draw s of every row has its own sigma; 40 x 1000 values for each: four standard errors.
  for (std::size_t s = 0; s < 4; ++s) {
    double sum = 0, square = 0;
    for (std::size_t i = 0; i < 40; ++i)
      for (std::size_t k = s; k < 4000; k += 4) {
        const double e = noisy[i * 4000 + k] - f[i * 4 + s];
        sum += e;
        square += e * e;
      }
    const double sigma = 2.25 * content.posterior[0].noise[s];
    CHECK(std::abs(sum / 40000) < 4 * sigma / 200);
    CHECK(std::sqrt(square / 40000) == Approx(sigma).epsilon(4 / std::sqrt(2 * 40000.0)));
  }
}

TEST_CASE("an ensemble's predictive distribution is the normal with its whole deviation") {
  ModelContent content = head_content();
  content.posterior.clear();
  content.covariates = 0;
  content.features.resize(3);
  const Model model(content);
  Dataset rows = rows_of(3, 50);
  const auto p = model.predict(rows, 1);
  const double levels[] = {0.5, 0.975};
  const auto q = model.quantiles(rows, levels, 1);
  std::vector<double> y, sd;
  for (std::size_t i = 0; i < 50; ++i) {
    sd.push_back(std::hypot(p.model_sd[i], 0.375));
    CHECK(q[2 * i] == Approx(p.mean[i]));
    CHECK(q[2 * i + 1] == Approx(p.mean[i] + 1.959963984540054 * sd[i]));
    y.push_back(p.mean[i] + 0.9 * std::sin(double(i)));
  }
  rows.set_targets(y);
  for (const char* metric : {"rmse", "mae", "r2", "coverage95", "crps", "log_density"})
    CHECK(model.evaluate(rows, metric, 1) == Approx(score(metric, y, p.mean, sd)).epsilon(1e-5));
}

TEST_CASE("without a known noise there is no predictive distribution") {
  ModelContent content = head_content();
  content.posterior.clear();
  content.covariates = 0;
  content.features.resize(3);
  content.noise_sd = missing;
  const Model model(content);
  Dataset rows = rows_of(3, 4);
  rows.set_targets({1, 2, 3, 4});
  const double levels[] = {0.5};
  CHECK(std::isnan(model.quantiles(rows, levels, 1)[0]));
  for (const char* metric : {"coverage95", "crps", "log_density"}) {
    CAPTURE(metric);
    CHECK(std::isnan(model.evaluate(rows, metric, 1)));
  }
  CHECK(std::isfinite(model.evaluate(rows, "rmse", 1)));
}

TEST_CASE("evaluate names what it cannot do") {
  const Model model(small_content());
  Dataset rows = rows_of(3, 4);
  const Thrown none = thrown_by([&] { model.evaluate(rows, "crps", 1); });
  CHECK(none.status == GRAFT_ERROR_DATA);
  rows.set_targets({1, 2, 3, 4});
  const Thrown unknown = thrown_by([&] { model.evaluate(rows, "mse", 1); });
  CHECK(unknown.status == GRAFT_ERROR_ARGUMENT);
  CHECK(unknown.says("'mse'"));
  const Thrown wide = thrown_by([&] { model.evaluate(rows_of(4, 4), "crps", 1); });
  CHECK(wide.status == GRAFT_ERROR_DATA);
  CHECK(wide.says("4 features"));
  CHECK(thrown_by([&] { model.embed_cols("latent"); }).status == GRAFT_ERROR_UNSUPPORTED);
}
