#include <algorithm>

#include "base/parallel.hpp"
#include "chem/elements.hpp"
#include "chem/structure_features.hpp"
#include "data/sieve.hpp"

namespace graft {
namespace {

Structure structure_of(const StructureArrays& a, int64_t row) {
  Structure s;
  for (int64_t i = a.atom_offsets[row]; i < a.atom_offsets[row + 1]; ++i) {
    const int32_t number = a.species[i];
    if (number < 0 || number > 255)
      fail(GRAFT_ERROR_DATA, "atom ", s.atoms(), ": species ", number,
           " is not an atomic number from 1 to ", element_count);
    s.species.push_back(uint8_t(number));
    const double* at = a.positions + i * a.atom_stride;
    s.positions.push_back(
        {a.unit * at[0], a.unit * at[a.axis_stride], a.unit * at[2 * a.axis_stride]});
  }
  for (std::size_t d = 0; d < 3; ++d) {
    for (std::size_t k = 0; k < 3 && a.cells; ++k)
      s.cell[d][k] = a.unit * a.cells[9 * row + int64_t(3 * d + k)];
    s.periodic[d] = a.periodic ? a.periodic[3 * row + int64_t(d)] != 0 : s.cell[d] != Vector3{};
  }
  return s;
}

// make(row) gives a structure; so do the checks, in parallel.
template <class Make>
Dataset from_rows(int64_t rows, const Make& make, std::span<const double> targets, bool strict,
                  int threads, const RowNotes& notes) {
  std::vector<Structure> structures(static_cast<std::size_t>(rows));
  std::vector<std::string> faults(structures.size());
  constexpr int64_t block = 16;
  const int64_t blocks = (rows + block - 1) / block;
  ThreadPool pool(int(std::clamp<int64_t>(blocks, 1, threads)));
  pool.for_blocks(blocks, [&](int64_t b, int) {
    for (int64_t row = b * block; row < std::min(rows, (b + 1) * block); ++row) {
      std::string& fault = faults[std::size_t(row)] = known_fault(notes, targets, row);
      try {
        if (fault.empty()) {
          structures[std::size_t(row)] = make(row);
          check_distances(structures[std::size_t(row)]);
        }
      } catch (const Error& error) {
        fault = error.what();
      }
      if (!fault.empty() && !notes.lines.empty()) fault = join("frame ", row, ": ", fault);
    }
  });
  auto inputs = std::make_shared<Inputs>();
  inputs->kind = InputKind::structures;
  inputs->origin = "structures";
  inputs->threads = threads;
  Sieve sieve{strict, targets, notes};
  for (std::size_t row = 0; row < structures.size(); ++row)
    if (sieve.keeps(int64_t(row), faults[row]))
      inputs->structures.push_back(std::move(structures[row]));
  return sieve.dataset(inputs);
}

}  // namespace

Dataset as_features(const Dataset& dataset) {
  if (dataset.kind() == InputKind::features) return dataset;
  if (dataset.kind() != InputKind::structures)
    fail(GRAFT_ERROR_UNSUPPORTED, "dataset: holds ", name_of(dataset.kind()),
         ", which have no list of features");
  auto inputs = std::make_shared<Inputs>();
  inputs->kind = InputKind::features;
  inputs->origin = "features";
  inputs->feature_cols = structure_feature_count;
  inputs->columns = structure_feature_names();
  const auto& lines = dataset.inputs().lines;
  std::vector<std::string> ids;
  for (const double* x : features_of_structures(dataset.inputs(), dataset.input_places()))
    inputs->features.insert(inputs->features.end(), x, x + structure_feature_count);
  for (int64_t row = 0; row < dataset.rows(); ++row) {
    if (!lines.empty()) inputs->lines.push_back(lines[dataset.input_places()[std::size_t(row)]]);
    if (dataset.has_ids()) ids.push_back(dataset.id(row));
  }
  Dataset features(std::move(inputs), dataset.targets(), dataset.input_rows(), {});
  features.set_ids(std::move(ids));
  features.set_property(dataset.property(), dataset.unit());
  return features;
}

Dataset dataset_from_structures(const StructureArrays& a, std::span<const double> targets,
                                bool strict, int threads) {
  if (a.rows > 0) check_offsets(a.atom_offsets, a.rows, "atom_offsets", "structure");
  return from_rows(a.rows, [&](int64_t row) { return structure_of(a, row); }, targets, strict,
                   threads, {});
}

Dataset dataset_from_structures(std::vector<Structure> structures, std::span<const double> targets,
                                bool strict, int threads, const RowNotes& notes) {
  return from_rows(
      int64_t(structures.size()),
      [&](int64_t row) { return std::move(structures[std::size_t(row)]); }, targets, strict,
      threads, notes);
}

}  // namespace graft
