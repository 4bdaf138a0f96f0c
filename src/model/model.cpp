#include "model/model.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "model/scores.hpp"
#include "nn/rows.hpp"

namespace graft {
namespace {

}  // namespace

bool origin_fits(const std::string& origin, InputKind kind) {
  if (kind == InputKind::molecules) return origin == "smiles";
  if (kind == InputKind::graphs) return origin == "graphs";
  return origin == "features" || origin == "formulas";
}

struct Model::Workspace {
  explicit Workspace(int threads) : wanted(threads), executor(threads), tape(executor) {}
  int wanted;  // threads; the system may have given fewer
  Executor executor;
  Tape tape;
  BoundParameters parameters;
  Floats part_inputs;
};

// A workspace for the length of a prediction; it goes back to the model's store afterwards.
class Model::Borrowed {
 public:
  Borrowed(const Model& model, int threads) : model_(model) {
    {
      std::lock_guard lock(model.mutex_);
      for (auto& idle : model.idle_)
        if (idle->wanted == threads) {
          space_ = std::move(idle);
          std::swap(idle, model.idle_.back());
          model.idle_.pop_back();
          break;
        }
    }
    if (!space_) space_ = std::make_unique<Workspace>(threads);
  }
  ~Borrowed() {
    std::lock_guard lock(model_.mutex_);
    try {
      model_.idle_.push_back(std::move(space_));
    } catch (...) {  // no memory to keep it: the next prediction makes another
    }
  }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  Workspace& operator*() { return *space_; }

 private:
  const Model& model_;
  std::unique_ptr<Workspace> space_;
};

Model::Model(ModelContent content) : content_(std::move(content)), network_(content_.shape) {
  for (const Floats& member : content_.members)
    if (int64_t(member.size()) != network_.layout().size())
      fail(GRAFT_ERROR_FORMAT, "a member has ", member.size(), " numbers, its network ",
           network_.layout().size());
  for (const PosteriorPart& part : content_.posterior) {
    const int64_t inputs =
        part.member < 0 ? content_.shape.feature_cols : content_.shape.latent + content_.covariates;
    if (part.member >= int64_t(content_.members.size()) || part.widths[0] != inputs)
      fail(GRAFT_ERROR_FORMAT, "posterior ", quoted(part.name), " does not fit the networks");
    for (double sigma : part.noise) noise_.push_back(content_.targets[0].sd * sigma);
  }
  if (content_.posterior.empty()) noise_.assign(content_.members.size(), content_.noise_sd);
  if (content_.kernel) {
    const KernelPart& part = *content_.kernel;
    const bool fits = part.rows.of_graphs() == content_.shape.takes_graphs() &&
                      (part.rows.of_graphs() ||
                       part.rows.columns() == content_.shape.feature_cols + content_.covariates);
    if (!fits || part.source.empty() != content_.members.empty() || !content_.posterior.empty())
      fail(GRAFT_ERROR_FORMAT, "the kernel model does not fit the networks");
    try {
      kernel_ = std::make_unique<const KernelProcess>(part, 1);
    } catch (const Error& error) {  // a fit has made it once: this one comes from a file
      fail(GRAFT_ERROR_FORMAT, error.what());
    }
  }
}

Model::~Model() = default;

void Model::check(const Dataset& dataset) const {
  const NetworkShape& shape = content_.shape;
  const Inputs& inputs = dataset.inputs();
  if (dataset.kind() != shape.input)
    fail(GRAFT_ERROR_DATA, "dataset holds ", name_of(dataset.kind()), ", the model takes ",
         name_of(shape.input));
  if (inputs.feature_cols != shape.feature_cols + content_.covariates)
    fail(GRAFT_ERROR_DATA, "dataset has ", inputs.feature_cols, " features, the model takes ",
         shape.feature_cols + content_.covariates);
  if (inputs.atom_cols != shape.atom_cols || inputs.bond_cols != shape.bond_cols)
    fail(GRAFT_ERROR_DATA, "dataset has ", inputs.atom_cols, " atom and ", inputs.bond_cols,
         " bond features, the model takes ", shape.atom_cols, " and ", shape.bond_cols);
}

void Model::for_chunks(const Dataset& dataset,
                       const std::function<void(int64_t, int64_t, const InputBatch&)>& body) const {
  check(dataset);
  for_batches(dataset, content_.shape, content_.features, body);
}

int64_t Model::functions() const { return int64_t(noise_.size()); }

void Model::for_draws(const Dataset& dataset, int threads, const DrawBody& body) const {
  for_outputs(dataset, threads, [&](int64_t first, int64_t rows, double* y) {
    for (int64_t i = 0; i < rows * functions(); ++i) y[i] = content_.targets[0].unscale(y[i]);
    body(first, rows, y);
  });
}

void Model::for_outputs(const Dataset& dataset, int threads, const DrawBody& body) const {
  Borrowed space(*this, threads);
  const int64_t count = functions();
  std::vector<double> y(std::size_t(chunk_rows * count));  // [rows, functions]
  for_chunks(dataset, [&](int64_t first, int64_t rows, const InputBatch& batch) {
    Tape& tape = (*space).tape;
    BoundParameters& p = (*space).parameters;
    const auto bind = [&](int64_t member) {
      tape.reset(false);
      p.bind(tape, network_.layout(),
             const_cast<float*>(content_.members[std::size_t(member)].data()), nullptr);
    };
    if (content_.posterior.empty()) {
      for (int64_t m = 0; m < count; ++m) {
        bind(m);
        const float* out = tape.value(network_.predict(tape, p, batch, 0)).data;
        for (int64_t i = 0; i < rows; ++i) y[std::size_t(i * count + m)] = out[i];
      }
    }
    int64_t column = 0;
    for (const PosteriorPart& part : content_.posterior) {
      Matrix inputs = batch.features;
      if (part.member >= 0) {
        bind(part.member);
        inputs = tape.value(network_.head_hidden(tape, p, batch, 0));
        if (content_.covariates > 0)
          inputs = with_covariates(dataset, first, inputs, (*space).part_inputs);
      }
      graft::evaluate(part, inputs, (*space).executor, y.data() + column, count);
      column += part.draws();
    }
    body(first, rows, y.data());
  });
}

std::vector<double> Model::source_outputs(const Dataset& dataset, int threads) const {
  std::vector<double> mean;
  if (content_.members.empty()) return mean;
  const int64_t count = functions();
  for_outputs(dataset, threads, [&](int64_t, int64_t rows, const double* y) {
    for (int64_t i = 0; i < rows; ++i) {
      double sum = 0;
      for (int64_t m = 0; m < count; ++m) sum += y[i * count + m];
      mean.push_back(sum / double(count));
    }
  });
  return mean;
}

Prediction Model::kernel_prediction(const Dataset& dataset, int threads) const {
  check(dataset);
  const auto scaled = kernel_->moments(descriptors_like(dataset, content_.kernel->rows),
                                       source_outputs(dataset, threads), threads);
  Prediction result;
  for (Eigen::Index i = 0; i < scaled.mean.size(); ++i) {
    result.mean.push_back(content_.targets[0].unscale(scaled.mean[i]));
    result.model_sd.push_back(content_.targets[0].sd * std::sqrt(scaled.variance[i]));
  }
  return result;
}

Matrix Model::with_covariates(const Dataset& dataset, int64_t first, Matrix hidden,
                              Floats& space) const {
  const int64_t cols = hidden.cols + content_.covariates, known = content_.shape.feature_cols;
  space.assign(std::size_t(padded_rows(hidden.rows) * cols), 0.f);
  const Matrix out{space.data(), hidden.rows, cols};
  for (int64_t i = 0; i < hidden.rows; ++i) {
    std::copy_n(hidden.row(i), hidden.cols, out.row(i));
    scaled_features(dataset, first + i, known,
                    std::span(content_.features).subspan(std::size_t(known)),
                    out.row(i) + hidden.cols);
  }
  return out;
}

void Model::for_predictive(const Dataset& dataset, int threads,
                           const std::function<void(int64_t, const Predictive&)>& body) const {
  if (kernel_) {
    const Prediction p = kernel_prediction(dataset, threads);
    for (std::size_t i = 0; i < p.mean.size(); ++i) {
      const double sd = std::hypot(p.model_sd[i], content_.noise_sd);
      body(int64_t(i), Predictive({&p.mean[i], 1}, {&sd, 1}));
    }
    return;
  }
  const std::size_t count = std::size_t(functions());
  for_draws(dataset, threads, [&](int64_t first, int64_t rows, const double* y) {
    for (int64_t i = 0; i < rows; ++i) {
      const std::span<const double> f(y + std::size_t(i) * count, count);
      if (!content_.posterior.empty()) {
        body(first + i, Predictive(f, noise_));
        continue;
      }
      const HeldMembers all(f, content_.bounds);
      const double sd = std::hypot(all.model_sd, content_.noise_sd);
      body(first + i, Predictive({&all.mean, 1}, {&sd, 1}));
    }
  });
}

Prediction Model::predict(const Dataset& dataset, int threads) const {
  if (kernel_) return kernel_prediction(dataset, threads);
  const std::size_t count = std::size_t(functions());
  Prediction result;
  for_draws(dataset, threads, [&](int64_t, int64_t rows, const double* y) {
    for (int64_t i = 0; i < rows; ++i) {
      const std::span<const double> f(y + std::size_t(i) * count, count);
      if (!content_.posterior.empty()) {
        const Predictive row(f, noise_);
        result.mean.push_back(row.mean());
        result.model_sd.push_back(row.model_sd());
        continue;
      }
      const HeldMembers row(f, content_.bounds);
      result.mean.push_back(row.mean);
      result.model_sd.push_back(row.model_sd);
    }
  });
  return result;
}

std::vector<double> Model::quantiles(const Dataset& dataset, std::span<const double> levels,
                                     int threads) const {
  std::vector<double> values(std::size_t(dataset.rows()) * levels.size());
  for_predictive(dataset, threads, [&](int64_t row, const Predictive& p) {
    for (std::size_t k = 0; k < levels.size(); ++k)
      values[std::size_t(row) * levels.size() + k] = p.quantile(levels[k]);
  });
  return values;
}

std::vector<double> Model::sample(const Dataset& dataset, int64_t count, bool noise, uint64_t seed,
                                  int threads) const {
  if (kernel_) {
    check(dataset);
    auto values = kernel_->draws(descriptors_like(dataset, content_.kernel->rows),
                                 source_outputs(dataset, threads), count, seed, threads);
    for (int64_t i = 0; i < dataset.rows(); ++i) {
      Rng rng(seed, stream_of(Stream::sample_noise, uint64_t(i)));
      for (int64_t s = 0; s < count; ++s) {
        double& value = values[std::size_t(i * count + s)];
        value = content_.targets[0].unscale(value);
        if (noise) value += content_.noise_sd * rng.normal();
      }
    }
    return values;
  }
  std::vector<double> values(std::size_t(dataset.rows() * count));
  const int64_t have = functions();
  std::vector<double> beyond;  // by function: how far outside the bounds, in deviations
  if (content_.posterior.empty())
    for (int64_t s = 0; s < count; ++s)
      beyond.push_back(Rng(seed, stream_of(Stream::sample_excess, uint64_t(s))).normal());
  for_draws(dataset, threads, [&](int64_t first, int64_t rows, const double* y) {
    for (int64_t i = 0; i < rows; ++i) {
      const std::span<const double> f(y + i * have, std::size_t(have));
      const double taken = beyond.empty() ? 0 : HeldMembers(f, content_.bounds).taken;
      Rng rng(seed, stream_of(Stream::sample_noise, uint64_t(first + i)));
      for (int64_t s = 0; s < count; ++s) {
        // Spread over all draws when fewer are wanted, in turn when more are.
        const int64_t at = count <= have ? s * have / count : s % have;
        double& value = values[std::size_t((first + i) * count + s)];
        value = f[std::size_t(at)];
        if (!beyond.empty()) value = content_.bounds.hold(value) + taken * beyond[std::size_t(s)];
        if (noise) value += noise_[std::size_t(at)] * rng.normal();
      }
    }
  });
  return values;
}

double Model::evaluate(const Dataset& dataset, const std::string& metric, int threads) const {
  const std::vector<double>& y = dataset.targets();
  if (metric == "rmse" || metric == "mae" || metric == "r2")
    return score(metric, y, predict(dataset, threads).mean, {});
  const bool coverage = metric == "coverage95", ranked = metric == "crps";
  if (!coverage && !ranked && metric != "log_density")
    score(metric, y, y, {});  // says what there is
  if (content_.posterior.empty() && std::isnan(content_.noise_sd)) {
    score("rmse", y, y, {});  // says when no row has a value
    return missing;           // no noise, no distribution
  }
  double sum = 0, count = 0;
  for_predictive(dataset, threads, [&](int64_t row, const Predictive& p) {
    const double value = y[std::size_t(row)];
    if (std::isnan(value)) return;
    ++count;
    if (coverage) {
      const double below = p.cumulative(value);
      sum += below >= 0.025 && below <= 0.975;
    } else {
      sum += ranked ? p.crps(value) : p.log_density(value);
    }
  });
  if (count == 0) fail(GRAFT_ERROR_DATA, "dataset: no row has a value");
  return sum / count;
}

int64_t Model::embed_cols(const std::string& what) const {
  if (kernel_)
    fail(GRAFT_ERROR_UNSUPPORTED, "what: this model has no embedding; it is a kernel model");
  if (content_.members.empty())
    fail(GRAFT_ERROR_UNSUPPORTED, "what: this model has no embedding; its network is a small one");
  if (what == "embedding") return content_.shape.width;
  if (what == "latent") return content_.shape.latent;
  if (what != "frame")
    fail(GRAFT_ERROR_ARGUMENT, "what: ", quoted(what), " is not embedding, latent or frame");
  if (!content_.shape.has_transfer)
    fail(GRAFT_ERROR_UNSUPPORTED, "what: this model has no frame; only gate has");
  return content_.shape.latent;
}

std::vector<double> Model::embed(const Dataset& dataset, const std::string& what,
                                 int64_t task) const {
  const int64_t cols = embed_cols(what);
  if (task < 0 || task >= content_.shape.tasks)
    fail(GRAFT_ERROR_ARGUMENT, "task: ", task, " is not in [0, ", content_.shape.tasks, ")");
  Borrowed space(*this, 1);
  std::vector<double> values(std::size_t(dataset.rows() * cols));
  for_chunks(dataset, [&](int64_t first, int64_t rows, const InputBatch& batch) {
    Tape& tape = (*space).tape;
    tape.reset(false);
    BoundParameters& p = (*space).parameters;
    p.bind(tape, network_.layout(), const_cast<float*>(content_.members[0].data()), nullptr);
    Var v = network_.embed(tape, p, batch);
    if (what != "embedding") v = network_.apply(tape, p, network_.task(task).encoder, v);
    if (what == "frame") v = network_.apply(tape, p, network_.task(task).phi, v);
    std::copy_n(tape.value(v).data, rows * cols, values.begin() + first * cols);
  });
  return values;
}

}  // namespace graft
