// From sets, a method and options to a model.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/options.hpp"
#include "model/model.hpp"
#include "transfer/fit/control.hpp"
#include "transfer/fit/history.hpp"
#include "transfer/fit/job.hpp"

namespace graft {

class Fitter {
 public:
  // Throws GRAFT_ERROR_ARGUMENT for an unknown method, listing the known ones.
  Fitter(std::string method, Options options);

  FitSets sets;
  FitControl::Callback progress;
  std::function<void(const std::string&)> log;

  struct Result {
    std::shared_ptr<const Model> model;
    bool converged = true;  // false: a posterior's chains have not mixed
  };
  // Throws Error, or Aborted.
  Result fit();
  // Any thread. Stops the fit that is running or, without one, the next: that one has then been
  // stopped before it began.
  void cancel() { cancelled_ = true; }

  const History& history() const { return history_; }

 private:
  std::string method_;
  Options options_;
  std::atomic<bool> cancelled_{false};
  History history_;
};

}  // namespace graft
