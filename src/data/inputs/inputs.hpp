// What the rows of a data set are, and what every kind of them can do. A kind is one file beside
// this one and one line in the table of kinds.cpp; nothing else of src/data asks which kind it is.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "chem/graph.hpp"
#include "chem/structure.hpp"
#include "data/checksum.hpp"
#include "data/input_kind.hpp"
#include "data/inputs/row_values.hpp"

namespace graft {

class Dataset;
struct Descriptors;

// Immutable once they are made, and shared by data sets. A kind fills those of these that it has.
struct Inputs {
  InputKind kind = InputKind::features;
  std::vector<Graph> graphs;
  std::vector<std::string> smiles;  // molecules: as given, trimmed
  int64_t atom_cols = 0, bond_cols = 0;
  std::vector<double> features;  // [rows, feature_cols]
  int64_t feature_cols = 0;
  std::vector<std::string> columns;  // names of the features; empty: not known
  std::vector<int64_t> lines;        // of the file the rows come from; empty: from no file
  std::string origin;  // what was given: smiles, formulas, features, graphs or structures
  int threads = 1;     // what is worked out later may use as many as the making did
  RowValues<std::string> keys, scaffolds;  // molecules
  std::vector<Structure> structures;
  RowValues<std::vector<double>> described;  // structures: their descriptors

  int64_t rows() const;
};

// A kind of input. Rows are those of the Inputs.
class InputTraits {
 public:
  virtual const char* name() const = 0;
  virtual int64_t rows(const Inputs& inputs) const = 0;
  // Equal for equal inputs, and cheap: inputs whose hashes differ need no keys.
  virtual uint64_t hash(const Inputs& inputs, std::size_t row) const = 0;
  // Equal for equal inputs and for no others.
  virtual std::vector<std::string> keys(const Inputs& inputs,
                                        std::span<const std::size_t> rows) const = 0;
  // What names the row where the caller gave no id; "" if nothing does.
  virtual std::string id(const Inputs&, std::size_t) const { return ""; }
  // Bemis-Murcko scaffolds. Throws GRAFT_ERROR_UNSUPPORTED where there are none.
  virtual std::vector<std::string> scaffolds(const Inputs& inputs,
                                             std::span<const std::size_t> rows) const;
  virtual void append(Inputs& to, const Inputs& from, std::size_t row) const = 0;
  virtual void add_to(Checksum& sum, const Inputs& inputs, std::size_t row) const = 0;
  // Descriptors (data/similarity.hpp) that fit the set and have no row yet; more rows in such.
  virtual Descriptors descriptors(const Dataset& dataset, int64_t radius) const = 0;
  virtual void describe(const Inputs& inputs, std::span<const std::size_t> rows,
                        Descriptors& to) const = 0;

 protected:
  ~InputTraits() = default;
};

const InputTraits& traits_of(InputKind kind);

// The kinds there are, each in a file of its name.
const InputTraits& molecules_traits();
const InputTraits& graphs_traits();
const InputTraits& features_traits();
const InputTraits& structures_traits();

// The features of these structures, structure_feature_count of each; worked out once.
std::vector<const double*> features_of_structures(const Inputs& inputs,
                                                  std::span<const std::size_t> rows);

// Throws GRAFT_ERROR_DATA unless both are of one kind and width; the names begin the message and
// stand in it: "source 0 has 3 features, the target 4".
void check_same_shape(const Inputs& a, const std::string& name, const Inputs& b,
                      const std::string& other);

}  // namespace graft
