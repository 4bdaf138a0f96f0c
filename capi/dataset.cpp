#include "capi/guard.hpp"
#include "capi/handles.hpp"
#include "data/similarity.hpp"

using namespace graft;
using namespace graft::capi;

namespace {

using Shared = std::shared_ptr<const Context>;

// A new set in a context: make(context) gives it.
template <class Make>
graft_status make_dataset(const graft_context* context, graft_dataset** out, Make&& make) {
  if (out) *out = nullptr;
  return guard([&] {
    need(out, "out");
    const Shared shared = context_or_default(context);
    *out = new graft_dataset{make(*shared), shared};
  });
}

// A set made from another one, in its context: make(other) gives it.
template <class Make>
graft_status derive_dataset(const graft_dataset* dataset, graft_dataset** out, Make&& make) {
  if (out) *out = nullptr;
  return guard([&] {
    need(out, "out");
    const graft_dataset& from = need(dataset, "dataset");
    *out = new graft_dataset{make(from.value), from.context};
  });
}

bool strict_of(const graft_options* options) { return options_or_default(options).flag("strict"); }

int64_t row_of(const graft_dataset& dataset, int64_t row) {
  if (row < 0 || row >= dataset.value.rows())
    fail(GRAFT_ERROR_ARGUMENT, "row: ", row, " is not in [0, ", dataset.value.rows(), ")");
  return row;
}

}  // namespace

extern "C" {

graft_status graft_dataset_from_smiles(const graft_context* context, const char* const* smiles,
                                       int64_t rows, const double* targets,
                                       const graft_options* options, graft_dataset** out) {
  return make_dataset(context, out, [&](const Context& in) {
    at_least(rows, 0, "rows");
    std::vector<std::string> texts;
    for (const char* s : array(smiles, rows, "smiles"))
      texts.push_back(text(s, join("smiles[", texts.size(), "]").c_str()));
    return dataset_from_smiles(std::move(texts), optional_array(targets, rows), strict_of(options),
                               threads_of(options, in));
  });
}

graft_status graft_dataset_from_features(const graft_context* context, const double* x,
                                         int64_t rows, int64_t cols, int64_t row_stride,
                                         int64_t col_stride, const double* targets,
                                         const graft_options* options, graft_dataset** out) {
  return make_dataset(context, out, [&](const Context&) {
    at_least(rows, 0, "rows");
    at_least(cols, 1, "cols");
    if (rows > 0) need(x, "x");
    check_strides(rows, cols, row_stride, col_stride);
    return dataset_from_features({x, rows, cols, row_stride, col_stride},
                                 optional_array(targets, rows), strict_of(options));
  });
}

graft_status graft_dataset_from_formulas(const graft_context* context, const char* const* formulas,
                                         int64_t rows, const double* targets,
                                         const graft_options* options, graft_dataset** out) {
  return make_dataset(context, out, [&](const Context&) {
    at_least(rows, 0, "rows");
    std::vector<std::string> texts;
    for (const char* s : array(formulas, rows, "formulas"))
      texts.push_back(text(s, join("formulas[", texts.size(), "]").c_str()));
    return dataset_from_formulas(std::move(texts), optional_array(targets, rows),
                                 strict_of(options));
  });
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

graft_status graft_dataset_append_features(const graft_dataset* dataset, const double* x,
                                           int64_t rows, int64_t cols, int64_t row_stride,
                                           int64_t col_stride, graft_dataset** out) {
  return derive_dataset(dataset, out, [&](const Dataset& set) {
    expect(rows, set.rows(), "rows");
    at_least(cols, 1, "cols");
    if (rows > 0) need(x, "x");
    check_strides(rows, cols, row_stride, col_stride);
    return set.with_columns({x, rows, cols, row_stride, col_stride});
  });
}

graft_status graft_dataset_select(const graft_dataset* dataset, const int64_t* rows, int64_t count,
                                  graft_dataset** out) {
  return derive_dataset(dataset, out, [&](const Dataset& set) {
    at_least(count, 0, "count");
    return set.select(array(rows, count, "rows"));
  });
}

graft_status graft_dataset_select_part(const graft_dataset* dataset, const int32_t* part,
                                       int32_t which, graft_dataset** out) {
  return derive_dataset(dataset, out, [&](const Dataset& all) {
    const auto parts = array(part, all.rows(), "part");
    std::vector<int64_t> rows;
    for (std::size_t row = 0; row < parts.size(); ++row)
      if (parts[row] == which) rows.push_back(int64_t(row));
    return all.select(rows);
  });
}

graft_status graft_dataset_without(const graft_dataset* dataset, const graft_dataset* other,
                                   graft_dataset** out) {
  return derive_dataset(
      dataset, out, [&](const Dataset& set) { return set.without(need(other, "other").value); });
}

graft_status graft_dataset_distances(const graft_dataset* dataset, const graft_dataset* reference,
                                     const graft_options* options, double* distances,
                                     int64_t rows) {
  clear(distances, rows);
  return guard([&] {
    const auto& [set, context] = need(dataset, "dataset");
    const Dataset& other = need(reference, "reference").value;
    expect(rows, set.rows(), "rows");
    const auto nearest = nearest_distances(
        set, other, options_or_default(options).integer("radius"), threads_of(options, *context));
    if (distances) std::copy(nearest.begin(), nearest.end(), distances);
  });
}

void graft_dataset_free(graft_dataset* dataset) { delete dataset; }

graft_status graft_dataset_set_targets(graft_dataset* dataset, const double* targets,
                                       int64_t rows) {
  return guard([&] {
    Dataset& set = need(dataset, "dataset").value;
    expect(rows, set.rows(), "rows");
    const auto values = array(targets, rows, "targets");
    set.set_targets({values.begin(), values.end()});
  });
}

graft_status graft_dataset_set_ids(graft_dataset* dataset, const char* const* ids, int64_t rows) {
  return guard([&] {
    Dataset& set = need(dataset, "dataset").value;
    expect(rows, set.rows(), "rows");
    std::vector<std::string> texts;
    for (const char* id : array(ids, rows, "ids"))
      texts.push_back(text(id, join("ids[", texts.size(), "]").c_str()));
    set.set_ids(std::move(texts));
  });
}

graft_status graft_dataset_set_property(graft_dataset* dataset, const char* name,
                                        const char* unit) {
  return guard([&] {
    need(dataset, "dataset").value.set_property(text_or_empty(name), text_or_empty(unit));
  });
}

int64_t graft_dataset_rows(const graft_dataset* dataset) {
  return dataset ? dataset->value.rows() : 0;
}

int64_t graft_dataset_labelled(const graft_dataset* dataset) {
  return dataset ? dataset->value.labelled() : 0;
}

int64_t graft_dataset_skipped(const graft_dataset* dataset) {
  return dataset ? int64_t(dataset->value.skipped().size()) : 0;
}

graft_status graft_dataset_skipped_reason(const graft_dataset* dataset, int64_t index, char* buffer,
                                          int64_t capacity, int64_t* needed) {
  clear_text(buffer, capacity, needed);
  return guard([&] {
    const auto& skipped = need(dataset, "dataset").value.skipped();
    if (index < 0 || index >= int64_t(skipped.size()))
      fail(GRAFT_ERROR_ARGUMENT, "index: ", index, " is not in [0, ", skipped.size(), ")");
    give(skipped[std::size_t(index)], buffer, capacity, needed);
  });
}

graft_status graft_dataset_targets(const graft_dataset* dataset, double* targets, int64_t rows) {
  clear(targets, rows);
  return guard([&] {
    const auto& values = need(dataset, "dataset").value.targets();
    expect(rows, int64_t(values.size()), "rows");
    if (targets) std::copy(values.begin(), values.end(), targets);
  });
}

graft_status graft_dataset_input_rows(const graft_dataset* dataset, int64_t* input_rows,
                                      int64_t rows) {
  clear(input_rows, rows);
  return guard([&] {
    const auto& values = need(dataset, "dataset").value.input_rows();
    expect(rows, int64_t(values.size()), "rows");
    if (input_rows) std::copy(values.begin(), values.end(), input_rows);
  });
}

graft_status graft_dataset_id(const graft_dataset* dataset, int64_t row, char* buffer,
                              int64_t capacity, int64_t* needed) {
  clear_text(buffer, capacity, needed);
  return guard([&] {
    const graft_dataset& set = need(dataset, "dataset");
    give(set.value.id(row_of(set, row)), buffer, capacity, needed);
  });
}

graft_status graft_dataset_scaffold(const graft_dataset* dataset, int64_t row, char* buffer,
                                    int64_t capacity, int64_t* needed) {
  clear_text(buffer, capacity, needed);
  return guard([&] {
    const graft_dataset& set = need(dataset, "dataset");
    give(set.value.scaffold(row_of(set, row)), buffer, capacity, needed);
  });
}

}  // extern "C"
