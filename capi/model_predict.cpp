// What a model says of rows.
#include "capi/datasets.hpp"

using namespace graft;
using namespace graft::capi;

namespace {

struct Outputs {
  double *mean, *model_sd, *noise_sd;

  void clear(int64_t rows) const {
    for (double* output : {mean, model_sd, noise_sd}) capi::clear(output, rows);
  }
  // Row i of the set goes to its place in the input, where `rows` rows stood; those that were left
  // out become NaN.
  void fill(const graft_model& model, const Dataset& set, const graft_options* options,
            int64_t rows) const {
    const Prediction p = model.value->predict(set, threads_of(options, *model.context));
    const bool whole = set.rows() == rows;
    for (double* output : {mean, model_sd, noise_sd})
      if (output && !whole) std::fill_n(output, rows, missing);
    for (std::size_t i = 0; i < p.mean.size(); ++i) {
      const std::size_t at = whole ? i : std::size_t(set.input_rows()[i]);
      if (mean) mean[at] = p.mean[i];
      if (model_sd) model_sd[at] = p.model_sd[i];
      if (noise_sd) noise_sd[at] = model.value->content().noise_sd;
    }
  }
};

// A prediction of what make(model) makes a data set of.
template <class Make>
graft_status predict(const graft_model* model, int64_t rows, const graft_options* options,
                     const Outputs& outputs, Make&& make) {
  outputs.clear(rows);
  return guard([&] {
    const graft_model& m = need(model, "model");
    outputs.fill(m, make(m), options, rows);
  });
}

template <class T>
graft_status predict_features(const graft_model* model, const T* x, int64_t rows, int64_t cols,
                              int64_t row_stride, int64_t col_stride, const graft_options* options,
                              const Outputs& outputs) {
  return predict(model, rows, options, outputs, [&](const graft_model&) {
    return dataset_from_features(matrix_of(x, rows, cols, row_stride, col_stride), {},
                                 strict_of(options));
  });
}

}  // namespace

extern "C" {

graft_status graft_model_predict(const graft_model* model, const graft_dataset* dataset,
                                 const graft_options* options, double* mean, double* model_sd,
                                 double* noise_sd, int64_t rows) {
  const Outputs outputs{mean, model_sd, noise_sd};
  outputs.clear(rows);
  return guard([&] {
    const graft_model& m = need(model, "model");
    const Dataset& set = need(dataset, "dataset").value;
    expect(rows, set.rows(), "rows");
    outputs.fill(m, set, options, rows);
  });
}

graft_status graft_model_predict_smiles(const graft_model* model, const char* const* smiles,
                                        int64_t rows, const graft_options* options, double* mean,
                                        double* model_sd, double* noise_sd) {
  return predict(model, rows, options, {mean, model_sd, noise_sd}, [&](const graft_model& m) {
    return dataset_from_smiles(texts_of(smiles, rows, "smiles"), {}, strict_of(options),
                               threads_of(options, *m.context));
  });
}

graft_status graft_model_predict_texts(const graft_model* model, const char* bytes,
                                       const int64_t* offsets, int64_t rows,
                                       const graft_options* options, double* mean, double* model_sd,
                                       double* noise_sd) {
  return predict(model, rows, options, {mean, model_sd, noise_sd}, [&](const graft_model& m) {
    const ModelContent& content = m.value->content();
    if (content.shape.input == InputKind::molecules)
      return dataset_from_smiles(texts_of(bytes, offsets, rows), {}, strict_of(options),
                                 threads_of(options, *m.context));
    if (content.origin == "formulas")
      return dataset_from_formulas(texts_of(bytes, offsets, rows), {}, strict_of(options));
    fail(GRAFT_ERROR_UNSUPPORTED, "model: takes ", name_of(content.shape.input),
         ", neither SMILES nor formulas");
  });
}

graft_status graft_model_predict_features(const graft_model* model, const double* x, int64_t rows,
                                          int64_t cols, int64_t row_stride, int64_t col_stride,
                                          const graft_options* options, double* mean,
                                          double* model_sd, double* noise_sd) {
  return predict_features(model, x, rows, cols, row_stride, col_stride, options,
                          {mean, model_sd, noise_sd});
}

graft_status graft_model_predict_features_f32(const graft_model* model, const float* x,
                                              int64_t rows, int64_t cols, int64_t row_stride,
                                              int64_t col_stride, const graft_options* options,
                                              double* mean, double* model_sd, double* noise_sd) {
  return predict_features(model, x, rows, cols, row_stride, col_stride, options,
                          {mean, model_sd, noise_sd});
}

graft_status graft_model_predict_structures(const graft_model* model, int64_t rows,
                                            const int64_t* atom_offsets, const int32_t* species,
                                            const double* positions, int64_t atom_stride,
                                            int64_t axis_stride, const double* cells,
                                            const int32_t* periodic, const graft_options* options,
                                            double* mean, double* model_sd, double* noise_sd) {
  return predict(model, rows, options, {mean, model_sd, noise_sd}, [&](const graft_model& m) {
    return dataset_from_structures(
        structures_of(rows, atom_offsets, species, positions, atom_stride, axis_stride, cells,
                      periodic, options),
        {}, strict_of(options), threads_of(options, *m.context));
  });
}

graft_status graft_model_embed(const graft_model* model, const graft_dataset* dataset,
                               const char* what, int64_t task, double* values, int64_t rows,
                               int64_t cols, int64_t row_stride, int64_t col_stride) {
  clear(values, rows, cols, row_stride, col_stride);
  return guard([&] {
    const graft_model& handle = need(model, "model");
    const Model& m = *handle.value;
    const Dataset& set = need(dataset, "dataset").value;
    const std::string name = text(what, "what");
    expect(rows, set.rows(), "rows");
    expect(cols, m.embed_cols(name), "cols");
    check_strides(rows, cols, row_stride, col_stride);
    const auto v = m.embed(set, name, task);
    if (values) fill(v, values, rows, cols, row_stride, col_stride);
  });
}

graft_status graft_model_embed_cols(const graft_model* model, const char* what, int64_t* cols) {
  if (cols) *cols = 0;
  return guard([&] {
    const int64_t n = need(model, "model").value->embed_cols(text(what, "what"));
    if (cols) *cols = n;
  });
}

}  // extern "C"
