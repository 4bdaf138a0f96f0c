#include "transfer/fitter.hpp"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "transfer/checkpoint.hpp"
#include "transfer/training.hpp"

namespace graft {
namespace {

// Options that change how a fit runs but not what it gives: a checkpoint may be taken up with
// others.
bool changes_the_model(const std::string& key) {
  return key != "n_threads" && key != "time_limit" && key != "checkpoint" &&
         key != "checkpoint_every" && key != "strict";
}

uint32_t fingerprint_of(const std::string& method, const Options& options, const FitData& data) {
  ByteWriter to;
  to.text(method);
  for (const OptionSpec& spec : option_table())
    if (changes_the_model(spec.key)) to.text(options.text(spec.key));
  return crc32(to.bytes(), data.fingerprint());
}

}  // namespace

struct Fitter::Run {
  FitControl& control;
  Checkpoint& checkpoint;
  std::vector<MemberState> states;
  std::vector<FitData::Labelled> validations;  // by member

  // One member on one executor; `on_thread` runs after each step.
  void train(const FitData& data, const Network& network, const Method& method,
             const Options& options, int64_t member, Executor& executor,
             const std::function<void()>& on_thread) {
    Training training(data, network, method, options, member, executor);
    MemberState& state = states[std::size_t(member)];
    if (auto saved = checkpoint.state(member)) {
      state = std::move(*saved);
      control.count_steps(state.finished ? options.integer("steps") : state.step);
    } else {
      state = training.start();
    }
    training.run(
        state, control, [&](const MemberState& s) { checkpoint.put(member, s); }, on_thread);
    validations[std::size_t(member)] = training.validation();
  }
};

Fitter::Fitter(std::string method, Options options)
    : method_name_(std::move(method)),
      options_(std::move(options)),
      method_(make_method(method_name_, options_)) {}

std::shared_ptr<const Model> Fitter::fit() {
  history_.clear();
  cancelled_ = false;
  if (!sets.target) fail(GRAFT_ERROR_STATE, "the fitter has no target");
  if (method_->uses_sources() && sets.sources.empty())
    fail(GRAFT_ERROR_STATE, "method ", method_name_, " needs a source");
  if (!method_->uses_sources() && !sets.sources.empty())
    fail(GRAFT_ERROR_STATE, "method ", method_name_, " takes no source");
  const FitData data(sets, options_, method_->uses_sources());
  const Network network(data.shape);
  const int64_t members = options_.integer("members");
  FitControl control(progress, options_.real("time_limit"), members * options_.integer("steps"),
                     cancelled_);
  Checkpoint checkpoint(options_.string("checkpoint"), options_.real("checkpoint_every"),
                        fingerprint_of(method_name_, options_, data), members,
                        network.layout().size());
  Run run{control, checkpoint, std::vector<MemberState>(std::size_t(members)),
          std::vector<FitData::Labelled>(std::size_t(members))};
  if (log)
    log(join(method_name_, ": ", data.tasks[0].rows.size(), " target rows, ", sets.sources.size(),
             " sources, ", network.layout().count(), " parameters, ", members, " members"));

  const int threads = int(options_.integer("n_threads"));
  const int workers = int(std::min<int64_t>(threads, members));
  if (workers == 1) {
    Executor executor(threads);
    for (int64_t m = 0; m < members && !control.stopped(); ++m)
      run.train(data, network, *method_, options_, m, executor, [&] { control.poll(); });
    control.poll();
  } else {
    // Members side by side; this thread only watches, so that callbacks come from it alone.
    std::atomic<int64_t> next{0};
    std::mutex mutex;
    std::condition_variable ended;
    int running = workers;
    std::exception_ptr error;
    std::vector<std::thread> pool;
    const auto work = [&] {
      try {
        Executor executor(threads / workers);
        for (int64_t m; (m = next++) < members && !control.stopped();)
          run.train(data, network, *method_, options_, m, executor, [] {});
      } catch (...) {
        std::lock_guard lock(mutex);
        if (!error) error = std::current_exception();
        control.stop(Stop::cancelled);
      }
      std::lock_guard lock(mutex);
      --running;
      ended.notify_one();
    };
    try {
      for (int w = 0; w < workers; ++w) pool.emplace_back(work);
    } catch (const std::exception&) {  // fewer threads than hoped for: go on with those there are
      std::lock_guard lock(mutex);
      running -= workers - int(pool.size());
      if (pool.empty()) error = std::current_exception();
    }
    std::exception_ptr callback_error;
    {
      std::unique_lock lock(mutex);
      while (running > 0) {
        ended.wait_for(lock, std::chrono::milliseconds(50));
        lock.unlock();
        try {
          control.poll();
        } catch (...) {
          callback_error = std::current_exception();
          control.stop(Stop::callback);
        }
        lock.lock();
      }
    }
    for (auto& thread : pool) thread.join();
    if (callback_error) std::rethrow_exception(callback_error);
    if (error) std::rethrow_exception(error);
  }

  for (const MemberState& state : run.states)
    history_.insert(history_.end(), state.history.begin(), state.history.end());
  const bool complete = std::ranges::all_of(run.states, &MemberState::finished);
  if (!complete) checkpoint.flush();
  if (control.abort_status() != 0) throw Aborted{control.abort_status()};
  auto model = std::make_shared<const Model>(assemble(data, network, run));
  if (complete) checkpoint.remove();
  return model;
}

ModelContent Fitter::assemble(const FitData& data, const Network& network, Run& run) {
  ModelContent content;
  content.shape = data.shape;
  for (const auto& task : data.tasks) content.targets.push_back(task.scaling);
  content.features = data.feature_scalings;
  content.property = sets.target->property();
  content.unit = sets.target->unit();
  std::vector<std::size_t> used;
  for (std::size_t m = 0; m < run.states.size(); ++m)
    if (run.states[m].best_epoch > 0) {
      content.members.push_back(run.states[m].best);
      used.push_back(m);
    }
  if (used.empty())
    fail(GRAFT_STOPPED,
         "the fit was stopped before its first epoch was over: ", name_of(run.control.reason()));

  // Out-of-fold residuals of each member, and the members' spread at the same rows.
  double residual = 0, spread = 0, held_out = 0, absolute = 0;
  {
    Executor executor(1);
    std::vector<int64_t> rows;
    std::vector<double> y;
    std::vector<std::size_t> owner;
    for (std::size_t i = 0; i < used.size(); ++i) {
      const auto& validation = run.validations[used[i]];
      rows.insert(rows.end(), validation.rows.begin(), validation.rows.end());
      for (double v : validation.values) y.push_back(v);
      owner.insert(owner.end(), validation.rows.size(), i);
    }
    Training training(data, network, *method_, options_, int64_t(used[0]), executor);
    std::vector<std::vector<double>> predictions;
    for (const Floats& member : content.members)
      predictions.push_back(training.predict(rows, member));
    const Scaling& scaling = content.targets[0];
    for (std::size_t r = 0; r < rows.size(); ++r) {
      double mean = 0, square = 0;
      for (const auto& p : predictions) mean += p[r] / double(used.size());
      for (const auto& p : predictions) square += (p[r] - mean) * (p[r] - mean);
      const double error = scaling.unscale(predictions[owner[r]][r]) - y[r];
      residual += error * error;
      absolute += std::abs(error);
      if (used.size() > 1) spread += scaling.sd * scaling.sd * square / double(used.size() - 1);
      ++held_out;
    }
  }
  if (held_out > 0) {
    residual /= held_out;
    spread /= held_out;
    // The members' spread is part of what each residual shows; what is left is noise, and never
    // less than a tenth of the whole.
    content.noise_sd = std::sqrt(std::max(residual - spread, 0.1 * residual));
  }

  Json options = Json::object();
  for (const OptionSpec& spec : option_table())
    if (changes_the_model(spec.key)) {
      switch (spec.type) {
        case OptionType::integer:
          options.add(spec.key, double(options_.integer(spec.key)));
          break;
        case OptionType::real:
          options.add(spec.key, options_.real(spec.key));
          break;
        case OptionType::text:
          options.add(spec.key, options_.string(spec.key));
          break;
      }
    }
  Json sources = Json::array();
  for (std::size_t s = 0; s < sets.sources.size(); ++s)
    sources.add(Json::object()
                    .add("property", sets.sources[s].property())
                    .add("unit", sets.sources[s].unit())
                    .add("rows", double(data.tasks[s + 1].rows.size())));
  Json scores = Json::object();
  scores.add("held_out_rows", held_out);
  scores.add("held_out_rmse", held_out > 0 ? std::sqrt(residual) : missing);
  scores.add("held_out_mae", held_out > 0 ? absolute / held_out : missing);
  scores.add("noise_sd", content.noise_sd);
  content.info = Json::object()
                     .add("library", graft_version_text)
                     .add("format", double(GRAFT_MODEL_FORMAT))
                     .add("method", method_name_)
                     .add("input", name_of(data.shape.input))
                     .add("property", content.property)
                     .add("unit", content.unit)
                     .add("target_rows", double(data.tasks[0].rows.size()))
                     .add("sources", sources)
                     .add("unlabelled_rows", double(data.unlabelled.size()))
                     .add("validation_rows", double(data.validation.rows.size()))
                     .add("parameters", double(network.layout().count()))
                     .add("members", double(used.size()))
                     .add("ended", name_of(run.control.reason()))
                     .add("scores", scores)
                     .add("options", options)
                     .str();
  return content;
}

}  // namespace graft
