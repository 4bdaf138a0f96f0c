#include "transfer/fitter.hpp"

#include <unistd.h>

#include "base/caller.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "transfer/fit/columns.hpp"
#include "transfer/methods/methods.hpp"

namespace graft {

Fitter::Fitter(std::string method, Options options)
    : method_(std::move(method)), options_(std::move(options)) {
  method_of(method_);
}

Fitter::Result Fitter::fit() {
  history_.clear();
  if (!sets.target) fail(GRAFT_ERROR_STATE, "the fitter has no target");
  const MethodInfo& method = method_of(method_);
  if (const std::string why = refusal(method, sets); !why.empty()) fail(GRAFT_ERROR_STATE, why);
  struct Consumed {  // a request to stop ends with the fit that it was for
    std::atomic<bool>& cancelled;
    ~Consumed() { cancelled = false; }
  } consumed{cancelled_};
  if (cancelled_) fail(GRAFT_STOPPED, "the fit was cancelled before it began");
  const FitSets matched = with_matching_columns(sets);
  check_sets(matched);
  if (const std::string& path = options_.string("checkpoint");
      !path.empty() && reads(method, options_, "checkpoint"))
    check_writable(path);  // not found out after an epoch's work
  for (const std::string& key : unread_keys(method, options_))
    if (log)
      Caller::run(
          [&] { log(join("option ", key, " is set, but method ", method_, " does not read it")); });
  FitControl control(progress, options_.real("time_limit"), cancelled_);
  FitJob job{method_, matched, options_, control, log, history_, {}};
  Result result;
  result.model = std::make_shared<const Model>(fit_by(method, job));
  result.converged = job.converged;
  if (job.complete)
    for (const std::string& path : job.checkpoints) ::unlink(path.c_str());
  return result;
}

}  // namespace graft
