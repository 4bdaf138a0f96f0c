#include <cmath>
#include <cstring>

#include "base/file.hpp"
#include "capi/guard.hpp"
#include "capi/handles.hpp"
#include "model/format.hpp"
#include "model/scores.hpp"

using namespace graft;
using namespace graft::capi;

namespace {

struct Outputs {
  double *mean, *model_sd, *noise_sd;

  void clear(int64_t rows) const {
    for (double* output : {mean, model_sd, noise_sd}) capi::clear(output, rows);
  }
  // Row i of the prediction goes to place[i]; without places, in order.
  void fill(const Model& model, const Dataset& dataset, int threads,
            std::span<const int64_t> places = {}) const {
    const Prediction p = model.predict(dataset, threads);
    for (std::size_t i = 0; i < p.mean.size(); ++i) {
      const std::size_t at = places.empty() ? i : std::size_t(places[i]);
      if (mean) mean[at] = p.mean[i];
      if (model_sd) model_sd[at] = p.model_sd[i];
      if (noise_sd) noise_sd[at] = model.content().noise_sd;
    }
  }
  void set_missing(int64_t rows) const {
    for (double* output : {mean, model_sd, noise_sd})
      if (output) std::fill_n(output, rows, missing);
  }
};

}  // namespace

extern "C" {

void graft_model_free(graft_model* model) { delete model; }

graft_status graft_model_predict(const graft_model* model, const graft_dataset* dataset,
                                 const graft_options* options, double* mean, double* model_sd,
                                 double* noise_sd, int64_t rows) {
  const Outputs outputs{mean, model_sd, noise_sd};
  outputs.clear(rows);
  return guard([&] {
    const auto& [shared, context] = need(model, "model");
    const Model& m = *shared;
    const Dataset& set = need(dataset, "dataset").value;
    expect(rows, set.rows(), "rows");
    outputs.fill(m, set, threads_of(options, *context));
  });
}

graft_status graft_model_predict_smiles(const graft_model* model, const char* const* smiles,
                                        int64_t rows, const graft_options* options, double* mean,
                                        double* model_sd, double* noise_sd) {
  const Outputs outputs{mean, model_sd, noise_sd};
  outputs.clear(rows);
  return guard([&] {
    const auto& [shared, context] = need(model, "model");
    const Model& m = *shared;
    const Options& o = options_or_default(options);
    const int threads = threads_of(options, *context);
    std::vector<std::string> texts;
    for (const char* s : array(smiles, at_least(rows, 0, "rows"), "smiles"))
      texts.push_back(text(s, join("smiles[", texts.size(), "]").c_str()));
    const Dataset set = dataset_from_smiles(std::move(texts), {}, o.flag("strict"), threads);
    if (set.rows() < rows) outputs.set_missing(rows);
    outputs.fill(m, set, threads, set.input_rows());
  });
}

graft_status graft_model_predict_features(const graft_model* model, const double* x, int64_t rows,
                                          int64_t cols, int64_t row_stride, int64_t col_stride,
                                          const graft_options* options, double* mean,
                                          double* model_sd, double* noise_sd) {
  const Outputs outputs{mean, model_sd, noise_sd};
  outputs.clear(rows);
  return guard([&] {
    const auto& [shared, context] = need(model, "model");
    const Model& m = *shared;
    at_least(rows, 0, "rows");
    at_least(cols, 1, "cols");
    if (rows > 0) need(x, "x");
    check_strides(rows, cols, row_stride, col_stride);
    const Dataset set = dataset_from_features({x, rows, cols, row_stride, col_stride}, {}, true);
    outputs.fill(m, set, threads_of(options, *context));
  });
}

graft_status graft_model_embed(const graft_model* model, const graft_dataset* dataset,
                               const char* what, int64_t task, double* values, int64_t rows,
                               int64_t cols, int64_t row_stride, int64_t col_stride) {
  clear(values, rows, cols, row_stride, col_stride);
  return guard([&] {
    const auto& [shared, context] = need(model, "model");
    const Model& m = *shared;
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

graft_status graft_model_save(const graft_model* model, const char* path) {
  return guard([&] {
    const std::string name = text(path, "path");
    write_file(name, write_model(need(model, "model").value->content()));
  });
}

graft_status graft_model_load(const graft_context* context, const char* path, graft_model** out) {
  if (out) *out = nullptr;
  return guard([&] {
    need(out, "out");
    const std::string name = text(path, "path");
    *out = new graft_model{
        std::make_shared<const Model>(read_model(read_file(name), "model " + quoted(name))),
        context_or_default(context)};
  });
}

graft_status graft_model_save_memory(const graft_model* model, void* buffer, int64_t capacity,
                                     int64_t* needed) {
  if (needed) *needed = 0;
  return guard([&] {
    const auto bytes = write_model(need(model, "model").value->content());
    if (needed) *needed = int64_t(bytes.size());
    if (!buffer) return;
    if (capacity < int64_t(bytes.size()))
      fail(GRAFT_ERROR_ARGUMENT, "capacity: ", capacity, " bytes for a model of ", bytes.size());
    std::memcpy(buffer, bytes.data(), bytes.size());
  });
}

graft_status graft_model_load_memory(const graft_context* context, const void* buffer, int64_t size,
                                     graft_model** out) {
  if (out) *out = nullptr;
  return guard([&] {
    need(out, "out");
    const auto bytes =
        array(static_cast<const uint8_t*>(buffer), at_least(size, 0, "size"), "buffer");
    *out = new graft_model{std::make_shared<const Model>(read_model(bytes, "model in memory")),
                           context_or_default(context)};
  });
}

graft_status graft_model_info(const graft_model* model, char* buffer, int64_t capacity,
                              int64_t* needed) {
  clear_text(buffer, capacity, needed);
  return guard([&] { give(need(model, "model").value->content().info, buffer, capacity, needed); });
}

graft_status graft_score(const char* metric, const double* y, const double* mean, const double* sd,
                         int64_t rows, double* value) {
  if (value) *value = 0;
  return guard([&] {
    at_least(rows, 0, "rows");
    const double result = score(text(metric, "metric"), array(y, rows, "y"),
                                array(mean, rows, "mean"), optional_array(sd, rows));
    if (value) *value = result;
  });
}

}  // extern "C"
