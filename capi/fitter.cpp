#include "capi/guard.hpp"
#include "capi/handles.hpp"

using namespace graft;
using namespace graft::capi;

namespace {

// The fitter for a call that changes it or reads its history: not while a fit is running.
template <class F>
F& idle(F* fitter) {
  F& f = need(fitter, "fitter");
  if (f.running) fail(GRAFT_ERROR_STATE, "fitter: a fit is running");
  return f;
}

}  // namespace

extern "C" {

graft_status graft_fitter_create(const graft_context* context, const char* method,
                                 const graft_options* options, graft_fitter** out) {
  if (out) *out = nullptr;
  return guard([&] {
    need(out, "out");
    const auto shared = context_or_default(context);
    Options chosen = options_or_default(options);
    if (!chosen.is_set("n_threads")) chosen.set_integer("n_threads", shared->threads());
    *out = new graft_fitter{Fitter(text(method, "method"), std::move(chosen)), shared, {}};
    (*out)->value.log = shared->log();
  });
}

void graft_fitter_free(graft_fitter* fitter) { discard(fitter); }

graft_status graft_fitter_set_target(graft_fitter* fitter, const graft_dataset* dataset) {
  return guard([&] { idle(fitter).value.sets.target = need(dataset, "dataset").value; });
}

graft_status graft_fitter_add_source(graft_fitter* fitter, const graft_dataset* dataset) {
  return guard([&] { idle(fitter).value.sets.sources.push_back(need(dataset, "dataset").value); });
}

graft_status graft_fitter_set_source_model(graft_fitter* fitter, const graft_model* model) {
  return guard([&] { idle(fitter).value.sets.source_model = model ? model->value : nullptr; });
}

graft_status graft_fitter_set_unlabelled(graft_fitter* fitter, const graft_dataset* dataset) {
  return guard([&] {
    auto& set = idle(fitter).value.sets.unlabelled;
    if (dataset)
      set = dataset->value;
    else
      set.reset();
  });
}

graft_status graft_fitter_set_validation(graft_fitter* fitter, const graft_dataset* dataset) {
  return guard([&] {
    auto& set = idle(fitter).value.sets.validation;
    if (dataset)
      set = dataset->value;
    else
      set.reset();
  });
}

graft_status graft_fitter_set_progress(graft_fitter* fitter, graft_progress_fn function,
                                       void* user) {
  return guard([&] {
    FitControl::Callback progress;
    if (function)
      progress = [=](const Progress& now) {
        const graft_progress told{sizeof(graft_progress),
                                  now.stage,
                                  now.member,
                                  now.members,
                                  now.done,
                                  now.total,
                                  now.train_loss,
                                  now.valid_rmse,
                                  now.seconds,
                                  now.seconds_left};
        return function(&told, user);
      };
    idle(fitter).value.progress = std::move(progress);
  });
}

graft_status graft_fitter_set_log(graft_fitter* fitter, graft_log_fn function, void* user) {
  return guard([&] {
    graft_fitter& f = idle(fitter);
    if (function)
      f.value.log = [=](const std::string& line) { function(line.c_str(), user); };
    else
      f.value.log = f.context->log();
  });
}

graft_status graft_fitter_fit(graft_fitter* fitter, graft_model** out) {
  if (out) *out = nullptr;
  int32_t aborted = 0;
  bool converged = true;
  const graft_status status = guard([&] {
    graft_fitter& f = need(fitter, "fitter");
    need(out, "out");
    if (f.running.exchange(true)) fail(GRAFT_ERROR_STATE, "fitter: a fit is running");
    struct Done {
      std::atomic<bool>& running;
      ~Done() { running = false; }
    } done{f.running};
    try {
      Fitter::Result result = f.value.fit();
      converged = result.converged;
      *out = new graft_model(std::move(result.model), f.context);
    } catch (const Aborted& abort) {
      aborted = abort.status;
    }
  });
  if (aborted != 0) return report(aborted, "aborted by the progress callback");
  if (status == GRAFT_OK && !converged)
    return report(GRAFT_UNCONVERGED,
                  "the chains have not mixed: see graft_model_diagnostic; more adaptation and "
                  "samples, or a target_accept nearer 1, may help");
  return status;
}

graft_status graft_fitter_cancel(graft_fitter* fitter) {
  return guard([&] { need(fitter, "fitter").value.cancel(); });
}

int64_t graft_fitter_history_rows(const graft_fitter* fitter) {
  return fitter && !fitter->running ? int64_t(fitter->value.history().size()) : 0;
}

int64_t graft_fitter_history_cols(const graft_fitter* fitter) {
  if (!fitter) return 0;
  return int64_t(columns_of(fitter->running ? History() : fitter->value.history()).size());
}

graft_status graft_fitter_history_name(const graft_fitter* fitter, int64_t col, char* buffer,
                                       int64_t capacity, int64_t* needed) {
  clear_text(buffer, capacity, needed);
  return guard([&] {
    const auto names = columns_of(idle(fitter).value.history());
    give(names[std::size_t(index_of(col, int64_t(names.size()), "col"))], buffer, capacity, needed);
  });
}

graft_status graft_fitter_history(const graft_fitter* fitter, double* values, int64_t rows,
                                  int64_t cols, int64_t row_stride, int64_t col_stride) {
  clear(values, rows, cols, row_stride, col_stride);
  return guard([&] {
    const auto& history = idle(fitter).value.history();
    expect(rows, int64_t(history.size()), "rows");
    const auto columns = columns_of(history);
    expect(cols, int64_t(columns.size()), "cols");
    check_strides(rows, cols, row_stride, col_stride);
    if (!values) return;
    for (int64_t i = 0; i < rows; ++i) {
      const auto row = values_in(columns, history[std::size_t(i)]);
      for (int64_t j = 0; j < cols; ++j)
        values[i * row_stride + j * col_stride] = row[std::size_t(j)];
    }
  });
}

}  // extern "C"
