#include "bayes/networks/tanh_training.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "base/error.hpp"
#include "base/rng.hpp"
#include "bayes/math/lbfgs.hpp"

namespace graft {
namespace {

using Order = std::span<const int64_t>;

// Some rows of the data and the loss over them.
class Part {
 public:
  Part(const Mlp& mlp, const Eigen::MatrixXd& x, const Eigen::VectorXd& y, Order rows)
      : mlp_(mlp),
        x_(Eigen::MatrixXd(x(rows, Eigen::all))),
        y_(y(rows)),
        work_(mlp.work(Eigen::Index(rows.size()))) {}

  double mean_square(const double* weights) {
    mlp_.forward(x_, weights, work_);
    return (work_.output - y_).squaredNorm() / double(y_.size());
  }

  // Weights before `first` are held and get a gradient of 0.
  double loss(const Eigen::VectorXd& weights, double decay, int64_t first,
              Eigen::VectorXd& gradient) {
    mlp_.forward(x_, weights.data(), work_);
    residual_ = (work_.output - y_) / double(y_.size());
    const double value = 0.5 * residual_.squaredNorm() * double(y_.size());
    mlp_.backward(x_, weights.data(), residual_, work_, gradient.data());
    const auto fitted = weights.tail(weights.size() - first);
    gradient.head(first).setZero();
    gradient.tail(fitted.size()) += decay * fitted;
    return value + 0.5 * decay * fitted.squaredNorm();
  }

 private:
  const Mlp& mlp_;
  Columns x_;
  Eigen::VectorXd y_, residual_;
  Mlp::Work work_;
};

struct Adam {
  Eigen::ArrayXd mean, square;
  double mean_share = 1, square_share = 1;  // beta^t
  explicit Adam(Eigen::Index n) : mean(Eigen::ArrayXd::Zero(n)), square(mean) {}
  void step(Eigen::VectorXd& weights, const Eigen::VectorXd& gradient, double rate) {
    mean = 0.9 * mean + 0.1 * gradient.array();
    square = 0.999 * square + 0.001 * gradient.array().square();
    mean_share *= 0.9;
    square_share *= 0.999;
    weights.array() -=
        rate / (1 - mean_share) * mean / ((square / (1 - square_share)).sqrt() + 1e-8);
  }
};

// The best state so far by the held-out rows; without any, the last state is the best.
class Best {
 public:
  Best(std::optional<Part>& held_out, int64_t patience, const StopPoll& poll,
       const Eigen::VectorXd& start)
      : held_out_(held_out), patience_(patience), poll_(poll) {
    weights = start;
    if (held_out_) loss = held_out_->mean_square(start.data());
  }
  // True: time to end.
  bool see(const Eigen::VectorXd& w) {
    if (!held_out_) {
      weights = w;
    } else if (const double now = held_out_->mean_square(w.data()); now < loss) {
      loss = now;
      weights = w;
      since_ = 0;
    } else {
      ++since_;
    }
    stopped = poll_ && poll_();
    return stopped || (patience_ > 0 && since_ >= patience_);
  }
  void forget_patience() { since_ = 0; }

  Eigen::VectorXd weights;
  double loss = 0;
  bool stopped = false;

 private:
  std::optional<Part>& held_out_;
  int64_t patience_, since_ = 0;
  const StopPoll& poll_;
};

void check(const Mlp& mlp, const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
           const TanhTraining& s, std::span<const double> start) {
  if (x.rows() < 1 || x.cols() != mlp.inputs() || y.size() != x.rows() ||
      (!start.empty() && int64_t(start.size()) != mlp.weights()))
    fail(GRAFT_ERROR_ARGUMENT, "tanh training: x is ", x.rows(), " by ", x.cols(), ", y has ",
         y.size(), " values, the start ", start.size(), "; the network has ", mlp.inputs(),
         " inputs and ", mlp.weights(), " weights");
  if (s.epochs < 0 || s.polish < 0 || s.patience < 0 || s.batch < 1)
    fail(GRAFT_ERROR_ARGUMENT, "tanh training: epochs ", s.epochs, ", polish ", s.polish,
         ", patience ", s.patience, " or batch ", s.batch, " is out of range");
  if (!(s.rate > 0) || !(s.weight_decay >= 0) || !(s.validation >= 0 && s.validation < 1))
    fail(GRAFT_ERROR_ARGUMENT, "tanh training: rate ", s.rate, ", weight_decay ", s.weight_decay,
         " or validation ", s.validation, " is out of range");
}

}  // namespace

std::vector<double> lecun_weights(const Mlp& mlp, uint64_t seed) {
  Rng rng(seed, stream_of(Stream::tanh_weights));
  std::vector<double> w(std::size_t(mlp.weights()), 0.0);
  int64_t fan_in = mlp.inputs();
  for (int64_t l = 0; l < mlp.layers(); ++l) {
    const double deviation = 1 / std::sqrt(double(fan_in));
    int64_t width = 0;
    for (int64_t i = mlp.offset(l); i < mlp.offset(l + 1); i += fan_in + 1, ++width)
      for (int64_t j = 0; j < fan_in; ++j) w[std::size_t(i + j)] = deviation * rng.normal();
    fan_in = width;
  }
  return w;
}

Eigen::VectorXd predict(const Mlp& mlp, const double* weights, const Eigen::MatrixXd& x) {
  auto work = mlp.work(x.rows());
  mlp.forward(Columns(x), weights, work);
  return work.output;
}

TanhFit train_tanh(const Mlp& mlp, const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
                   const TanhTraining& s, std::span<const double> start, const StopPoll& poll,
                   const Groups& groups) {
  check(mlp, x, y, s, start);
  const int64_t n = x.rows(), first = s.last_layer_only ? mlp.offset(mlp.layers() - 1) : 0;
  const int64_t fitted = mlp.weights() - first;
  TanhFit fit;
  // Groups to hold out first; the rows that remain are sorted: with all of them in one batch
  // nothing depends on the draw.
  const auto drawn = drawn_groups(groups.empty() ? each_its_own(n) : groups,
                                  Rng(s.seed, stream_of(Stream::held_out_rows)));
  const int64_t held_groups =
      s.validation > 0 ? std::max<int64_t>(1, std::llround(s.validation * double(drawn.size())))
                       : 0;
  std::vector<int64_t> rows;
  for (std::size_t g = 0; g < drawn.size(); ++g) {
    rows.insert(rows.end(), drawn[g].begin(), drawn[g].end());
    if (int64_t(g) < held_groups) fit.held_out = int64_t(rows.size());
  }
  if (n - fit.held_out < 1 || (fit.held_out == 0 && n <= fitted))
    fail(GRAFT_ERROR_ARGUMENT, "tanh training: ", n, " rows, of which ", fit.held_out,
         " are held out, are too few for ", fitted, " weights");

  std::sort(rows.begin() + fit.held_out, rows.end());
  const Order all(rows), held = all.first(std::size_t(fit.held_out)),
                         train = all.subspan(std::size_t(fit.held_out));
  std::optional<Part> held_out;
  if (fit.held_out > 0) held_out.emplace(mlp, x, y, held);
  Part whole(mlp, x, y, train);

  const auto begin =
      start.empty() ? lecun_weights(mlp, s.seed) : std::vector<double>(start.begin(), start.end());
  Eigen::VectorXd w = Eigen::Map<const Eigen::VectorXd>(begin.data(), mlp.weights());
  Eigen::VectorXd gradient(mlp.weights());
  Best best(held_out, s.patience, poll, w);
  fit.start_loss = held_out ? best.loss : whole.mean_square(w.data());
  if (!std::isfinite(fit.start_loss))
    fail(GRAFT_ERROR_NUMERIC, "tanh training: the loss at the start is ", fit.start_loss);

  Adam adam(w.size());
  const int64_t count = int64_t(train.size()), batch = std::min(s.batch, count);
  const int64_t batches = count / batch;
  const double steps = double(s.epochs * batches);
  int64_t step = 0;
  bool end = false;
  while (fit.epochs < s.epochs && !end) {
    auto order =
        permutation(count, Rng(s.seed, stream_of(Stream::epoch_order, uint64_t(fit.epochs))));
    for (auto& i : order) i = train[std::size_t(i)];
    for (int64_t b = 0; b < batches; ++b, ++step) {
      if (batches == 1 && batch == count)
        whole.loss(w, s.weight_decay, first, gradient);
      else
        Part(mlp, x, y, Order(order).subspan(std::size_t(b * batch), std::size_t(batch)))
            .loss(w, s.weight_decay, first, gradient);
      adam.step(w, gradient,
                0.5 * s.rate * (1 + std::cos(std::numbers::pi * double(step) / steps)));
    }
    ++fit.epochs;
    end = best.see(w);
  }
  if (!best.stopped && s.polish > 0) {
    best.forget_patience();
    w = best.weights;
    LbfgsSettings lbfgs;
    lbfgs.iterations = s.polish;
    fit.polish =
        minimise_lbfgs([&](const Eigen::VectorXd& at,
                           Eigen::VectorXd& g) { return whole.loss(at, s.weight_decay, first, g); },
                       w, lbfgs, [&](const Eigen::VectorXd& at) { return best.see(at); });
  }

  fit.stopped = best.stopped;
  fit.weights.assign(best.weights.begin(), best.weights.end());
  fit.best_loss = held_out ? best.loss : whole.mean_square(best.weights.data());
  if (!std::isfinite(fit.best_loss))
    fail(GRAFT_ERROR_NUMERIC, "tanh training: the loss is ", fit.best_loss);
  fit.sigma = std::sqrt(held_out ? fit.best_loss : fit.best_loss * double(n) / double(n - fitted));
  // The best state was chosen by few rows, whose error may then be as small as chance has it.
  if (held_out) fit.sigma = std::max(fit.sigma, std::sqrt(whole.mean_square(best.weights.data())));
  return fit;
}

}  // namespace graft
