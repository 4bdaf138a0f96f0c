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

// The members of one fit and what they share.
struct Fitter::Run {
  const FitData& data;
  const Network& network;
  const Method& method;
  const Options& options;
  FitControl& control;
  Checkpoint& checkpoint;
  std::vector<MemberState> states;
  std::vector<FitData::Labelled> validations;  // by member

  int64_t members() const { return int64_t(states.size()); }

  // One member on one executor; `after_step` runs after each step.
  void train(int64_t member, Executor& executor, const std::function<void()>& after_step) {
    Training training(data, network, method, options, member, executor);
    MemberState& state = states[std::size_t(member)];
    if (auto saved = checkpoint.state(member)) {
      state = std::move(*saved);
      control.count_steps(state.finished ? options.integer("steps") : state.step);
    } else {
      state = training.start();
    }
    training.run(
        state, control, [&](const MemberState& s) { checkpoint.put(member, s); }, after_step);
    validations[std::size_t(member)] = training.validation();
  }

  void train_in_order(int threads) {
    Executor executor(threads);
    for (int64_t m = 0; m < members() && !control.stopped(); ++m)
      train(m, executor, [&] { control.poll(); });
    control.poll();
  }

  // Members side by side; this thread only watches, so that callbacks come from it alone.
  void train_side_by_side(int workers, int threads_each) {
    std::atomic<int64_t> next{0};
    std::mutex mutex;  // of the three below
    std::condition_variable ended;
    int running = workers;
    std::exception_ptr error;
    const auto keep_error = [&] {
      std::lock_guard lock(mutex);
      if (!error) error = std::current_exception();
      control.stop(Stop::cancelled);
    };
    const auto work = [&] {
      try {
        Executor executor(threads_each);
        for (int64_t m; (m = next++) < members() && !control.stopped();) train(m, executor, [] {});
      } catch (...) {
        keep_error();
      }
      std::lock_guard lock(mutex);
      --running;
      ended.notify_one();
    };
    std::vector<std::thread> pool;
    try {
      for (int w = 0; w < workers; ++w) pool.emplace_back(work);
    } catch (const std::exception&) {  // fewer threads than hoped for: go on with those there are
      if (pool.empty()) keep_error();
      std::lock_guard lock(mutex);
      running -= workers - int(pool.size());
    }
    std::unique_lock lock(mutex);
    while (running > 0) {
      ended.wait_for(lock, std::chrono::milliseconds(50));
      lock.unlock();
      try {
        control.poll();
      } catch (...) {
        keep_error();
      }
      lock.lock();
    }
    lock.unlock();
    for (auto& thread : pool) thread.join();
    if (error) std::rethrow_exception(error);
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
  Run run{data,
          network,
          *method_,
          options_,
          control,
          checkpoint,
          std::vector<MemberState>(std::size_t(members)),
          std::vector<FitData::Labelled>(std::size_t(members))};
  if (log)
    log(join(method_name_, ": ", data.tasks[0].rows.size(), " target rows, ", sets.sources.size(),
             " sources, ", network.layout().count(), " parameters, ", members, " members"));

  const int threads = int(options_.integer("n_threads"));
  const int workers = int(std::min<int64_t>(threads, members));
  if (workers == 1)
    run.train_in_order(threads);
  else
    run.train_side_by_side(workers, threads / workers);

  for (const MemberState& state : run.states)
    history_.insert(history_.end(), state.history.begin(), state.history.end());
  const bool complete = std::ranges::all_of(run.states, &MemberState::finished);
  if (!complete) checkpoint.flush();
  if (control.abort_status() != 0) throw Aborted{control.abort_status()};
  auto model = std::make_shared<const Model>(assemble(run));
  if (complete) checkpoint.remove();
  return model;
}

ModelContent Fitter::assemble(const Run& run) {
  const FitData& data = run.data;
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

  const HeldOut held_out = held_out_errors(run, used, content);
  content.noise_sd = held_out.noise_sd;
  content.info = describe(run, content, held_out);
  return content;
}

// Out-of-fold residuals of each member, and the members' spread at the same rows.
Fitter::HeldOut Fitter::held_out_errors(const Run& run, const std::vector<std::size_t>& used,
                                        const ModelContent& content) {
  std::vector<int64_t> rows;
  std::vector<double> y;
  std::vector<std::size_t> owner;
  for (std::size_t i = 0; i < used.size(); ++i) {
    const auto& validation = run.validations[used[i]];
    rows.insert(rows.end(), validation.rows.begin(), validation.rows.end());
    y.insert(y.end(), validation.values.begin(), validation.values.end());
    owner.insert(owner.end(), validation.rows.size(), i);
  }
  HeldOut result;
  result.rows = double(rows.size());
  if (rows.empty()) return result;

  Executor executor(1);
  Training training(run.data, run.network, *method_, options_, int64_t(used[0]), executor);
  std::vector<std::vector<double>> predictions;
  for (const Floats& member : content.members)
    predictions.push_back(training.predict(rows, member));
  const Scaling& scaling = content.targets[0];
  double residual = 0, spread = 0, absolute = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    double mean = 0, square = 0;
    for (const auto& p : predictions) mean += p[r] / double(used.size());
    for (const auto& p : predictions) square += (p[r] - mean) * (p[r] - mean);
    const double error = scaling.unscale(predictions[owner[r]][r]) - y[r];
    residual += error * error / result.rows;
    absolute += std::abs(error) / result.rows;
    if (used.size() > 1)
      spread += scaling.sd * scaling.sd * square / double(used.size() - 1) / result.rows;
  }
  result.rmse = std::sqrt(residual);
  result.mae = absolute;
  // The members' spread is part of what each residual shows; what is left is noise, and never less
  // than a tenth of the whole.
  result.noise_sd = std::sqrt(std::max(residual - spread, 0.1 * residual));
  return result;
}

std::string Fitter::describe(const Run& run, const ModelContent& content,
                             const HeldOut& held_out) const {
  const FitData& data = run.data;
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
  scores.add("held_out_rows", held_out.rows);
  scores.add("held_out_rmse", held_out.rmse);
  scores.add("held_out_mae", held_out.mae);
  scores.add("noise_sd", held_out.noise_sd);
  return Json::object()
      .add("library", graft_version_text)
      .add("format", double(GRAFT_MODEL_FORMAT))
      .add("method", method_name_)
      .add("input", name_of(data.shape.input))
      .add("property", content.property)
      .add("unit", content.unit)
      .add("target_rows", double(data.tasks[0].rows.size()))
      .add("sources", sources)
      .add("unlabelled_rows", double(data.unlabelled.size()))
      .add("validation_set_rows", double(data.validation.rows.size()))
      .add("parameters", double(run.network.layout().count()))
      .add("members", double(content.members.size()))
      .add("ended", name_of(run.control.reason()))
      .add("scores", scores)
      .add("options", options)
      .str();
}

}  // namespace graft
