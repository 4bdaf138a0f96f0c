// What a data set holds.
#include "capi/datasets.hpp"

using namespace graft;
using namespace graft::capi;

namespace {

// The feature vectors as a caller's matrix of any float type.
template <class T>
graft_status features(const graft_dataset* dataset, T* x, int64_t rows, int64_t cols,
                      int64_t row_stride, int64_t col_stride) {
  clear(x, rows, cols, row_stride, col_stride);
  return guard([&] {
    const Dataset& set = need(dataset, "dataset").value;
    if (set.kind() != InputKind::features)
      fail(GRAFT_ERROR_UNSUPPORTED, "dataset: holds ", name_of(set.kind()),
           ", not feature vectors");
    expect(rows, set.rows(), "rows");
    expect(cols, set.inputs().feature_cols, "cols");
    check_strides(rows, cols, row_stride, col_stride);
    for (int64_t i = 0; x && i < rows; ++i)
      for (int64_t j = 0; j < cols; ++j)
        x[i * row_stride + j * col_stride] = T(set.features(i)[std::size_t(j)]);
  });
}

// What a row is called in messages and tables; graphs have no SMILES.
const std::string& smiles_of(const Dataset& set, int64_t row) {
  if (set.kind() != InputKind::molecules)
    fail(GRAFT_ERROR_UNSUPPORTED, "dataset: holds ", name_of(set.kind()), ", not molecules");
  return set.smiles(row);
}

std::string column_of(const Dataset& set, int64_t col) {
  return set.columns().empty() ? "" : set.columns()[std::size_t(col)];
}

// The texts that `what` names: how many, and one of them.
struct TextList {
  int64_t count;
  std::function<std::string(int64_t)> text;
};

TextList list_of(const Dataset& set, const std::string& what) {
  if (what == "ids") return {set.rows(), [&](int64_t i) { return set.id(i); }};
  if (what == "smiles") return {set.rows(), [&](int64_t i) { return smiles_of(set, i); }};
  if (what == "scaffolds") return {set.rows(), [&](int64_t i) { return set.scaffold(i); }};
  if (what == "columns")
    return {set.inputs().feature_cols, [&](int64_t i) { return column_of(set, i); }};
  if (what == "skipped")
    return {int64_t(set.skipped().size()),
            [&](int64_t i) { return set.skipped()[std::size_t(i)]; }};
  fail(GRAFT_ERROR_ARGUMENT, "what: ", quoted(what),
       " is not ids, smiles, scaffolds, columns or skipped");
}

}  // namespace

extern "C" {

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
    give(skipped[std::size_t(index_of(index, int64_t(skipped.size()), "index"))], buffer, capacity,
         needed);
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
    const Dataset& set = need(dataset, "dataset").value;
    give(set.id(index_of(row, set.rows(), "row")), buffer, capacity, needed);
  });
}

graft_status graft_dataset_scaffold(const graft_dataset* dataset, int64_t row, char* buffer,
                                    int64_t capacity, int64_t* needed) {
  clear_text(buffer, capacity, needed);
  return guard([&] {
    const Dataset& set = need(dataset, "dataset").value;
    give(set.scaffold(index_of(row, set.rows(), "row")), buffer, capacity, needed);
  });
}

graft_status graft_dataset_skipped_rows(const graft_dataset* dataset, int64_t* input_rows,
                                        int64_t count) {
  clear(input_rows, count);
  return guard([&] {
    const auto& rows = need(dataset, "dataset").value.skipped_rows();
    expect(count, int64_t(rows.size()), "count");
    if (input_rows) std::copy(rows.begin(), rows.end(), input_rows);
  });
}

graft_status graft_dataset_features(const graft_dataset* dataset, double* x, int64_t rows,
                                    int64_t cols, int64_t row_stride, int64_t col_stride) {
  return features(dataset, x, rows, cols, row_stride, col_stride);
}

graft_status graft_dataset_features_f32(const graft_dataset* dataset, float* x, int64_t rows,
                                        int64_t cols, int64_t row_stride, int64_t col_stride) {
  return features(dataset, x, rows, cols, row_stride, col_stride);
}

graft_status graft_dataset_smiles(const graft_dataset* dataset, int64_t row, char* buffer,
                                  int64_t capacity, int64_t* needed) {
  clear_text(buffer, capacity, needed);
  return guard([&] {
    const Dataset& set = need(dataset, "dataset").value;
    give(smiles_of(set, index_of(row, set.rows(), "row")), buffer, capacity, needed);
  });
}

graft_status graft_dataset_column(const graft_dataset* dataset, int64_t col, char* buffer,
                                  int64_t capacity, int64_t* needed) {
  clear_text(buffer, capacity, needed);
  return guard([&] {
    const Dataset& set = need(dataset, "dataset").value;
    give(column_of(set, index_of(col, set.inputs().feature_cols, "col")), buffer, capacity, needed);
  });
}

graft_status graft_dataset_texts(const graft_dataset* dataset, const char* what, char* bytes,
                                 int64_t capacity, int64_t* offsets, int64_t count,
                                 int64_t* needed) {
  if (needed) *needed = 0;
  if (count >= 0) clear(offsets, count + 1);
  return guard([&] {
    const Dataset& set = need(dataset, "dataset").value;
    const TextList list = list_of(set, text(what, "what"));
    expect(count, list.count, "count");
    std::string all;
    std::vector<int64_t> ends = {0};
    for (int64_t i = 0; i < count; ++i) {
      all += list.text(i);
      ends.push_back(int64_t(all.size()));
    }
    if (bytes && capacity < int64_t(all.size()))
      fail(GRAFT_ERROR_ARGUMENT, "capacity: ", capacity, " bytes for texts of ", all.size());
    if (needed) *needed = int64_t(all.size());
    if (offsets) std::copy(ends.begin(), ends.end(), offsets);
    if (bytes) std::copy(all.begin(), all.end(), bytes);
  });
}

}  // extern "C"
