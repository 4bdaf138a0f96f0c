#include <cmath>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "chem/composition.hpp"
#include "chem/featurizer.hpp"
#include "chem/smiles.hpp"
#include "data/dataset.hpp"
#include "data/missing_text.hpp"
#include "data/sieve.hpp"

namespace graft {
namespace {

// Of a text that stands for "not known" where an input is needed. Nothing at all is for those who
// read texts to refuse.
std::string missing_fault(const char* what, const std::string& text) {
  const bool blank = text.find_first_not_of(" \t\r\n\v\f") == std::string::npos;
  return is_missing_text(text) && !blank ? join(what, " ", quoted(text), " says that it is missing")
                                         : "";
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

Graph graph_of(const GraphArrays& a, int64_t g) {
  const int64_t atoms = a.atom_offsets[g + 1] - a.atom_offsets[g];
  const int64_t bonds = a.bond_offsets[g + 1] - a.bond_offsets[g];
  if (atoms == 0)
    fail(GRAFT_ERROR_DATA, "graph ", g, " has no atom: atom_offsets[", g, "] and [", g + 1,
         "] are both ", a.atom_offsets[g]);
  Graph graph;
  graph.atoms =
      sparse_rows(a.atom_features, atoms, a.atom_cols, "atom_features", a.atom_offsets[g]);
  graph.bonds =
      sparse_rows(a.bond_features, bonds, a.bond_cols, "bond_features", a.bond_offsets[g]);
  for (int64_t b = a.bond_offsets[g]; b < a.bond_offsets[g + 1]; ++b) {
    const int64_t from = a.bond_atoms[2 * b], to = a.bond_atoms[2 * b + 1];
    if (from < 0 || from >= atoms || to < 0 || to >= atoms || from == to)
      fail(GRAFT_ERROR_DATA, "bond_atoms: bond ", b, " of graph ", g, " joins atoms ", from,
           " and ", to, " of ", atoms);
    graph.ends.push_back({int32_t(from), int32_t(to)});
  }
  return graph;
}

}  // namespace

Dataset dataset_from_smiles(std::vector<std::string> smiles, std::span<const double> targets,
                            bool strict, int threads, const RowNotes& notes) {
  if (!has_rdkit())
    fail(GRAFT_ERROR_UNSUPPORTED, "this build has no RDKit: give graphs or feature vectors");
  const int64_t rows = int64_t(smiles.size());
  std::vector<Graph> graphs(smiles.size());
  std::vector<std::string> faults(smiles.size());
  constexpr int64_t block = 16;
  ThreadPool pool(int(std::min<int64_t>(threads, (rows + block - 1) / block)));
  pool.for_blocks((rows + block - 1) / block, [&](int64_t b, int) {
    for (int64_t row = b * block; row < std::min(rows, (b + 1) * block); ++row) {
      const std::string& text = smiles[std::size_t(row)];
      std::string& fault = faults[std::size_t(row)] = known_fault(notes, targets, row);
      if (fault.empty()) fault = missing_fault("SMILES", text);
      try {
        if (fault.empty()) graphs[std::size_t(row)] = graph_from_smiles(text);
      } catch (const Error& error) {
        fault = error.what();
      }
    }
  });
  auto inputs = std::make_shared<Inputs>();
  inputs->kind = InputKind::molecules;
  inputs->origin = "smiles";
  inputs->threads = threads;
  inputs->atom_cols = atom_features;
  inputs->bond_cols = bond_features;
  Sieve sieve{strict, targets, notes};
  for (int64_t row = 0; row < rows; ++row)
    if (sieve.keeps(row, faults[std::size_t(row)])) {
      inputs->graphs.push_back(std::move(graphs[std::size_t(row)]));
      inputs->smiles.push_back(std::move(smiles[std::size_t(row)]));
    }
  return sieve.dataset(inputs);
}

Dataset dataset_from_features(StridedMatrix x, std::span<const double> targets, bool strict,
                              const RowNotes& notes) {
  auto inputs = std::make_shared<Inputs>();
  inputs->kind = InputKind::features;
  inputs->feature_cols = x.cols;
  inputs->origin = "features";
  Sieve sieve{strict, targets, notes};
  for (int64_t i = 0; i < x.rows; ++i) {
    std::string fault = known_fault(notes, targets, i);
    for (int64_t j = 0; j < x.cols && fault.empty(); ++j)
      if (!std::isfinite(x.at(i, j))) fault = join("column ", j, " of x is ", x.at(i, j));
    if (!sieve.keeps(i, fault)) continue;
    for (int64_t j = 0; j < x.cols; ++j) inputs->features.push_back(x.at(i, j));
  }
  return sieve.dataset(inputs);
}

Dataset dataset_from_formulas(std::vector<std::string> formulas, std::span<const double> targets,
                              bool strict, const RowNotes& notes) {
  auto inputs = std::make_shared<Inputs>();
  inputs->kind = InputKind::features;
  inputs->feature_cols = composition_feature_count;
  inputs->columns = composition_feature_names();
  inputs->origin = "formulas";
  std::vector<std::string> ids;
  Sieve sieve{strict, targets, notes};
  for (std::size_t row = 0; row < formulas.size(); ++row) {
    std::string fault = known_fault(notes, targets, int64_t(row));
    std::vector<double> features;
    if (fault.empty()) fault = missing_fault("formula", formulas[row]);
    try {
      if (fault.empty()) features = composition_features(parse_formula(formulas[row]));
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

Dataset dataset_from_graphs(const GraphArrays& a, std::span<const double> targets, bool strict) {
  auto inputs = std::make_shared<Inputs>();
  inputs->kind = InputKind::graphs;
  inputs->origin = "graphs";
  inputs->atom_cols = a.atom_cols;
  inputs->bond_cols = a.bond_cols;
  if (a.rows > 0) {  // all offsets before anything is read by them
    check_offsets(a.atom_offsets, a.rows, "atom_offsets", "graph");
    check_offsets(a.bond_offsets, a.rows, "bond_offsets", "graph");
  }
  Sieve sieve{strict, targets, {}};
  for (int64_t g = 0; g < a.rows; ++g) {
    std::string fault = known_fault({}, targets, g);
    Graph graph;
    try {
      graph = graph_of(a, g);
    } catch (const Error& error) {
      fault = error.what();
    }
    if (sieve.keeps(g, fault)) inputs->graphs.push_back(std::move(graph));
  }
  return sieve.dataset(inputs);
}

}  // namespace graft
