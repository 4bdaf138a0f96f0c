#include <cmath>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/parallel.hpp"
#include "chem/composition.hpp"
#include "chem/featurizer.hpp"
#include "chem/smiles.hpp"
#include "data/csv.hpp"
#include "data/dataset.hpp"

namespace graft {
namespace {

// Keeps the rows that have no fault; in strict mode the first fault is an error.
struct Sieve {
  bool strict;
  std::span<const double> targets;
  std::vector<double> kept_targets;
  std::vector<int64_t> kept_rows;
  std::vector<std::string> skipped;

  bool keeps(int64_t row, const std::string& fault) {
    if (fault.empty()) {
      kept_rows.push_back(row);
      if (!targets.empty()) kept_targets.push_back(targets[std::size_t(row)]);
      return true;
    }
    const std::string message = join("row ", row, ": ", fault);
    if (strict) throw Error(GRAFT_ERROR_DATA, message);
    skipped.push_back(message);
    return false;
  }
  Dataset dataset(std::shared_ptr<Inputs> inputs) {
    return Dataset(std::move(inputs), std::move(kept_targets), std::move(kept_rows),
                   std::move(skipped));
  }
};

std::string target_fault(std::span<const double> targets, int64_t row) {
  return !targets.empty() && std::isinf(targets[std::size_t(row)]) ? "the target is infinite" : "";
}

SparseRows sparse_rows(const double* values, int64_t rows, int64_t cols, const char* what,
                       int64_t first_row) {
  SparseRows sparse;
  sparse.cols = cols;
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t j = 0; j < cols; ++j) {
      const double v = values[(first_row + i) * cols + j];
      if (!std::isfinite(v) || std::abs(v) > 1e30)
        fail(GRAFT_ERROR_DATA, what, ": row ", first_row + i, ", column ", j, " is ", v);
      if (v != 0) sparse.add(int32_t(j), float(v));
    }
    sparse.end_row();
  }
  return sparse;
}

std::vector<std::string> split_list(const std::string& list) {
  std::vector<std::string> parts(1);
  for (char c : list) {
    if (c == ',') parts.emplace_back();
    else parts.back() += c;
  }
  return parts;
}

// The columns that "a,b,c" or "*" names.
std::vector<int64_t> feature_columns(const Table& table, const CsvColumns& columns) {
  std::vector<int64_t> found;
  if (columns.features != "*") {
    for (const std::string& name : split_list(columns.features)) found.push_back(table.column(name));
    return found;
  }
  for (std::size_t c = 0; c < table.header.size(); ++c)
    if (table.header[c] != columns.target && table.header[c] != columns.id)
      found.push_back(int64_t(c));
  if (found.empty()) fail(GRAFT_ERROR_DATA, "feature_columns: '*' leaves no column");
  return found;
}

}  // namespace

Dataset dataset_from_smiles(std::vector<std::string> smiles, std::span<const double> targets,
                            bool strict, int threads) {
  if (!has_rdkit())
    fail(GRAFT_ERROR_UNSUPPORTED, "this build has no RDKit: give graphs or feature vectors");
  const int64_t rows = int64_t(smiles.size());
  std::vector<Graph> graphs(smiles.size());
  std::vector<std::string> faults(smiles.size());
  constexpr int64_t block = 16;
  ThreadPool pool(int(std::min<int64_t>(threads, (rows + block - 1) / block)));
  pool.for_blocks((rows + block - 1) / block, [&](int64_t b, int) {
    for (int64_t row = b * block; row < std::min(rows, (b + 1) * block); ++row) {
      try {
        graphs[std::size_t(row)] = graph_from_smiles(smiles[std::size_t(row)]);
        faults[std::size_t(row)] = target_fault(targets, row);
      } catch (const Error& error) {
        faults[std::size_t(row)] = error.what();
      }
    }
  });
  auto inputs = std::make_shared<Inputs>();
  inputs->kind = InputKind::molecules;
  inputs->atom_cols = atom_features;
  inputs->bond_cols = bond_features;
  Sieve sieve{strict, targets, {}, {}, {}};
  for (int64_t row = 0; row < rows; ++row)
    if (sieve.keeps(row, faults[std::size_t(row)])) {
      inputs->graphs.push_back(std::move(graphs[std::size_t(row)]));
      inputs->smiles.push_back(std::move(smiles[std::size_t(row)]));
    }
  return sieve.dataset(inputs);
}

Dataset dataset_from_features(StridedMatrix x, std::span<const double> targets, bool strict) {
  auto inputs = std::make_shared<Inputs>();
  inputs->kind = InputKind::features;
  inputs->feature_cols = x.cols;
  Sieve sieve{strict, targets, {}, {}, {}};
  for (int64_t i = 0; i < x.rows; ++i) {
    std::string fault = target_fault(targets, i);
    for (int64_t j = 0; j < x.cols && fault.empty(); ++j)
      if (!std::isfinite(x.at(i, j))) fault = join("column ", j, " of x is ", x.at(i, j));
    if (!sieve.keeps(i, fault)) continue;
    for (int64_t j = 0; j < x.cols; ++j) inputs->features.push_back(x.at(i, j));
  }
  return sieve.dataset(inputs);
}

Dataset dataset_from_formulas(std::vector<std::string> formulas, std::span<const double> targets,
                              bool strict) {
  auto inputs = std::make_shared<Inputs>();
  inputs->kind = InputKind::features;
  inputs->feature_cols = composition_feature_count;
  std::vector<std::string> ids;
  Sieve sieve{strict, targets, {}, {}, {}};
  for (std::size_t row = 0; row < formulas.size(); ++row) {
    std::string fault = target_fault(targets, int64_t(row));
    std::vector<double> features;
    try {
      features = composition_features(parse_formula(formulas[row]));
    } catch (const Error& error) {
      fault = error.what();
    }
    if (!sieve.keeps(int64_t(row), fault)) continue;
    inputs->features.insert(inputs->features.end(), features.begin(), features.end());
    ids.push_back(std::move(formulas[row]));
  }
  Dataset dataset = sieve.dataset(inputs);
  dataset.set_ids(std::move(ids));
  return dataset;
}

Dataset dataset_from_graphs(const GraphArrays& a, std::span<const double> targets) {
  auto inputs = std::make_shared<Inputs>();
  inputs->kind = InputKind::graphs;
  inputs->atom_cols = a.atom_cols;
  inputs->bond_cols = a.bond_cols;
  const auto count = [&](const int64_t* offsets, const char* name, int64_t g, int64_t least) {
    if (g == 0 && offsets[0] != 0)
      fail(GRAFT_ERROR_DATA, name, "[0] = ", offsets[0], " is not 0");
    const int64_t n = offsets[g + 1] - offsets[g];
    if (n < least)
      fail(GRAFT_ERROR_DATA, "graph ", g, " has ", n, " entries by ", name, "[", g,
           "] = ", offsets[g], " and ", name, "[", g + 1, "] = ", offsets[g + 1]);
    return n;
  };
  for (int64_t g = 0; g < a.rows; ++g) {  // all offsets before anything is read by them
    count(a.atom_offsets, "atom_offsets", g, 1);
    count(a.bond_offsets, "bond_offsets", g, 0);
  }
  std::vector<int64_t> input_rows;
  for (int64_t g = 0; g < a.rows; ++g) {
    const int64_t atoms = count(a.atom_offsets, "atom_offsets", g, 1);
    const int64_t bonds = count(a.bond_offsets, "bond_offsets", g, 0);
    Graph graph;
    graph.atoms = sparse_rows(a.atom_features, atoms, a.atom_cols, "atom_features", a.atom_offsets[g]);
    graph.bonds = sparse_rows(a.bond_features, bonds, a.bond_cols, "bond_features", a.bond_offsets[g]);
    for (int64_t b = a.bond_offsets[g]; b < a.bond_offsets[g + 1]; ++b) {
      const int64_t from = a.bond_atoms[2 * b], to = a.bond_atoms[2 * b + 1];
      if (from < 0 || from >= atoms || to < 0 || to >= atoms || from == to)
        fail(GRAFT_ERROR_DATA, "bond_atoms: bond ", b, " of graph ", g, " joins atoms ", from,
             " and ", to, " of ", atoms);
      graph.ends.push_back({int32_t(from), int32_t(to)});
    }
    inputs->graphs.push_back(std::move(graph));
    input_rows.push_back(g);
  }
  return Dataset(inputs, {targets.begin(), targets.end()}, std::move(input_rows), {});
}

Dataset dataset_from_csv(const std::string& path, const CsvColumns& columns, bool strict,
                         int threads) {
  const auto bytes = read_file(path);
  const Table table = parse_csv({bytes.begin(), bytes.end()}, quoted(path));
  const auto where = [&](std::size_t row, int64_t column) {
    return join(quoted(path), " line ", table.line[row], ", column ",
                quoted(table.header[std::size_t(column)]), ": ",
                quoted(table.rows[row][std::size_t(column)]));
  };
  const bool has_target = !columns.target.empty();
  const int64_t target = has_target ? table.column(columns.target) : -1;
  const int64_t id = columns.id.empty() ? -1 : table.column(columns.id);
  std::vector<double> targets;
  for (std::size_t row = 0; has_target && row < table.rows.size(); ++row) {
    double y;
    if (!parse_number(table.rows[row][std::size_t(target)], y))
      fail(GRAFT_ERROR_DATA, where(row, target), " is not a finite number");
    targets.push_back(y);
  }
  const auto build = [&]() -> Dataset {
    if (!columns.smiles.empty()) {
      const int64_t column = table.column(columns.smiles);
      std::vector<std::string> smiles;
      for (const auto& row : table.rows) smiles.push_back(row[std::size_t(column)]);
      try {
        return dataset_from_smiles(std::move(smiles), targets, strict, threads);
      } catch (const Error& error) {
        fail(error.status(), quoted(path), " ", error.what());
      }
    }
    const auto features = feature_columns(table, columns);
    std::vector<double> x;
    for (std::size_t row = 0; row < table.rows.size(); ++row)
      for (const int64_t column : features) {
        double v;
        if (!parse_number(table.rows[row][std::size_t(column)], v) || std::isnan(v))
          fail(GRAFT_ERROR_DATA, where(row, column), " is not a finite number");
        x.push_back(v);
      }
    const int64_t cols = int64_t(features.size());
    return dataset_from_features({x.data(), int64_t(table.rows.size()), cols, cols, 1}, targets,
                                 strict);
  };
  Dataset dataset = build();
  if (id >= 0) {
    std::vector<std::string> ids;
    for (const int64_t row : dataset.input_rows())
      ids.push_back(table.rows[std::size_t(row)][std::size_t(id)]);
    dataset.set_ids(std::move(ids));
  }
  if (has_target) dataset.set_property(columns.target, "");
  return dataset;
}

}  // namespace graft
