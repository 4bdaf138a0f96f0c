#include <cmath>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "chem/composition.hpp"
#include "chem/featurizer.hpp"
#include "chem/smiles.hpp"
#include "data/dataset.hpp"
#include "data/missing_text.hpp"

namespace graft {
namespace {

// Keeps the rows that have no fault; in strict mode the first fault is an error.
struct Sieve {
  bool strict;
  std::span<const double> targets;
  RowNotes notes;  // of the file the rows come from
  std::vector<double> kept_targets = {};
  std::vector<int64_t> kept_rows = {}, kept_lines = {};
  Skipped skipped = {};

  bool keeps(int64_t row, const std::string& fault) {
    if (fault.empty()) {
      kept_rows.push_back(row);
      if (!targets.empty()) kept_targets.push_back(targets[std::size_t(row)]);
      if (!notes.lines.empty()) kept_lines.push_back(notes.lines[std::size_t(row)]);
      return true;
    }
    const std::string message = notes.lines.empty()
                                    ? join("row ", row, ": ", fault)
                                    : join("line ", notes.lines[std::size_t(row)], ": ", fault);
    if (strict) throw Error(GRAFT_ERROR_DATA, message);
    skipped.rows.push_back(row);
    skipped.reasons.push_back(message);
    return false;
  }
  Dataset dataset(std::shared_ptr<Inputs> inputs) {
    inputs->lines = std::move(kept_lines);
    return Dataset(std::move(inputs), std::move(kept_targets), std::move(kept_rows),
                   std::move(skipped));
  }
};

// Of a text that stands for "not known" where an input is needed. Nothing at all is for those who
// read texts to refuse.
std::string missing_fault(const char* what, const std::string& text) {
  const bool blank = text.find_first_not_of(" \t\r\n\v\f") == std::string::npos;
  return is_missing_text(text) && !blank ? join(what, " ", quoted(text), " says that it is missing")
                                         : "";
}

// What is wrong with a row before its input is looked at.
std::string known_fault(const RowNotes& notes, std::span<const double> targets, int64_t row) {
  const auto at = std::size_t(row);
  if (!notes.faults.empty() && !notes.faults[at].empty()) return notes.faults[at];
  return !targets.empty() && std::isinf(targets[at]) ? "the target is infinite" : "";
}

// What is wrong with a row. A lack of memory is no fault of its: no row is left out for that.
std::string fault_of(const Error& error) {
  if (error.status() == GRAFT_ERROR_MEMORY) throw error;
  return error.what();
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

void check_offsets(const int64_t* offsets, int64_t rows, const char* name) {
  if (offsets[0] != 0) fail(GRAFT_ERROR_DATA, name, "[0] = ", offsets[0], " is not 0");
  for (int64_t g = 0; g < rows; ++g)
    if (offsets[g + 1] < offsets[g])
      fail(GRAFT_ERROR_DATA, "graph ", g, ": ", name, "[", g + 1, "] = ", offsets[g + 1],
           " is less than ", name, "[", g, "] = ", offsets[g]);
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
        fault = fault_of(error);
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
      fault = fault_of(error);
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
    check_offsets(a.atom_offsets, a.rows, "atom_offsets");
    check_offsets(a.bond_offsets, a.rows, "bond_offsets");
  }
  Sieve sieve{strict, targets, {}};
  for (int64_t g = 0; g < a.rows; ++g) {
    std::string fault = known_fault({}, targets, g);
    Graph graph;
    try {
      graph = graph_of(a, g);
    } catch (const Error& error) {
      fault = fault_of(error);
    }
    if (sieve.keeps(g, fault)) inputs->graphs.push_back(std::move(graph));
  }
  return sieve.dataset(inputs);
}

}  // namespace graft
