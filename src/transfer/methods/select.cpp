#include "transfer/methods/select.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>

#include "base/error.hpp"
#include "data/split.hpp"
#include "transfer/methods/methods.hpp"

namespace graft {
namespace {

struct Contender {
  const MethodInfo* method;
  std::vector<double> square = {};  // of the error, by row
  bool failed = false;              // and out
  double mean() const {
    double sum = 0;
    for (double s : square) sum += s;
    return sum / double(square.size());
  }
};

bool takes_source(const Contender& c) { return c.method->takes_source(); }

// What of the sets a method is given: those that take no source see none.
FitSets sets_for(const MethodInfo& method, const FitSets& sets) {
  return method.takes_source() ? sets : without_sources(sets);
}

std::vector<Contender> contenders_of(const FitJob& job) {
  std::vector<Contender> contenders;
  for (const MethodInfo* method : candidates_of(job.options))
    if (!method->chooses && refusal(*method, sets_for(*method, job.sets)).empty())
      contenders.push_back({method});
  if (contenders.empty())
    fail(GRAFT_ERROR_ARGUMENT, "candidates: ", quoted(job.options.string("candidates")),
         " names no method that these data can be fitted by");
  return contenders;
}

// The fit's sets without one fold: its rows leave the target, their inputs the sources.
class Folds {
 public:
  Folds(const FitSets& sets, int64_t count, uint64_t seed) : sets_(sets) {
    rows_ = sets.target->labelled_part();
    for (const Dataset& source : sets.sources) matches_.push_back(source.first_equal(*rows_));
    int64_t inputs = 0;
    const auto first_equal = rows_->first_equal(*rows_);
    for (int64_t row = 0; row < rows_->rows(); ++row) {
      const int64_t first = first_equal[std::size_t(row)];
      input_.push_back(first == row ? inputs++ : input_[std::size_t(first)]);
    }
    count_ = std::min(count, inputs);
    if (count_ < 2)
      fail(GRAFT_ERROR_DATA, "target: ", inputs, " inputs have a value; select needs more");
    of_input_ = kfold_split(inputs, count_, seed);
  }

  int64_t count() const { return count_; }
  int64_t rows() const { return rows_->rows(); }
  std::vector<int64_t> held_out(int64_t fold) const {
    std::vector<int64_t> rows;
    for (int64_t row = 0; row < this->rows(); ++row)
      if (fold_of(row) == fold) rows.push_back(row);
    return rows;
  }
  const Dataset& all() const { return *rows_; }

  FitSets without(int64_t fold) const {
    FitSets sets = sets_;
    std::vector<int64_t> kept;
    for (int64_t row = 0; row < rows(); ++row)
      if (fold_of(row) != fold) kept.push_back(row);
    sets.target = rows_->select(kept);
    for (std::size_t s = 0; s < sets.sources.size(); ++s) {
      std::vector<int64_t> rest;
      for (int64_t row = 0; row < sets.sources[s].rows(); ++row) {
        const int64_t match = matches_[s][std::size_t(row)];
        if (match < 0 || fold_of(match) != fold) rest.push_back(row);
      }
      sets.sources[s] = sets.sources[s].select(rest);
    }
    return sets;
  }

 private:
  // Rows of equal input stand in one fold.
  int64_t fold_of(int64_t row) const { return of_input_[std::size_t(input_[std::size_t(row)])]; }

  const FitSets& sets_;
  std::optional<Dataset> rows_;  // the target's with a value
  int64_t count_ = 0;
  std::vector<int64_t> input_;                 // by row: the number of its input
  std::vector<int32_t> of_input_;              // its fold
  std::vector<std::vector<int64_t>> matches_;  // by source and its row: the target's row, or -1
};

// One fold: what is learned from, and what is asked.
struct Fold {
  FitSets sets;
  std::vector<int64_t> held;  // rows, in the numbering of Folds
  Dataset asked;
};

// What came of one contender's fit without one fold.
struct Trial {
  std::vector<double> square;  // of the errors at the fold's rows; empty: failed, or stopped
  std::exception_ptr error = {};
  bool unsupported = false;
};

std::vector<double> squared_errors(const FitJob& job, const MethodInfo& method, const Fold& fold,
                                   int threads) {
  const FitSets sets = sets_for(method, fold.sets);
  Options options = job.options;
  options.set_integer("n_threads", threads);
  options.set_integer("members", 1);
  options.set_integer("source_members", 1);
  options.set_string("checkpoint", "");
  History history;
  FitJob trial{method.name, sets, options, job.control, {}, history, {}};
  trial.is_part = true;
  const Model model(fit_by(method, trial));
  const Prediction p = model.predict(fold.asked, threads);
  std::vector<double> square;
  for (std::size_t i = 0; i < fold.held.size(); ++i) {
    const double error = p.mean[i] - fold.asked.targets()[i];
    if (!std::isfinite(error)) fail(GRAFT_ERROR_NUMERIC, "a prediction is not a number");
    square.push_back(error * error);
  }
  return square;
}

void check_stopped(FitJob& job) {
  job.control.throw_if_aborted();
  if (job.control.stopped())
    fail(GRAFT_STOPPED,
         "the fit was stopped before a method was chosen: ", name_of(job.control.reason()));
}

void cross_validate(FitJob& job, std::vector<Contender>& contenders) {
  const Folds folds(job.sets, job.options.integer("select_folds"),
                    uint64_t(job.options.integer("seed")));
  std::vector<Fold> parts;
  for (int64_t k = 0; k < folds.count(); ++k) {
    const auto held = folds.held_out(k);
    parts.push_back({folds.without(k), held, folds.all().select(held)});
  }
  // All candidates without the first fold, then without the next.
  const int64_t count = int64_t(contenders.size());
  std::vector<std::atomic<bool>> out(contenders.size());  // failed without some fold
  const auto trials =
      crew_of(job).map(count * folds.count(), [&](int64_t number, const Hand& hand) {
        const auto c = std::size_t(number % count);
        const int64_t k = number / count;
        const MethodInfo& method = *contenders[c].method;
        Trial trial;
        if (out[c]) return trial;
        job.begin_stage(join("candidate ", method.name), k, folds.count());
        try {
          trial.square = squared_errors(job, method, parts[std::size_t(k)], hand.threads());
        } catch (const Error& error) {
          if (error.status() == GRAFT_ERROR_MEMORY) throw;  // not the candidate's fault
          if (job.control.stopped()) return trial;  // before a first epoch, say
          out[c] = true;
          trial.error = std::current_exception();
          trial.unsupported = error.status() == GRAFT_ERROR_UNSUPPORTED;
        }
        return trial;
      });
  check_stopped(job);
  std::exception_ptr first, unsupported;
  for (Contender& contender : contenders) contender.square.resize(std::size_t(folds.rows()));
  for (std::size_t t = 0; t < trials.size(); ++t) {
    Contender& contender = contenders[t % contenders.size()];
    const Fold& fold = parts[t / contenders.size()];
    if (trials[t].square.empty()) contender.failed = true;
    if (trials[t].error && !first) first = trials[t].error;
    if (trials[t].unsupported && !unsupported) unsupported = trials[t].error;
    for (std::size_t i = 0; i < trials[t].square.size(); ++i)
      contender.square[std::size_t(fold.held[i])] = trials[t].square[i];
  }
  // A source of a kind that no candidate can use is not to be passed over in silence.
  const auto wanted = std::ranges::count_if(contenders, takes_source);
  std::erase_if(contenders, [](const Contender& c) { return c.failed; });
  const bool useless = wanted > 0 && std::ranges::none_of(contenders, takes_source);
  if (contenders.empty()) std::rethrow_exception(first);
  if (useless && unsupported) std::rethrow_exception(unsupported);
}

// Whether a is better than b by more than one standard error of the difference.
bool clearly_better(const Contender& a, const Contender& b) {
  const double n = double(a.square.size()), gain = b.mean() - a.mean();
  double spread = 0;
  for (std::size_t i = 0; i < a.square.size(); ++i)
    spread += std::pow(b.square[i] - a.square[i] - gain, 2);
  return gain > std::sqrt(spread / n / std::max(n - 1, 1.0));
}

const Contender& choose(const std::vector<Contender>& contenders) {
  const Contender& best = *std::ranges::min_element(contenders, {}, &Contender::mean);
  const Contender* reference = nullptr;
  for (const Contender& c : contenders)
    if (!takes_source(c) && (!reference || c.mean() < reference->mean())) reference = &c;
  return !reference || clearly_better(best, *reference) ? best : *reference;
}

constexpr auto select_keys = all_keys(fit_keys, Keys<3>{"seed", "candidates", "select_folds"});

}  // namespace

constexpr MethodInfo select_method{"select",
                                   0,
                                   -1,
                                   true,
                                   "one of several methods (candidates), by cross-validation",
                                   select_keys,
                                   fit_select,
                                   nullptr,
                                   true};

ModelContent fit_select(FitJob& job) {
  std::vector<Contender> contenders = contenders_of(job);
  cross_validate(job, contenders);
  const Contender& chosen = choose(contenders);
  Json errors = Json::object();
  for (const Contender& c : contenders) errors.add(c.method->name, std::sqrt(c.mean()));
  job.say(join("select: ", chosen.method->name, " of ", errors.str()));

  const FitSets sets = sets_for(*chosen.method, job.sets);
  FitJob fit{chosen.method->name, sets, job.options, job.control, job.log, job.history, {}};
  fit.facts.emplace_back(
      "selected",
      Json::object().add("method", chosen.method->name).add("cross_validated_rmse", errors));
  ModelContent content = fit_by(*chosen.method, fit);
  for (const Contender& c : contenders)
    content.diagnostics.push_back({join("select.", c.method->name, ".rmse"), std::sqrt(c.mean())});
  job.checkpoints = std::move(fit.checkpoints);
  job.complete = fit.complete;
  job.converged = fit.converged;
  return content;
}

}  // namespace graft
