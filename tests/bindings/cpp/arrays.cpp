// Arrays and texts in and out, in the layouts that programs have, and of the wrong shape.
#include <array>
#include <deque>
#include <limits>
#include <list>
#if __cplusplus > 201703L
#include <span>
#endif

#include "../../unit/catch.hpp"
#include "samples.hpp"

using namespace samples;

TEST_CASE("a matrix is the same in any layout and container") {
  const Sample sample(6, 1);
  const std::string sum = sample.set().text("checksum");
  std::vector<double> columns(sample.x.size()), wide(2 * sample.x.size());
  for (int64_t i = 0; i < sample.rows; ++i)
    for (int64_t j = 0; j < cols; ++j) {
      columns[std::size_t(j * sample.rows + i)] = sample.view()(i, j);
      wide[std::size_t(2 * (i * cols + j))] = sample.view()(i, j);
    }
  using View = graft::MatrixView<const double>;
  for (const View& view : {View::by_columns(columns, sample.rows, cols),
                           View(wide.data(), sample.rows, cols, 2 * cols, 2)})
    CHECK(graft::Dataset::from_features(view, sample.y).text("checksum") == sum);
#if __cplusplus > 201703L
  const std::span<const double> span(sample.x);
  CHECK(graft::Dataset::from_features({span, 6, cols}, std::span(sample.y)).text("checksum") ==
        sum);
#endif
  const graft::MatrixView deduced(columns, 1, 18);
  static_assert(std::is_same_v<decltype(deduced), const graft::MatrixView<double>>);
}

TEST_CASE("features come back as doubles, as floats and by columns") {
  const std::array<float, 6> x = {1, 2, 3, 4, 5, 6.5f};
  const auto set = graft::Dataset::from_features({x, 2, 3});
  CHECK(set.labelled() == 0);
  const graft::Matrix back = set.features();
  CHECK(back.rows == 2);
  CHECK(back(1, 2) == 6.5);
  std::array<float, 6> same{};
  set.features_into(graft::MatrixView<float>(same, 2, 3));
  CHECK(same == x);
  std::array<double, 6> turned{};
  set.features_into(graft::MatrixView<double>::by_columns(turned, 2, 3));
  CHECK(turned == std::array<double, 6>{1, 4, 2, 5, 3, 6.5});
}

TEST_CASE("arrays of the wrong length are refused by name") {
  const Sample sample(6, 1);
  const graft::Dataset set = sample.set();
  const std::vector<double> five(5);
  CHECK(refuses([&] { graft::Dataset::from_features(sample.view(), five); }, GRAFT_ERROR_ARGUMENT,
                "targets: 5 given where there are 6"));
  CHECK(refuses([&] { graft::MatrixView<const double>(five, 2, 3); }, GRAFT_ERROR_ARGUMENT,
                "values: 5 given where there are 6"));
  CHECK(refuses([&] { set.select_part(std::vector<int32_t>(3), 0); }, GRAFT_ERROR_ARGUMENT,
                "part: 3"));
  CHECK(refuses([&] { set.select({6}); }, GRAFT_ERROR_ARGUMENT, "6"));
  CHECK(refuses([&] { sample.set().set_targets(five); }, GRAFT_ERROR_ARGUMENT, "5"));
  CHECK(refuses([&] { sample.set().set_ids({"a"}); }, GRAFT_ERROR_ARGUMENT, "1"));
  CHECK(refuses([&] { graft::score("mae", sample.y, five); }, GRAFT_ERROR_ARGUMENT, "mean: 5"));
  const graft::Model model = fitted("ridge");
  std::vector<double> mean(6), short_sd(2);
  CHECK(refuses(
      [&] {
        model.predict_into(sample.view(), {mean, short_sd});
      },
      GRAFT_ERROR_ARGUMENT, "model_sd: 2 given where there are 6"));
  CHECK(refuses(
      [&] {
        model.quantiles_into(set, {0.5}, {mean, 3, 2});
      },
      GRAFT_ERROR_ARGUMENT, "rows: 3"));
  CHECK(refuses([&] { model.draws(set, -1); }, GRAFT_ERROR_ARGUMENT, "count"));
}

TEST_CASE("empty arrays are sets without rows") {
  const std::vector<double> none;
  CHECK(graft::Dataset::from_features({none, 0, 3}).rows() == 0);
  CHECK(graft::Dataset::from_formulas(std::vector<std::string>()).rows() == 0);
  CHECK(Sample(4, 1).set().select(std::vector<int64_t>()).rows() == 0);
}

TEST_CASE("texts come from any range and go back as they were") {
  const std::list<std::string> formulas = {"NaCl", "Fe2O3", "SiO2"};
  const std::vector<double> y = {1, std::numeric_limits<double>::quiet_NaN(), 3};
  graft::Dataset set = graft::Dataset::from_formulas(formulas, y);
  CHECK(set.texts("ids") == std::vector<std::string>{"NaCl", "Fe2O3", "SiO2"});
  CHECK(set.id(2) == "SiO2");
  CHECK(set.labelled() == 2);
  const std::deque<const char*> pointers(formulas.size(), "NaCl");
  CHECK(graft::Dataset::from_formulas(pointers).rows() == 3);
  const char* const plain[] = {"NaCl", "Fe2O3", "SiO2"};
  CHECK(graft::Dataset::from_formula_pointers(plain, y).text("checksum") == set.text("checksum"));
  CHECK(set.set_ids({"", "zwei", "drei"}).id(0).empty());
  CHECK(set.set_ids_pointers(plain).id(1) == "Fe2O3");
  CHECK(refuses(
      [] {
        graft::Dataset::from_formulas(std::vector<const char*>{"NaCl", nullptr});
      },
      GRAFT_ERROR_ARGUMENT, "texts[1]: is NULL"));
}

TEST_CASE("names of columns, property and facts come back") {
  graft::Dataset set = Sample(4, 1).set();
  set.set_columns({"a", "b, c", "\xc3\xa9"}).set_property("gap", "eV");
  CHECK(set.texts("columns") == std::vector<std::string>{"a", "b, c", "\xc3\xa9"});
  CHECK(set.column(1) == "b, c");
  CHECK(set.text("property") + set.text("unit") == "gapeV");
  CHECK(set.integer("columns") == 3);
  CHECK(set.facts().size() > 5);
  CHECK(refuses([&] { set.integer("colums"); }, GRAFT_ERROR_ARGUMENT, "columns"));
}

TEST_CASE("rows are chosen, left out and joined") {
  Sample sample(8, 1);
  sample.x[3] = std::numeric_limits<double>::infinity();
  CHECK(refuses([&] { sample.set(); }, GRAFT_ERROR_DATA, "row 1"));
  const auto set =
      graft::Dataset::from_features(sample.view(), sample.y, graft::Options().set("strict", 0));
  CHECK(set.skipped_rows() == std::vector<int64_t>{1});
  CHECK(set.skipped_reason(0).find("row 1") != std::string::npos);
  CHECK(set.texts("skipped").at(0) == set.skipped_reason(0));
  CHECK(set.input_rows().at(1) == 2);
  const auto part = set.split_random(0.5, 3);
  const auto train = set.select_part(part, 0), test = set.select_part(part, 1);
  CHECK(train.concat(test).rows() == set.rows());
  CHECK(set.without(test).rows() == train.rows());
  CHECK(train.distances(train) == std::vector<double>(std::size_t(train.rows())));
  CHECK(set.split_kfold(7, 1).size() == 7);
  const std::vector<double> more(7, 1.5);
  CHECK(set.append_features({more, 7, 1}).integer("columns") == cols + 1);
  const std::vector<float> floats(7, 1.5f);
  CHECK(set.append_features({floats, 7, 1}).features()(6, cols) == 1.5);
}

TEST_CASE("graphs come as flat arrays, whose lengths are checked") {
  const std::vector<int64_t> atoms = {0, 2, 5}, bonds = {0, 1, 3};
  std::vector<int64_t> ends = {0, 1, 0, 1, 1, 2};
  const std::vector<double> atom_features(10, 1.0), bond_features(3, 0.5);
  const graft::Graphs graphs{atoms, {atom_features, 5, 2}, bonds, ends, {bond_features, 3, 1}};
  const auto set = graft::Dataset::from_graphs(graphs, {1.0, 2.0});
  CHECK(set.text("kind") == "graphs");
  CHECK(set.integer("atom_columns") == 2);
  graft::Graphs broken = graphs;
  broken.bond_atoms = {ends.data(), 4};
  CHECK(refuses([&] { graft::Dataset::from_graphs(broken); }, GRAFT_ERROR_ARGUMENT, "bond_atoms"));
  broken = graphs;
  broken.atom_features = graft::MatrixView<const double>::by_columns(atom_features, 5, 2);
  CHECK(
      refuses([&] { graft::Dataset::from_graphs(broken); }, GRAFT_ERROR_ARGUMENT, "row after row"));
  ends[5] = 7;
  CHECK(refuses([&] { graft::Dataset::from_graphs(graphs); }, GRAFT_ERROR_DATA, "7"));
}

TEST_CASE("molecules come as SMILES where the library reads them") {
  const char* const pointers[] = {"c1ccccc1O", "CCO", "c1ccccc1N", "CCN"};
  if (!graft::has_feature("rdkit")) {
    CHECK(failure([&] { graft::Dataset::from_smiles_pointers(pointers); }).status ==
          GRAFT_ERROR_UNSUPPORTED);
    return;
  }
  const auto set = graft::Dataset::from_smiles({"c1ccccc1O", "CCO", "c1ccccc1N", "CCN"});
  CHECK(graft::Dataset::from_smiles_pointers(pointers).text("checksum") == set.text("checksum"));
  CHECK(set.smiles(1) == "CCO");
  CHECK(set.scaffold(0) == "c1ccccc1");
  CHECK(set.split_scaffold(0.5, 1).size() == 4);
  CHECK(set.split_scaffold_ordered(0.5).size() == 4);
}
