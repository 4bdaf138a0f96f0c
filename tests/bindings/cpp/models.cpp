// Models by graft.hpp: predictions of every kind, files, facts.
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "../../unit/catch.hpp"
#include "samples.hpp"

using namespace samples;

TEST_CASE("sets, matrices and floats predict alike, with and without arrays of the caller's") {
  const graft::Model model = fitted("gate");
  const Sample sample(6, 5);
  const graft::Prediction whole = model.predict(sample.set());
  CHECK(model.predict(sample.view()).mean == whole.mean);
  std::vector<double> mean(6), model_sd(6), noise_sd(6);
  model.predict_into(sample.view(), {mean, model_sd, noise_sd});
  CHECK(mean == whole.mean);
  CHECK(model_sd == whole.model_sd);
  CHECK(noise_sd == whole.noise_sd);
  CHECK(whole.sd(2) == std::hypot(model_sd[2], noise_sd[2]));
  mean.assign(6, 0);
  model.predict_into(sample.set(), {mean});
  CHECK(mean == whole.mean);
  std::vector<float> narrow(sample.x.begin(), sample.x.end());
  const graft::Prediction rough = model.predict(graft::MatrixView<const float>(narrow, 6, cols));
  CHECK(rough.mean[3] == Approx(whole.mean[3]).margin(1e-5));
}

TEST_CASE("structures are learned from and predicted as flat arrays, whose lengths are checked") {
  constexpr int cubes = 12;
  std::vector<int64_t> offsets = {0};
  std::vector<int32_t> species;
  std::vector<double> positions, cells(9 * cubes), sizes;
  for (int s = 0; s < cubes; ++s) {
    const double a = 3.5 + 0.1 * s;
    sizes.push_back(a);
    species.insert(species.end(), {55, 17});
    positions.insert(positions.end(), {0, 0, 0, a / 2, a / 2, a / 2});
    for (std::size_t k = 0; k < 3; ++k) cells[9 * std::size_t(s) + 4 * k] = a;
    offsets.push_back(2 * s + 2);
  }
  const graft::Structures structures{offsets, species, {positions, 2 * cubes, 3}, cells};
  const auto set = graft::Dataset::from_structures(structures, sizes);
  CHECK(set.text("kind") == "structures");
  CHECK(set.as_features().integer("columns") == 330);
  const auto model = graft::Fitter("ridge").set_target(set).fit();
  const graft::Prediction p = model.predict(structures);
  CHECK(p.mean == model.predict(set).mean);
  for (std::size_t s = 0; s < cubes; ++s) CHECK(std::abs(p.mean[s] - sizes[s]) < 0.1);
  graft::Structures broken = structures;
  broken.cells = {cells.data(), 9};
  CHECK(refuses([&] { model.predict(broken); }, GRAFT_ERROR_ARGUMENT, "cells"));
  CHECK(refuses([] { graft::Dataset::from_file("no/such.xyz"); }, GRAFT_ERROR_IO, "no/such.xyz"));
}

TEST_CASE("materials are predicted from their formulas") {
  const auto set = graft::Dataset::from_formulas({"NaCl", "KCl", "LiF", "SiO2", "Fe2O3", "MgO"},
                                                 {1.0, 2.0, 3.0, 2.5, 0.5, 1.5});
  graft::Fitter fitter("ridge");
  const graft::Model model = fitter.set_target(set).fit();
  CHECK(model.predict({"NaCl", "MgO"}).mean[0] == model.predict(set).mean[0]);
  const char* const smiles[] = {"CCO"};
  std::array<double, 1> mean{};
  CHECK(failure([&] { model.predict_smiles_into(smiles, {mean}); }).status != GRAFT_OK);
  CHECK(refuses([&] { model.predict({"Xx"}); }, GRAFT_ERROR_DATA, "row 0"));
}

TEST_CASE("quantiles rise and draws have the posterior's shape") {
  const graft::Model model = fitted("gate");
  const graft::Dataset set = Sample(6, 5).set();
  const graft::Matrix q = model.quantiles(set, {0.025, 0.5, 0.975});
  for (int64_t row = 0; row < q.rows; ++row) {
    CHECK(q(row, 0) < q(row, 1));
    CHECK(q(row, 1) < q(row, 2));
  }
  std::vector<double> by_columns(12);
  model.quantiles_into(set, {0.025, 0.975},
                       graft::MatrixView<double>::by_columns(by_columns, 6, 2));
  CHECK(by_columns[7] == q(1, 2));
  CHECK(model.draws(set, 4).values != model.draws(set, 4, true).values);
  CHECK(model.evaluate(set, "rmse") > 0);
  CHECK(model.embed(set, "latent").cols == 8);
  CHECK(refuses([&] { model.embed(set, "latnet"); }, GRAFT_ERROR_ARGUMENT, "latnet"));
}

TEST_CASE("a model comes back from bytes and from a file") {
  const graft::Model model = fitted("scratch");
  const Sample sample(6, 5);
  const auto expected = model.predict(sample.view()).mean;
  CHECK(graft::Model::from_bytes(model.to_bytes()).predict(sample.view()).mean == expected);
  const std::filesystem::path path = "cpp_models_test.graft";
  model.save(path);
  CHECK(graft::Model::load(path).predict(sample.view()).mean == expected);
  std::filesystem::remove(path);
  CHECK(failure([&] { graft::Model::load(path); }).status == GRAFT_ERROR_IO);
  CHECK(failure([&] { graft::Model::from_bytes("not a model"); }).status == GRAFT_ERROR_FORMAT);
}

TEST_CASE("a model tells what it is") {
  const graft::Model model = fitted("scratch");
  CHECK(model.text("method") == "scratch");
  CHECK(model.integer("members") == 2);
  CHECK(model.number("noise_sd") > 0);
  CHECK(model.column(0).empty());
  CHECK(model.facts().size() > 5);
  CHECK(model.info().front() == '{');
  CHECK(std::isnan(model.diagnostic("transfer.weight")));
}

TEST_CASE("a posterior has diagnostics and may start from a model alone") {
  graft::Options options = graft::Options().set("network", "small").set("members", 1);
  options.set("hidden", "4").set("steps", 60);
  graft::Fitter source("scratch", options);
  const graft::Model learned = source.set_target(Sample(60, 2).set()).fit();
  options.set("chains", 2).set("adaptation", 30).set("samples", 30).set("max_depth", 4);
  graft::Fitter fitter("pc_prior", options);
  bool converged = true;
  const graft::Model model =
      fitter.set_source_model(learned).set_target(Sample(20, 1).set()).fit(&converged);
  CHECK(model);
  CHECK(model.diagnostic("transfer.weight") >= 0);
  CHECK(model.diagnostics().size() > 3);
  CHECK(double(converged) == model.diagnostic("converged"));
}

TEST_CASE("scores are those of the library") {
  CHECK(graft::score("mae", {1.0, 2.0}, {1.0, 3.0}) == 0.5);
  CHECK(graft::score("coverage95", {1.0, 2.0}, {1.0, 9.0}, {1.0, 1.0}) == 0.5);
  CHECK(refuses([] { graft::score("coverage95", {1.0}, {1.0}); }, GRAFT_ERROR_ARGUMENT, "sd"));
}
