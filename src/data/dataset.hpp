// Rows of inputs with at most one property. Inputs are immutable and shared: subsets, fitters and
// models hold references, so a data set may be freed or changed at any time.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "data/inputs/inputs.hpp"

namespace graft {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// A matrix of the caller's in either precision, element (i, j) at data[i * row_stride +
// j * col_stride].
struct StridedMatrix {
  StridedMatrix(const double* data, int64_t rows_, int64_t cols_, int64_t row_step,
                int64_t col_step)
      : data64(data), rows(rows_), cols(cols_), row_stride(row_step), col_stride(col_step) {}
  StridedMatrix(const float* data, int64_t rows_, int64_t cols_, int64_t row_step, int64_t col_step)
      : data32(data), rows(rows_), cols(cols_), row_stride(row_step), col_stride(col_step) {}
  double at(int64_t i, int64_t j) const {
    const int64_t place = i * row_stride + j * col_stride;
    return data32 ? double(data32[place]) : data64[place];
  }

  const double* data64 = nullptr;
  const float* data32 = nullptr;
  int64_t rows, cols, row_stride, col_stride;
};

// Rows of what was given that could not be used.
struct Skipped {
  std::vector<int64_t> rows;  // counted as input_rows
  std::vector<std::string> reasons;
};

class Dataset {
 public:
  // All rows of the inputs; input_rows tells where each stood in what the user gave.
  Dataset(std::shared_ptr<const Inputs> inputs, std::vector<double> targets,
          std::vector<int64_t> input_rows, Skipped skipped);

  const Inputs& inputs() const { return *inputs_; }
  InputKind kind() const { return inputs_->kind; }
  int64_t rows() const { return int64_t(row_.size()); }
  int64_t labelled() const;
  const std::vector<double>& targets() const { return targets_; }
  const std::vector<int64_t>& input_rows() const { return input_rows_; }
  const std::vector<std::string>& skipped() const { return skipped_.reasons; }
  const std::vector<int64_t>& skipped_rows() const { return skipped_.rows; }
  const std::string& origin() const { return inputs_->origin; }
  const std::vector<std::string>& columns() const { return columns_; }
  const std::string& property() const { return property_; }
  const std::string& unit() const { return unit_; }

  const Graph& graph(int64_t row) const { return inputs_->graphs[at(row)]; }
  std::span<const double> features(int64_t row) const {
    return {inputs_->features.data() + at(row) * std::size_t(inputs_->feature_cols),
            std::size_t(inputs_->feature_cols)};
  }
  const Structure& structure(int64_t row) const { return inputs_->structures[at(row)]; }
  const std::string& smiles(int64_t row) const { return inputs_->smiles[at(row)]; }
  bool has_ids() const { return !ids_.empty(); }
  std::string id(int64_t row) const;
  // Of Bemis and Murcko; molecules only. All at once they are found in parallel.
  std::string scaffold(int64_t row) const;
  std::vector<std::string> scaffolds() const;
  // How messages name the column: "'mass'", or "3" where it has no name.
  std::string column_name(int64_t column) const;
  // How messages name the row: "row 3" or "line 5" of what was given, and its id if it has one.
  std::string row_name(int64_t row) const;

  void set_targets(std::vector<double> targets);  // rows() of them, finite or NaN
  void set_ids(std::vector<std::string> ids) { ids_ = std::move(ids); }
  // One name a feature, none empty or twice; no names at all: not known. Feature vectors only.
  void set_columns(std::vector<std::string> names);
  void set_property(std::string name, std::string unit) {
    property_ = std::move(name);
    unit_ = std::move(unit);
  }

  Dataset select(std::span<const int64_t> rows) const;
  Dataset labelled_part() const;  // the rows that have a target
  // The rows with more features behind their own; feature vectors only. Without names for the new
  // ones, or for the old, the columns of the result have none.
  Dataset with_columns(const StridedMatrix& x, std::vector<std::string> names = {}) const;
  // Column j of the result is column places[j], by columns.hpp; feature vectors only.
  Dataset with_column_order(std::span<const int64_t> places) const;
  // For each row the first row of `other`, a set of the same kind, with the same input, or -1.
  std::vector<int64_t> first_equal(const Dataset& other) const;
  // The rows whose input does not occur in `other`.
  Dataset without(const Dataset& other) const;

  // Which of the inputs each row is.
  const std::vector<std::size_t>& input_places() const { return row_; }

 private:
  std::size_t at(int64_t row) const { return row_[std::size_t(row)]; }
  std::shared_ptr<const Inputs> inputs_;
  std::vector<std::size_t> row_;  // of the inputs
  std::vector<double> targets_;
  std::vector<int64_t> input_rows_;
  std::vector<std::string> ids_;
  std::vector<std::string> columns_;
  Skipped skipped_;
  std::string property_, unit_;
};

// The rows of `a`, then those of `b`; input rows count on. Throws GRAFT_ERROR_DATA for sets of
// another kind, width, column names, property or unit; what only one of them tells is taken over.
Dataset concat(const Dataset& a, const Dataset& b);

// A checksum of the inputs, targets and column names: what results of the set depend on.
uint32_t fingerprint(const Dataset& dataset);

// What the reader of a file knows of its rows; empty spans: nothing.
struct RowNotes {
  std::span<const int64_t> lines;       // where each begins
  std::span<const std::string> faults;  // why it cannot be used whatever its input is; "": it can
};

// Where data sets come from. `strict`: a row that cannot be used is an error, otherwise it is left
// out and its reason kept. Empty targets: all missing. Throws GRAFT_ERROR_DATA naming the row, or
// the line where the rows come from a file.
Dataset dataset_from_smiles(std::vector<std::string> smiles, std::span<const double> targets,
                            bool strict, int threads, const RowNotes& notes = {});
Dataset dataset_from_features(StridedMatrix x, std::span<const double> targets, bool strict,
                              const RowNotes& notes = {});
// The features of src/chem/composition.hpp; the formulas are the ids.
Dataset dataset_from_formulas(std::vector<std::string> formulas, std::span<const double> targets,
                              bool strict, const RowNotes& notes = {});

struct GraphArrays {
  int64_t rows;
  const int64_t* atom_offsets;
  const double* atom_features;
  int64_t atom_cols;
  const int64_t* bond_offsets;
  const int64_t* bond_atoms;
  const double* bond_features;
  int64_t bond_cols;
};
// Offsets that do not begin at 0 or that fall are an error in any case: no row can be told from
// another by them.
Dataset dataset_from_graphs(const GraphArrays& arrays, std::span<const double> targets,
                            bool strict = true);

constexpr double bohr = 0.529177210903;  // angstrom; CODATA 2018

struct StructureArrays {
  int64_t rows;
  const int64_t* atom_offsets;  // [rows + 1]
  const int32_t* species;       // [atoms]
  const double* positions;      // component k of atom i at i * atom_stride + k * axis_stride
  int64_t atom_stride, axis_stride;
  const double* cells;      // [rows, 3 vectors, 3]; null: none
  const int32_t* periodic;  // [rows, 3]; null: along the vectors that are not zero
  double unit = 1;          // of lengths, in angstrom
};
// As graphs, where offsets are concerned.
Dataset dataset_from_structures(const StructureArrays& arrays, std::span<const double> targets,
                                bool strict, int threads);
Dataset dataset_from_structures(std::vector<Structure> structures, std::span<const double> targets,
                                bool strict, int threads, const RowNotes& notes = {});

struct StructureFile {
  std::string format;      // "extxyz", "poscar" or "cif"; "": by the path's ending
  std::string target, id;  // keys of the frames' values; "": not given
};
Dataset dataset_from_file(const std::string& path, const StructureFile& file, bool strict,
                          int threads);

// The same rows as feature vectors: of structures the features of src/chem/structure_features.hpp.
// Throws GRAFT_ERROR_UNSUPPORTED for graphs, which have none; feature vectors stay as they are.
Dataset as_features(const Dataset& dataset);

struct CsvColumns {
  std::string input;       // "smiles", "formulas" or "features"
  std::string columns;     // one name, or for features a list "a,b,c" or "*"
  std::string target, id;  // "": not given
};
Dataset dataset_from_csv(const std::string& path, const CsvColumns& columns, bool strict,
                         int threads);

}  // namespace graft
