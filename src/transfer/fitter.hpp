// From sets, a method and options to a model: all members, in parallel where there are threads,
// with progress, cancel, time limit and checkpoint.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/options.hpp"
#include "model/model.hpp"
#include "transfer/control.hpp"
#include "transfer/fit_data.hpp"
#include "transfer/history.hpp"
#include "transfer/method.hpp"

namespace graft {

// A callback of the user's returned a negative value: the fit ends with it.
struct Aborted {
  int32_t status;
};

class Fitter {
 public:
  Fitter(std::string method, Options options);

  FitSets sets;
  FitControl::Progress progress;
  std::function<void(const std::string&)> log;

  // Throws Error, or Aborted.
  std::shared_ptr<const Model> fit();
  // Any thread. Reaches a running fit only.
  void cancel() { cancelled_ = true; }

  const std::vector<HistoryRow>& history() const { return history_; }

 private:
  struct Run;
  struct HeldOut {
    double rows = 0, rmse = missing, mae = missing, noise_sd = missing;
  };
  ModelContent assemble(const Run& run);
  HeldOut held_out_errors(const Run& run, const std::vector<std::size_t>& used,
                          const ModelContent& content);
  std::string describe(const Run& run, const ModelContent& content, const HeldOut& held_out) const;

  std::string method_name_;
  Options options_;
  std::unique_ptr<Method> method_;
  std::atomic<bool> cancelled_{false};
  std::vector<HistoryRow> history_;
};

}  // namespace graft
