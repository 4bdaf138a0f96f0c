// Data sets from what a caller holds.
#include <cstring>

#include "capi/datasets.hpp"

using namespace graft;
using namespace graft::capi;

namespace graft::capi {

std::vector<std::string> texts_of(const char* const* texts, int64_t count, const char* name) {
  at_least(count, 0, "rows");
  std::vector<std::string> result;
  result.reserve(std::size_t(count));
  for (const char* t : array(texts, count, name)) {
    if (!t) fail(GRAFT_ERROR_ARGUMENT, name, "[", result.size(), "]: is NULL");
    result.emplace_back(t);
  }
  return result;
}

std::vector<std::string> texts_of(const char* bytes, const int64_t* offsets, int64_t count) {
  at_least(count, 0, "rows");
  if (count == 0) return {};
  need(offsets, "offsets");
  if (offsets[0] < 0) fail(GRAFT_ERROR_ARGUMENT, "offsets[0] = ", offsets[0], " is less than 0");
  std::vector<std::string> result;
  result.reserve(std::size_t(count));
  for (int64_t i = 0; i < count; ++i) {
    if (offsets[i + 1] < offsets[i])
      fail(GRAFT_ERROR_ARGUMENT, "offsets[", i + 1, "] = ", offsets[i + 1], " is less than the ",
           offsets[i], " before it");
    const auto size = std::size_t(offsets[i + 1] - offsets[i]);
    const char* begin = size > 0 ? &need(bytes, "bytes") + offsets[i] : "";
    if (size > 0 && std::memchr(begin, 0, size))
      fail(GRAFT_ERROR_ARGUMENT, "bytes: text ", i, " holds a zero");
    result.emplace_back(begin, size);
  }
  return result;
}

StructureArrays structures_of(int64_t rows, const int64_t* atom_offsets, const int32_t* species,
                              const double* positions, int64_t atom_stride, int64_t axis_stride,
                              const double* cells, const int32_t* periodic,
                              const graft_options* options) {
  at_least(rows, 0, "rows");
  if (rows > 0) {
    need(atom_offsets, "atom_offsets");
    if (atom_offsets[rows] > 0) {
      need(species, "species");
      need(positions, "positions");
    }
    if (atom_stride == 0) fail(GRAFT_ERROR_ARGUMENT, "atom_stride: is 0");
    if (axis_stride == 0) fail(GRAFT_ERROR_ARGUMENT, "axis_stride: is 0");
  }
  if (periodic && !cells)
    for (int64_t i = 0; i < 3 * rows; ++i)
      if (periodic[i])
        fail(GRAFT_ERROR_ARGUMENT, "cells: is NULL, and structure ", i / 3, " is periodic");
  const double unit = options_or_default(options).string("length_unit") == "bohr" ? bohr : 1.0;
  return {rows, atom_offsets, species, positions, atom_stride, axis_stride, cells, periodic, unit};
}

}  // namespace graft::capi

namespace {

Dataset from_texts(const std::string& input, std::vector<std::string> texts, const double* targets,
                   const graft_options* options, const Context& context) {
  const auto y = optional_array(targets, int64_t(texts.size()));
  if (input == "smiles")
    return dataset_from_smiles(std::move(texts), y, strict_of(options),
                               threads_of(options, context));
  if (input == "formulas") return dataset_from_formulas(std::move(texts), y, strict_of(options));
  fail(GRAFT_ERROR_ARGUMENT, "input: ", quoted(input), " is not 'smiles' or 'formulas'");
}

template <class T>
graft_status features(const graft_context* context, const T* x, int64_t rows, int64_t cols,
                      int64_t row_stride, int64_t col_stride, const double* targets,
                      const graft_options* options, graft_dataset** out) {
  return make_dataset(context, out, [&](const Context&) {
    return dataset_from_features(matrix_of(x, rows, cols, row_stride, col_stride),
                                 optional_array(targets, rows), strict_of(options));
  });
}

}  // namespace

extern "C" {

graft_status graft_dataset_from_smiles(const graft_context* context, const char* const* smiles,
                                       int64_t rows, const double* targets,
                                       const graft_options* options, graft_dataset** out) {
  return make_dataset(context, out, [&](const Context& in) {
    return from_texts("smiles", texts_of(smiles, rows, "smiles"), targets, options, in);
  });
}

graft_status graft_dataset_from_formulas(const graft_context* context, const char* const* formulas,
                                         int64_t rows, const double* targets,
                                         const graft_options* options, graft_dataset** out) {
  return make_dataset(context, out, [&](const Context& in) {
    return from_texts("formulas", texts_of(formulas, rows, "formulas"), targets, options, in);
  });
}

graft_status graft_dataset_from_texts(const graft_context* context, const char* input,
                                      const char* bytes, const int64_t* offsets, int64_t rows,
                                      const double* targets, const graft_options* options,
                                      graft_dataset** out) {
  return make_dataset(context, out, [&](const Context& in) {
    return from_texts(text(input, "input"), texts_of(bytes, offsets, rows), targets, options, in);
  });
}

graft_status graft_dataset_from_features(const graft_context* context, const double* x,
                                         int64_t rows, int64_t cols, int64_t row_stride,
                                         int64_t col_stride, const double* targets,
                                         const graft_options* options, graft_dataset** out) {
  return features(context, x, rows, cols, row_stride, col_stride, targets, options, out);
}

graft_status graft_dataset_from_features_f32(const graft_context* context, const float* x,
                                             int64_t rows, int64_t cols, int64_t row_stride,
                                             int64_t col_stride, const double* targets,
                                             const graft_options* options, graft_dataset** out) {
  return features(context, x, rows, cols, row_stride, col_stride, targets, options, out);
}

graft_status graft_dataset_from_graphs(const graft_context* context, int64_t rows,
                                       const int64_t* atom_offsets, const double* atom_features,
                                       int64_t atom_cols, const int64_t* bond_offsets,
                                       const int64_t* bond_atoms, const double* bond_features,
                                       int64_t bond_cols, const double* targets,
                                       const graft_options* options, graft_dataset** out) {
  return make_dataset(context, out, [&](const Context&) {
    at_least(rows, 0, "rows");
    at_least(atom_cols, 1, "atom_cols");
    at_least(bond_cols, 0, "bond_cols");
    if (rows > 0) {
      need(atom_offsets, "atom_offsets");
      need(bond_offsets, "bond_offsets");
      need(atom_features, "atom_features");
      if (bond_offsets[rows] > 0) {
        need(bond_atoms, "bond_atoms");
        if (bond_cols > 0) need(bond_features, "bond_features");
      }
    }
    return dataset_from_graphs({rows, atom_offsets, atom_features, atom_cols, bond_offsets,
                                bond_atoms, bond_features, bond_cols},
                               optional_array(targets, rows), strict_of(options));
  });
}

graft_status graft_dataset_from_structures(const graft_context* context, int64_t rows,
                                           const int64_t* atom_offsets, const int32_t* species,
                                           const double* positions, int64_t atom_stride,
                                           int64_t axis_stride, const double* cells,
                                           const int32_t* periodic, const double* targets,
                                           const graft_options* options, graft_dataset** out) {
  return make_dataset(context, out, [&](const Context& in) {
    return dataset_from_structures(
        structures_of(rows, atom_offsets, species, positions, atom_stride, axis_stride, cells,
                      periodic, options),
        optional_array(targets, rows), strict_of(options), threads_of(options, in));
  });
}

graft_status graft_dataset_from_file(const graft_context* context, const char* path,
                                     const char* format, const char* target, const char* id,
                                     const graft_options* options, graft_dataset** out) {
  return make_dataset(context, out, [&](const Context& in) {
    const StructureFile file{text_or_empty(format), text_or_empty(target), text_or_empty(id)};
    return dataset_from_file(text(path, "path"), file, strict_of(options), threads_of(options, in));
  });
}

graft_status graft_dataset_from_csv(const graft_context* context, const char* path,
                                    const char* input, const char* columns,
                                    const char* target_column, const char* id_column,
                                    const graft_options* options, graft_dataset** out) {
  return make_dataset(context, out, [&](const Context& in) {
    const CsvColumns named{text(input, "input"), text(columns, "columns"),
                           text_or_empty(target_column), text_or_empty(id_column)};
    return dataset_from_csv(text(path, "path"), named, strict_of(options), threads_of(options, in));
  });
}

}  // extern "C"
