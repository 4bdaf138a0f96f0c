/* Scores against values computed by hand. */
#include <math.h>

#include "check.h"

static const double y[] = {1, 2, NAN, 4}, mean[] = {1.5, 1, 100, 4}, sd[] = {1, 0.5, 1, 2};

static double score(const char *metric) {
  double value = -1;
  OK(graft_score(metric, y, mean, sd, 4, &value));
  return value;
}

static void errors_skip_rows_without_a_value(void) {
  CHECK(near_to(score("rmse"), sqrt(1.25 / 3), 1e-15)); /* errors 0.5, -1, 0 */
  CHECK(near_to(score("mae"), 0.5, 1e-15));
  CHECK(near_to(score("r2"), 1 - 1.25 / (14.0 / 3), 1e-15)); /* mean of y is 7/3 */
}

static void coverage_counts_the_rows_within_the_interval(void) {
  const double truth[] = {1.95, -1.95, 1.97, 0}, zero[] = {0, 0, 0, 0}, one[] = {1, 1, 1, 1};
  double value = 0;
  OK(graft_score("coverage95", truth, zero, one, 4, &value));
  CHECK(value == 0.75);
}

static void crps_and_log_density_are_the_normal_distributions(void) {
  /* At y = mean with deviation 1: crps 2 phi(0) - 1/sqrt(pi); at one deviation off: 0.602441. */
  const double truth[] = {0, 1}, zero[] = {0, 0}, one[] = {1, 1};
  const double pi = acos(-1.0);
  double value = 0;
  OK(graft_score("crps", truth, zero, one, 1, &value));
  CHECK(near_to(value, 2 / sqrt(2 * pi) - 1 / sqrt(pi), 1e-15));
  OK(graft_score("crps", truth + 1, zero, one, 1, &value));
  CHECK(near_to(value, 0.602441, 1e-6));
  OK(graft_score("log_density", truth, zero, one, 2, &value));
  CHECK(near_to(value, -0.5 * log(2 * pi) - 0.25, 1e-15));
}

static void what_cannot_be_scored_is_refused(void) {
  const double nothing[] = {NAN, NAN}, flat[] = {1, 0};
  double value = 7;
  REFUSED(graft_score("mse", y, mean, sd, 4, &value), GRAFT_ERROR_ARGUMENT, "metric|'mse'|rmse");
  CHECK(value == 0);
  REFUSED(graft_score("crps", y, mean, NULL, 4, &value), GRAFT_ERROR_ARGUMENT, "sd|crps");
  REFUSED(graft_score("crps", y, mean, flat, 2, &value), GRAFT_ERROR_DATA, "sd|row 1|0");
  REFUSED(graft_score("rmse", nothing, mean, NULL, 2, &value), GRAFT_ERROR_DATA, "no row");
  REFUSED(graft_score("rmse", y, mean, NULL, 0, &value), GRAFT_ERROR_DATA, "no row");
  REFUSED(graft_score("rmse", y, mean, NULL, -1, &value), GRAFT_ERROR_ARGUMENT, "rows|-1");
  REFUSED(graft_score("rmse", NULL, mean, NULL, 4, &value), GRAFT_ERROR_ARGUMENT, "y|NULL");
  REFUSED(graft_score("rmse", y, NULL, NULL, 4, &value), GRAFT_ERROR_ARGUMENT, "mean|NULL");
  REFUSED(graft_score(NULL, y, mean, NULL, 4, &value), GRAFT_ERROR_ARGUMENT, "metric|NULL");
  OK(graft_score("rmse", y, mean, NULL, 4, NULL));
}

int main(void) {
  RUN(errors_skip_rows_without_a_value);
  RUN(coverage_counts_the_rows_within_the_interval);
  RUN(crps_and_log_density_are_the_normal_distributions);
  RUN(what_cannot_be_scored_is_refused);
  return checks_done();
}
