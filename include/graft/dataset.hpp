// Data sets and their splits.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arrays.hpp"
#include "options.hpp"
#include "support.hpp"

namespace graft_api {

// A fact's key and its type, "text", "int" or "double".
struct FactEntry {
  std::string key, type;
};

// Ready-made graphs as flat arrays: see graft_dataset_from_graphs. Their lengths are checked.
struct Graphs {
  Span<const int64_t> atom_offsets;        // [graphs + 1]
  MatrixView<const double> atom_features;  // row-major
  Span<const int64_t> bond_offsets;        // [graphs + 1]
  Span<const int64_t> bond_atoms;          // [2 * bonds]
  MatrixView<const double> bond_features;  // row-major
};

// Atoms in space, in cells or not: see graft_dataset_from_structures. Their lengths are checked.
struct Structures {
  int64_t rows() const { return atom_offsets.size() - 1; }
  void check() const {
    if (rows() < 0) throw Error(GRAFT_ERROR_ARGUMENT, "atom_offsets: is empty");
    const int64_t atoms = atom_offsets.data()[rows()];
    expect(species.size(), atoms, "species");
    expect(positions.rows, atoms, "positions: rows");
    expect(positions.cols, 3, "positions: columns");
    if (cells.size() > 0) expect(cells.size(), 9 * rows(), "cells");
    if (periodic.size() > 0) expect(periodic.size(), 3 * rows(), "periodic");
  }

  Span<const int64_t> atom_offsets;    // [structures + 1]
  Span<const int32_t> species;         // [atoms]
  MatrixView<const double> positions;  // [atoms, 3]
  Span<const double> cells = {};       // [9 * structures], or none
  Span<const int32_t> periodic = {};   // [3 * structures], or none: where there is a vector
};

// Rows of inputs with at most one property, the target: NaN where it is missing.
class Dataset : public Handle<graft_dataset, graft_dataset_free> {
 public:
  using Handle::Handle;

  // Targets are as many as rows, or none. Texts are any range of std::string, std::string_view or
  // const char*.
  static Dataset from_smiles(const Texts& smiles, Span<const double> targets = {},
                             const Options& options = {}, const Context& context = {}) {
    return from_texts("smiles", smiles, targets, options, context);
  }
  static Dataset from_formulas(const Texts& formulas, Span<const double> targets = {},
                               const Options& options = {}, const Context& context = {}) {
    return from_texts("formulas", formulas, targets, options, context);
  }
  // Arrays of C strings as they are.
  static Dataset from_smiles_pointers(Span<const char* const> smiles,
                                      Span<const double> targets = {}, const Options& options = {},
                                      const Context& context = {}) {
    return made<Dataset>(graft_dataset_from_smiles, context.get(), smiles.data(), smiles.size(),
                         optional(targets, smiles.size(), "targets"), options.get());
  }
  static Dataset from_formula_pointers(Span<const char* const> formulas,
                                       Span<const double> targets = {}, const Options& options = {},
                                       const Context& context = {}) {
    return made<Dataset>(graft_dataset_from_formulas, context.get(), formulas.data(),
                         formulas.size(), optional(targets, formulas.size(), "targets"),
                         options.get());
  }
  static Dataset from_features(MatrixView<const double> x, Span<const double> targets = {},
                               const Options& options = {}, const Context& context = {}) {
    return made<Dataset>(graft_dataset_from_features, context.get(), x.data, x.rows, x.cols,
                         x.row_stride, x.col_stride, optional(targets, x.rows, "targets"),
                         options.get());
  }
  static Dataset from_features(MatrixView<const float> x, Span<const double> targets = {},
                               const Options& options = {}, const Context& context = {}) {
    return made<Dataset>(graft_dataset_from_features_f32, context.get(), x.data, x.rows, x.cols,
                         x.row_stride, x.col_stride, optional(targets, x.rows, "targets"),
                         options.get());
  }
  static Dataset from_graphs(const Graphs& graphs, Span<const double> targets = {},
                             const Options& options = {}, const Context& context = {}) {
    const int64_t rows = graphs.atom_offsets.size() - 1;
    if (rows < 0) throw Error(GRAFT_ERROR_ARGUMENT, "atom_offsets: is empty");
    expect(graphs.bond_offsets.size(), rows + 1, "bond_offsets");
    const auto whole = [](const MatrixView<const double>& x, int64_t count, const char* name) {
      expect(x.rows, count, name);
      if (x.rows > 1 && (x.row_stride != x.cols || (x.cols > 1 && x.col_stride != 1)))
        throw Error(GRAFT_ERROR_ARGUMENT, std::string(name) + ": is not row after row");
    };
    const int64_t bonds = graphs.bond_offsets.data()[rows];
    whole(graphs.atom_features, graphs.atom_offsets.data()[rows], "atom_features: rows");
    whole(graphs.bond_features, bonds, "bond_features: rows");
    expect(graphs.bond_atoms.size(), 2 * bonds, "bond_atoms");
    return made<Dataset>(graft_dataset_from_graphs, context.get(), rows, graphs.atom_offsets.data(),
                         graphs.atom_features.data, graphs.atom_features.cols,
                         graphs.bond_offsets.data(), graphs.bond_atoms.data(),
                         graphs.bond_features.data, graphs.bond_features.cols,
                         optional(targets, rows, "targets"), options.get());
  }
  static Dataset from_structures(const Structures& s, Span<const double> targets = {},
                                 const Options& options = {}, const Context& context = {}) {
    s.check();
    return made<Dataset>(graft_dataset_from_structures, context.get(), s.rows(),
                         s.atom_offsets.data(), s.species.data(), s.positions.data,
                         s.positions.row_stride, s.positions.col_stride,
                         s.cells.size() > 0 ? s.cells.data() : nullptr,
                         s.periodic.size() > 0 ? s.periodic.data() : nullptr,
                         optional(targets, s.rows(), "targets"), options.get());
  }
  // format: "extxyz", "poscar" or "cif"; by the path's ending where it is empty, as there is no
  // target or id where they are.
  static Dataset from_file(const std::filesystem::path& path, std::string_view format = {},
                           std::string_view target = {}, std::string_view id = {},
                           const Options& options = {}, const Context& context = {}) {
    const std::string format_text = c_text(format, "format"),
                      target_text = c_text(target, "target"), id_text = c_text(id, "id");
    return made<Dataset>(graft_dataset_from_file, context.get(),
                         c_text(path.string(), "path").c_str(),
                         format.empty() ? nullptr : format_text.c_str(),
                         target.empty() ? nullptr : target_text.c_str(),
                         id.empty() ? nullptr : id_text.c_str(), options.get());
  }
  // input: "smiles", "formulas" or "features"; no target or id where they are empty.
  static Dataset from_csv(const std::filesystem::path& path, std::string_view input,
                          std::string_view columns, std::string_view target = {},
                          std::string_view id = {}, const Options& options = {},
                          const Context& context = {}) {
    const std::string target_text = c_text(target, "target"), id_text = c_text(id, "id");
    return made<Dataset>(graft_dataset_from_csv, context.get(),
                         c_text(path.string(), "path").c_str(), c_text(input, "input").c_str(),
                         c_text(columns, "columns").c_str(),
                         target.empty() ? nullptr : target_text.c_str(),
                         id.empty() ? nullptr : id_text.c_str(), options.get());
  }

  // Structures as feature vectors with names.
  Dataset as_features() const { return made<Dataset>(graft_dataset_as_features, get()); }
  Dataset select(Span<const int64_t> rows) const {
    return made<Dataset>(graft_dataset_select, get(), rows.data(), rows.size());
  }
  Dataset select_part(Span<const int32_t> part, int32_t which) const {
    expect(part.size(), rows(), "part");
    return made<Dataset>(graft_dataset_select_part, get(), part.data(), which);
  }
  Dataset append_features(MatrixView<const double> x) const {
    return made<Dataset>(graft_dataset_append_features, get(), x.data, x.rows, x.cols, x.row_stride,
                         x.col_stride);
  }
  Dataset append_features(MatrixView<const float> x) const {
    return made<Dataset>(graft_dataset_append_features_f32, get(), x.data, x.rows, x.cols,
                         x.row_stride, x.col_stride);
  }
  Dataset concat(const Dataset& other) const {
    return made<Dataset>(graft_dataset_concat, get(), other.get());
  }
  Dataset without(const Dataset& other) const {
    return made<Dataset>(graft_dataset_without, get(), other.get());
  }
  // Of each row from the nearest row of the reference.
  std::vector<double> distances(const Dataset& reference, const Options& options = {}) const {
    auto d = for_rows<double>();
    check(graft_dataset_distances(get(), reference.get(), options.get(), d.data(), rows()));
    return d;
  }

  Dataset& set_targets(Span<const double> targets) {
    check(graft_dataset_set_targets(get(), targets.data(), targets.size()));
    return *this;
  }
  Dataset& set_ids(const Texts& ids) {
    check(graft_dataset_set_ids_texts(get(), ids.bytes(), ids.offsets(), ids.size()));
    return *this;
  }
  Dataset& set_ids_pointers(Span<const char* const> ids) {
    check(graft_dataset_set_ids(get(), ids.data(), ids.size()));
    return *this;
  }
  Dataset& set_columns(const Texts& names) {
    const TextPointers pointers(names);
    check(graft_dataset_set_columns(get(), pointers.data(), pointers.size()));
    return *this;
  }
  Dataset& set_property(std::string_view name, std::string_view unit = {}) {
    check(graft_dataset_set_property(get(), c_text(name, "name").c_str(),
                                     c_text(unit, "unit").c_str()));
    return *this;
  }

  int64_t rows() const { return graft_dataset_rows(get()); }
  int64_t labelled() const { return graft_dataset_labelled(get()); }
  int64_t skipped() const { return graft_dataset_skipped(get()); }
  std::string skipped_reason(int64_t index) const {
    return text_of(graft_dataset_skipped_reason, get(), index);
  }
  // Where the rows that were left out stood in the input.
  std::vector<int64_t> skipped_rows() const {
    std::vector<int64_t> rows(static_cast<std::size_t>(skipped()));
    check(graft_dataset_skipped_rows(get(), rows.data(), skipped()));
    return rows;
  }
  std::vector<double> targets() const {
    auto y = for_rows<double>();
    check(graft_dataset_targets(get(), y.data(), rows()));
    return y;
  }
  std::vector<int64_t> input_rows() const {
    auto places = for_rows<int64_t>();
    check(graft_dataset_input_rows(get(), places.data(), rows()));
    return places;
  }
  Matrix features() const {
    Matrix x(rows(), integer("columns"));
    features_into(x.view());
    return x;
  }
  void features_into(MatrixView<double> x) const {
    check(graft_dataset_features(get(), x.data, x.rows, x.cols, x.row_stride, x.col_stride));
  }
  void features_into(MatrixView<float> x) const {
    check(graft_dataset_features_f32(get(), x.data, x.rows, x.cols, x.row_stride, x.col_stride));
  }

  std::string id(int64_t row) const { return text_of(graft_dataset_id, get(), row); }
  std::string smiles(int64_t row) const { return text_of(graft_dataset_smiles, get(), row); }
  std::string scaffold(int64_t row) const { return text_of(graft_dataset_scaffold, get(), row); }
  std::string column(int64_t col) const { return text_of(graft_dataset_column, get(), col); }
  // All at once; what is "ids", "smiles", "scaffolds", "columns" or "skipped" (the reasons).
  std::vector<std::string> texts(std::string_view what) const {
    const int64_t count = what == "columns"   ? integer("columns")
                          : what == "skipped" ? skipped()
                                              : rows();
    const std::string name = c_text(what, "what");
    std::vector<int64_t> offsets(static_cast<std::size_t>(count) + 1);
    int64_t needed = 0;
    check(graft_dataset_texts(get(), name.c_str(), nullptr, 0, offsets.data(), count, &needed));
    std::string bytes(static_cast<std::size_t>(needed), '\0');
    check(graft_dataset_texts(get(), name.c_str(), bytes.data(), needed, nullptr, count, nullptr));
    std::vector<std::string> texts;
    for (std::size_t i = 0; i + 1 < offsets.size(); ++i)
      texts.emplace_back(bytes.data() + offsets[i], bytes.data() + offsets[i + 1]);
    return texts;
  }

  std::string text(std::string_view fact) const {
    return text_of(graft_dataset_get_text, get(), c_text(fact, "fact").c_str());
  }
  int64_t integer(std::string_view fact) const {
    int64_t value = 0;
    check(graft_dataset_get_int(get(), c_text(fact, "fact").c_str(), &value));
    return value;
  }
  std::vector<FactEntry> facts() const {
    std::vector<FactEntry> entries;
    for (int64_t i = 0; i < graft_dataset_fact_count(get()); ++i) {
      const char *key, *type;
      check(graft_dataset_fact(get(), i, &key, &type));
      entries.push_back({key, type});
    }
    return entries;
  }

  // For each row 0 (train) or 1 (test), or its fold.
  std::vector<int32_t> split_random(double test_fraction, uint64_t seed) const {
    auto part = for_rows<int32_t>();
    check(graft_split_random(get(), test_fraction, seed, part.data(), rows()));
    return part;
  }
  std::vector<int32_t> split_scaffold(double test_fraction, uint64_t seed) const {
    auto part = for_rows<int32_t>();
    check(graft_split_scaffold(get(), test_fraction, seed, part.data(), rows()));
    return part;
  }
  std::vector<int32_t> split_scaffold_ordered(double test_fraction) const {
    auto part = for_rows<int32_t>();
    check(graft_split_scaffold_ordered(get(), test_fraction, part.data(), rows()));
    return part;
  }
  std::vector<int32_t> split_kfold(int64_t folds, uint64_t seed) const {
    auto part = for_rows<int32_t>();
    check(graft_split_kfold(get(), folds, seed, part.data(), rows()));
    return part;
  }

 private:
  static Dataset from_texts(const char* input, const Texts& texts, Span<const double> targets,
                            const Options& options, const Context& context) {
    return made<Dataset>(graft_dataset_from_texts, context.get(), input, texts.bytes(),
                         texts.offsets(), texts.size(), optional(targets, texts.size(), "targets"),
                         options.get());
  }
  template <class T>
  std::vector<T> for_rows() const {
    return std::vector<T>(static_cast<std::size_t>(rows()));
  }
};

}  // namespace graft_api
