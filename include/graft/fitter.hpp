// A method, its options and its data; fitting gives a model.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "arrays.hpp"
#include "dataset.hpp"
#include "model.hpp"
#include "options.hpp"
#include "support.hpp"

namespace graft_api {

// What a progress callback is told; a field that the library does not know is 0.
using Progress = graft_progress;

// What it may answer: stop keeps the best model so far.
enum class Next : int32_t { go_on = 0, stop = 1 };

class Fitter : public Handle<graft_fitter, graft_fitter_free> {
 public:
  Fitter() = default;
  explicit Fitter(std::string_view method, const Options& options = {}, const Context& context = {})
      : Handle(made<Handle>(graft_fitter_create, context.get(), c_text(method, "method").c_str(),
                            options.get())),
        told_(std::make_unique<Told>()) {
    check(graft_fitter_set_progress(get(), &on_progress, told_.get()));
    context_log_ = context.log();
    take_log(context_log_);
  }

  Fitter& set_target(const Dataset& dataset) {
    check(graft_fitter_set_target(get(), dataset.get()));
    return *this;
  }
  Fitter& add_source(const Dataset& dataset) {
    check(graft_fitter_add_source(get(), dataset.get()));
    return *this;
  }
  // Empty ones remove what was set.
  Fitter& set_source_model(const Model& model) {
    check(graft_fitter_set_source_model(get(), model.get()));
    return *this;
  }
  Fitter& set_unlabelled(const Dataset& dataset) {
    check(graft_fitter_set_unlabelled(get(), dataset.get()));
    return *this;
  }
  Fitter& set_validation(const Dataset& dataset) {
    check(graft_fitter_set_validation(get(), dataset.get()));
    return *this;
  }

  // watch(const Progress&) gives Next or nothing. What it throws ends the fit and comes out of it.
  template <class Watch>
  Fitter& set_progress(Watch watch) {
    using Answer = std::invoke_result_t<Watch&, const Progress&>;
    static_assert(std::is_void_v<Answer> || std::is_same_v<Answer, Next>,
                  "a progress callback gives graft::Next or nothing");
    return take_progress([watch = std::move(watch)](const Progress& now) mutable {
      if constexpr (std::is_void_v<Answer>)
        return watch(now), Next::go_on;
      else
        return watch(now);
    });
  }
  Fitter& clear_progress() { return take_progress(nullptr); }

  // In place of the context's log; an empty function gives that back.
  Fitter& set_log(Log log) {
    return take_log(log ? std::make_shared<const Log>(std::move(log)) : context_log_);
  }

  // converged tells whether the chains of a posterior have mixed; the model is there all the same.
  Model fit(bool* converged = nullptr) {
    graft_model* out = nullptr;
    const graft_status status = graft_fitter_fit(get(), &out);
    Model model(out);
    if (told_)
      told_->caught.finish(status == GRAFT_UNCONVERGED ? GRAFT_OK : status);
    else
      check(status);
    if (converged) *converged = status == GRAFT_OK;
    return model;
  }
  // From any thread: ends the running fit, or the next one.
  void cancel() { check(graft_fitter_cancel(get())); }

  // The history of the last fit and its columns' names.
  Matrix history() const {
    Matrix values(graft_fitter_history_rows(get()), graft_fitter_history_cols(get()));
    check(graft_fitter_history(get(), values.values.data(), values.rows, values.cols, values.cols,
                               1));
    return values;
  }
  std::vector<std::string> history_names() const {
    std::vector<std::string> names;
    for (int64_t col = 0; col < graft_fitter_history_cols(get()); ++col)
      names.push_back(text_of(graft_fitter_history_name, get(), col));
    return names;
  }

 private:
  // What callbacks need; it stays in its place when the fitter moves.
  struct Told {
    Caught caught;
    std::function<Next(const Progress&)> progress;
    std::shared_ptr<const Log> log;
  };

  Fitter& take_progress(std::function<Next(const Progress&)> progress) {
    // Refused while a fit runs, whose callback this then is.
    check(graft_fitter_set_progress(get(), &on_progress, told_.get()));
    told_->progress = std::move(progress);
    return *this;
  }
  Fitter& take_log(std::shared_ptr<const Log> log) {
    check(graft_fitter_set_log(get(), log ? &on_log : nullptr, told_.get()));
    told_->log = std::move(log);
    return *this;
  }
  static int32_t on_progress(const graft_progress* told, void* user) {
    auto& self = *static_cast<Told*>(user);
    return self.caught.run([&] {
      if (!self.progress) return int32_t{0};
      Progress now{};
      std::memcpy(&now, told, std::min(sizeof now, static_cast<std::size_t>(told->size)));
      return static_cast<int32_t>(self.progress(now));
    });
  }
  // It has no answer: the next call of on_progress ends the fit when something was thrown.
  static void on_log(const char* line, void* user) {
    auto& self = *static_cast<Told*>(user);
    self.caught.run([&] { return (*self.log)(line), 0; });
  }

  std::unique_ptr<Told> told_;
  std::shared_ptr<const Log> context_log_;
};

}  // namespace graft_api
