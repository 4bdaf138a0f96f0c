// Model files of every format version that was ever written, by the library that wrote it, read and
// asked again: golden/vN_NAME.graft and, beside each, what that library predicted by it. None is
// ever written again; a new version adds files of its own.
#include <cmath>

#include "base/file.hpp"
#include "catch.hpp"
#include "chem/smiles.hpp"
#include "data/csv.hpp"
#include "data/number_cell.hpp"
#include "graft.h"
#include "model/format.hpp"
#include "model/model.hpp"
#include "test_folder.hpp"

using namespace graft;

namespace {

// Of the values, or of 1 where they are smaller. Float products differ in their last bits between
// instruction sets and versions of oneDNN: by 4.4e-7 at most between SSE4.1, AVX2 and AVX-512 here.
constexpr double tolerance = 1e-5;

struct Golden {
  std::string name;
  int version;
  bool molecules;
};

std::vector<Golden> goldens() {
  struct Kind {
    const char* name;
    bool molecules;
    int since;
  };
  std::vector<Golden> all;
  for (const Kind& kind :
       {Kind{"smiles_scratch", true, 1}, Kind{"features_gate", false, 1},
        Kind{"smiles_pc_prior", true, 2}, Kind{"features_pc_prior", false, 2},
        Kind{"smiles_stacked", true, 3}, Kind{"features_gaussian_process", false, 3}})
    for (int version = kind.since; version <= GRAFT_MODEL_FORMAT; ++version)
      all.push_back({"v" + std::to_string(version) + "_" + kind.name, version, kind.molecules});
  return all;
}

std::string folder() { return std::string(GRAFT_TEST_FOLDER) + "/model/golden/"; }

// What was asked, and a column of what was answered.
struct Answers {
  explicit Answers(const Golden& golden) {
    const auto bytes = read_file(folder() + golden.name + ".csv");
    table = parse_csv(std::string(bytes.begin(), bytes.end()), golden.name);
  }
  std::vector<double> operator[](const std::string& column) const {
    std::vector<double> values;
    for (const auto& row : table.rows) {
      const NumberCell cell = read_number(row[std::size_t(table.column(column))]);
      REQUIRE(cell.fault.empty());
      values.push_back(cell.value);
    }
    return values;
  }
  Dataset asked(bool molecules) const {
    if (molecules) {
      std::vector<std::string> smiles;
      for (const auto& row : table.rows) smiles.push_back(row[0]);
      return dataset_from_smiles(std::move(smiles), {}, true, 1);
    }
    std::vector<double> x;
    const auto rows = int64_t(table.rows.size());
    for (const char* column : {"alpha", "beta", "gamma"})
      for (const double v : (*this)[column]) x.push_back(v);
    return dataset_from_features({x.data(), rows, 3, 1, rows}, {}, true);
  }
  Table table;
};

void check_close(const std::vector<double>& given, const std::vector<double>& golden) {
  REQUIRE(given.size() == golden.size());
  for (std::size_t i = 0; i < golden.size(); ++i) {
    CAPTURE(i, given[i], golden[i]);
    CHECK(std::abs(given[i] - golden[i]) <= tolerance * std::max(1.0, std::abs(golden[i])));
  }
}

ModelContent content_of(const Golden& golden) {
  return read_model(read_file(folder() + golden.name + ".graft"), golden.name);
}

}  // namespace

TEST_CASE("a model file of each format version predicts what it did when it was written") {
  for (const Golden& golden : goldens()) {
    CAPTURE(golden.name);
    const auto bytes = read_file(folder() + golden.name + ".graft");
    REQUIRE(bytes[8] == golden.version);
    const Model model(content_of(golden));
    CHECK(model.content().property == "boiling point");
    CHECK(model.content().unit == "K");
    if (golden.molecules && !has_rdkit()) continue;
    const Answers answers(golden);
    const Dataset asked = answers.asked(golden.molecules);
    const Prediction p = model.predict(asked, 1);
    check_close(p.mean, answers["mean"]);
    check_close(p.model_sd, answers["model_sd"]);
    if (golden.version == 1) continue;  // whose library knew no quantiles
    const double levels[] = {0.1, 0.9};
    const auto q = model.quantiles(asked, levels, 1);
    std::vector<double> low, high;
    for (std::size_t i = 0; i < q.size(); i += 2) low.push_back(q[i]), high.push_back(q[i + 1]);
    check_close(low, answers["q10"]);
    check_close(high, answers["q90"]);
  }
}

TEST_CASE("a model of an older version predicts the same bits when it is written anew") {
  for (const Golden& golden : goldens()) {
    CAPTURE(golden.name);
    if (golden.molecules && !has_rdkit()) continue;
    const ModelContent old = content_of(golden);
    const Dataset asked = Answers(golden).asked(golden.molecules);
    const Model model(old), again(read_model(write_model(old), "again"));
    CHECK(again.predict(asked, 1).mean == model.predict(asked, 1).mean);
    CHECK(again.predict(asked, 2).model_sd == model.predict(asked, 1).model_sd);
  }
}

TEST_CASE("since version 5 a model file tells its columns, where inputs come from and what read them") {
  for (const Golden& golden : goldens()) {
    CAPTURE(golden.name);
    const ModelContent content = content_of(golden);
    const bool known = golden.version >= 5;
    CHECK(content.origin == (!known ? "" : golden.molecules ? "smiles" : "features"));
    CHECK(content.featuriser.starts_with("rdkit ") == (known && golden.molecules));
    CHECK(content.columns == (known && !golden.molecules
                                  ? std::vector<std::string>{"alpha", "beta", "gamma"}
                                  : std::vector<std::string>{}));
  }
}
