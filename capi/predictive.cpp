// What a model knows beyond a mean and a deviation.
#include "capi/guard.hpp"
#include "capi/handles.hpp"

using namespace graft;
using namespace graft::capi;

extern "C" {

graft_status graft_model_quantiles(const graft_model* model, const graft_dataset* dataset,
                                   const graft_options* options, const double* levels,
                                   int64_t level_count, double* values, int64_t rows,
                                   int64_t row_stride, int64_t col_stride) {
  clear(values, rows, level_count, row_stride, col_stride);
  return guard([&] {
    const graft_model& handle = need(model, "model");
    const Model& m = *handle.value;
    const Dataset& set = need(dataset, "dataset").value;
    expect(rows, set.rows(), "rows");
    at_least(level_count, 1, "level_count");
    const auto wanted = array(levels, level_count, "levels");
    for (int64_t k = 0; k < level_count; ++k)
      if (!(wanted[std::size_t(k)] > 0 && wanted[std::size_t(k)] < 1))
        fail(GRAFT_ERROR_ARGUMENT, "levels[", k, "] = ", wanted[std::size_t(k)],
             " is not in (0, 1)");
    check_strides(rows, level_count, row_stride, col_stride);
    if (values)
      fill(m.quantiles(set, wanted, threads_of(options, *handle.context)), values, rows,
           level_count, row_stride, col_stride);
  });
}

graft_status graft_model_draws(const graft_model* model, const graft_dataset* dataset,
                               const graft_options* options, int32_t noise, double* values,
                               int64_t rows, int64_t draws, int64_t row_stride,
                               int64_t col_stride) {
  clear(values, rows, draws, row_stride, col_stride);
  return guard([&] {
    const graft_model& handle = need(model, "model");
    const Model& m = *handle.value;
    const Dataset& set = need(dataset, "dataset").value;
    expect(rows, set.rows(), "rows");
    at_least(draws, 1, "draws");
    if (noise != 0 && noise != 1) fail(GRAFT_ERROR_ARGUMENT, "noise: ", noise, " is not 0 or 1");
    check_strides(rows, draws, row_stride, col_stride);
    const auto seed = uint64_t(options_or_default(options).integer("seed"));
    if (values)
      fill(m.sample(set, draws, noise == 1, seed, threads_of(options, *handle.context)), values,
           rows, draws, row_stride, col_stride);
  });
}

graft_status graft_model_evaluate(const graft_model* model, const graft_dataset* dataset,
                                  const graft_options* options, const char* metric, double* value) {
  if (value) *value = 0;
  return guard([&] {
    const graft_model& handle = need(model, "model");
    const double result =
        handle.value->evaluate(need(dataset, "dataset").value, text(metric, "metric"),
                               threads_of(options, *handle.context));
    if (value) *value = result;
  });
}

int64_t graft_model_diagnostic_count(const graft_model* model) {
  return model ? int64_t(model->value->content().diagnostics.size()) : 0;
}

graft_status graft_model_diagnostic(const graft_model* model, int64_t index, const char** name,
                                    double* value) {
  if (name) *name = nullptr;
  if (value) *value = 0;
  return guard([&] {
    const auto& all = need(model, "model").value->content().diagnostics;
    const Diagnostic& d = all[std::size_t(index_of(index, int64_t(all.size()), "index"))];
    if (name) *name = d.name.c_str();
    if (value) *value = d.value;
  });
}

}  // extern "C"
