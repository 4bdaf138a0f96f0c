// Data sets from other ones, and what of a set can be replaced.
#include "capi/datasets.hpp"
#include "data/similarity.hpp"

using namespace graft;
using namespace graft::capi;

namespace {

template <class T>
graft_status append(const graft_dataset* dataset, const T* x, int64_t rows, int64_t cols,
                    int64_t row_stride, int64_t col_stride, graft_dataset** out) {
  return derive_dataset(dataset, "dataset", out, [&](const Dataset& set) {
    expect(rows, set.rows(), "rows");
    return set.with_columns(matrix_of(x, rows, cols, row_stride, col_stride));
  });
}

template <class Texts>
graft_status set_ids(graft_dataset* dataset, int64_t rows, Texts&& texts) {
  return guard([&] {
    Dataset& set = need(dataset, "dataset").value;
    expect(rows, set.rows(), "rows");
    set.set_ids(texts());
  });
}

}  // namespace

extern "C" {

graft_status graft_dataset_append_features(const graft_dataset* dataset, const double* x,
                                           int64_t rows, int64_t cols, int64_t row_stride,
                                           int64_t col_stride, graft_dataset** out) {
  return append(dataset, x, rows, cols, row_stride, col_stride, out);
}

graft_status graft_dataset_append_features_f32(const graft_dataset* dataset, const float* x,
                                               int64_t rows, int64_t cols, int64_t row_stride,
                                               int64_t col_stride, graft_dataset** out) {
  return append(dataset, x, rows, cols, row_stride, col_stride, out);
}

graft_status graft_dataset_as_features(const graft_dataset* dataset, graft_dataset** out) {
  return derive_dataset(dataset, "dataset", out,
                        [](const Dataset& from) { return as_features(from); });
}

graft_status graft_dataset_select(const graft_dataset* dataset, const int64_t* rows, int64_t count,
                                  graft_dataset** out) {
  return derive_dataset(dataset, "dataset", out, [&](const Dataset& set) {
    at_least(count, 0, "count");
    return set.select(array(rows, count, "rows"));
  });
}

graft_status graft_dataset_select_part(const graft_dataset* dataset, const int32_t* part,
                                       int32_t which, graft_dataset** out) {
  return derive_dataset(dataset, "dataset", out, [&](const Dataset& all) {
    const auto parts = array(part, all.rows(), "part");
    std::vector<int64_t> rows;
    for (std::size_t row = 0; row < parts.size(); ++row)
      if (parts[row] == which) rows.push_back(int64_t(row));
    return all.select(rows);
  });
}

graft_status graft_dataset_concat(const graft_dataset* a, const graft_dataset* b,
                                  graft_dataset** out) {
  return derive_dataset(a, "a", out,
                        [&](const Dataset& set) { return concat(set, need(b, "b").value); });
}

graft_status graft_dataset_without(const graft_dataset* dataset, const graft_dataset* other,
                                   graft_dataset** out) {
  return derive_dataset(dataset, "dataset", out, [&](const Dataset& set) {
    return set.without(need(other, "other").value);
  });
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
  return set_ids(dataset, rows, [&] { return texts_of(ids, rows, "ids"); });
}

graft_status graft_dataset_set_ids_texts(graft_dataset* dataset, const char* bytes,
                                         const int64_t* offsets, int64_t rows) {
  return set_ids(dataset, rows, [&] { return texts_of(bytes, offsets, rows); });
}

graft_status graft_dataset_set_columns(graft_dataset* dataset, const char* const* names,
                                       int64_t cols) {
  return guard([&] {
    Dataset& set = need(dataset, "dataset").value;
    expect(cols, set.inputs().feature_cols, "cols");
    set.set_columns(texts_of(names, cols, "names"));
  });
}

graft_status graft_dataset_set_property(graft_dataset* dataset, const char* name,
                                        const char* unit) {
  return guard([&] {
    need(dataset, "dataset").value.set_property(text_or_empty(name), text_or_empty(unit));
  });
}

}  // extern "C"
