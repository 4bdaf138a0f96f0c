// The statistics of a comparison of methods: intervals of means, paired tests, and what many tests
// at once ask for. Values must be finite.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

namespace command {

struct Mean {  // sd: NaN for fewer than two values
  double mean = std::numeric_limits<double>::quiet_NaN(), sd = mean;
};
Mean mean_of(const std::vector<double>& values);

struct Interval {
  double low = std::numeric_limits<double>::quiet_NaN(), high = low;
};

// The t below which |T| of Student's distribution with df >= 1 stays with this probability: the
// inverse of the finite series of Abramowitz and Stegun 26.7.3 and 26.7.4.
double t_quantile_central(double level, int64_t df);

// Mean +- t * sd / sqrt(n) at 95 %. NaN for fewer than two values.
Interval t_interval(const std::vector<double>& values);

// The deviation from the mean that a normal variable stays within with this probability.
double normal_quantile_central(double level);

// Wilcoxon's signed-rank test that differences are symmetric about 0, two-sided. Zeros are left
// out, equal ones share their mean rank. Exact (all signs equally likely, given the ranks) for at
// most 25 differences, beyond that the normal approximation with the corrections for ties and for
// continuity.
struct SignedRank {
  double p = 1;
  int64_t used = 0;  // differences that are not 0
  bool exact = true;
};
SignedRank signed_rank(const std::vector<double>& differences);

// Holm's step-down correction: each p as it counts among all of them, so that the chance of any
// false finding stays below the level. NaN stays NaN and does not count.
std::vector<double> holm(const std::vector<double>& p);

// The 95 % percentile interval of the mean by drawing as many values again, with replacement,
// `draws` times from a fixed seed. NaN for fewer than two values.
Interval bootstrap_interval(const std::vector<double>& values, int draws = 10000);

// The value below which a share of the values lies, linear between them. NaN for none.
double quantile(std::vector<double> values, double share);

}  // namespace command
