#include "transfer/fit/history.hpp"

namespace graft {
namespace {

Losses losses_from(const double* v) { return {v[0], v[1], v[2], v[3], v[4], v[5]}; }

}  // namespace

const std::vector<std::string>& history_columns() {
  static const std::vector<std::string> columns = [] {
    std::vector<std::string> names{"member", "epoch", "step", "seconds"};
    for (const char* part : {"train_", "valid_"})
      for (const char* loss :
           {"total", "regression", "autoencoder", "consistency", "mapping", "distance"})
        names.push_back(std::string(part) + loss);
    names.push_back("valid_rmse");
    names.push_back("jacobian_condition");
    return names;
  }();
  return columns;
}

std::vector<double> HistoryRow::values() const {
  std::vector<double> v{member, epoch, step, seconds};
  for (const Losses* l : {&train, &valid})
    for (double x : l->values()) v.push_back(x);
  v.push_back(valid_rmse);
  v.push_back(jacobian_condition);
  return v;
}

HistoryRow HistoryRow::from_values(const std::vector<double>& v) {
  return {v[0], v[1], v[2], v[3], losses_from(&v[4]), losses_from(&v[10]), v[16], v[17]};
}

}  // namespace graft
