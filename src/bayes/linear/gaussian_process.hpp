// Exact Gaussian processes over given similarities: Bayesian ridge regression in its dual form, and
// its relatives with other kernels.
//
//   y = level + slope f + g(x) + noise,   level ~ N(0, 1), slope ~ N(0, trend),
//   g ~ GP(0, sum_p amplitude_p k_p(x, x')), noise ~ N(0, noise)
//
// with y in standard units and f, if there is one, a known prediction of y by others, in standard
// units as well. Variances and the length maximise the marginal likelihood (Rasmussen and Williams,
// Gaussian Processes for Machine Learning (2006), eq. 5.8 and 5.9) times weak priors (ours), which
// keep a handful of rows from giving a noise or an amplitude of nothing. Everything in double.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <vector>

namespace graft {

enum class Kernel : uint8_t {
  linear,    // k = the similarity, an inner product
  minmax,    // k = the similarity, which is 1 for equal rows
  matern52,  // (1 + a + a^2 / 3) exp(-a), a = sqrt(5) distance / length; of the distance
};

struct GpParameters {
  double noise = 0.1;
  std::vector<double> amplitude;  // by part
  double trend = 0;               // of the slope; 0 where there is no f
  double length = 1;              // matern52; the others are variances
};

// What a process is fitted to: for each part of g its kernel and the rows' similarities [n, n],
// symmetric; trend [n] or empty; y [n].
struct GpData {
  std::vector<Kernel> kernels;
  std::vector<Eigen::MatrixXd> similarity;
  Eigen::VectorXd trend, y;
};

// k of a similarity.
double kernel_value(Kernel kernel, const GpParameters& parameters, double similarity);
// The covariance of level + slope f of two rows: the rest is g's.
double line_covariance(const GpParameters& parameters, double f, double other);

// Parameters as logarithms: noise, amplitudes, then trend and length where the data have them.
Eigen::VectorXd to_logs(const GpData& data, const GpParameters& parameters);
GpParameters from_logs(const GpData& data, const Eigen::VectorXd& logs);

// -log p(y | parameters) - log prior up to a constant; writes the gradient by the logarithms.
// Infinite where the covariance has no Cholesky factor. n^3 multiplications.
double negative_evidence(const GpData& data, const Eigen::VectorXd& logs,
                         Eigen::VectorXd& gradient);

// The most probable parameters, from a few fixed starts on at most 200 rows, the best of which goes
// on with all rows. `stop`, called after each iteration, may be empty.
GpParameters fit_gaussian_process(const GpData& data, const std::function<bool()>& stop);

// At most `most` of the rows, spread evenly over the order of y: what parameters are learned from
// when rows are many.
std::vector<int64_t> rows_over_the_range(const Eigen::VectorXd& y, int64_t most);

// The process given its data.
class GaussianProcess {
 public:
  // covariance [n, n] of the functions at the rows, without noise. Throws GRAFT_ERROR_NUMERIC when
  // it is not positive definite with the noise.
  GaussianProcess(Eigen::MatrixXd covariance, double noise, const Eigen::VectorXd& y);

  int64_t rows() const { return int64_t(weights_.size()); }
  const Eigen::VectorXd& weights() const { return weights_; }  // (K + noise I)^-1 y

  // cross [n, m]: covariances of the data's rows with m others. Mean and variance of the functions
  // at these, of prior variances `own` [m]; cross is overwritten with L^-1 cross.
  struct Moments {
    Eigen::VectorXd mean, variance;
  };
  Moments moments(Eigen::MatrixXd& cross, const Eigen::VectorXd& own) const;

  // Each row's value as predicted by all other rows, noise included, without refitting the
  // parameters (eq. 5.10 to 5.12). n^3 / 3 multiplications.
  Moments leave_one_out(const Eigen::VectorXd& y) const;

 private:
  Eigen::MatrixXd factor_;  // lower triangle L of the Cholesky factorisation
  Eigen::VectorXd weights_;
};

}  // namespace graft
