// A thin C++17 layer over graft.h: handles that free themselves and statuses that become
// exceptions. Header only and optional; it adds nothing to the ABI. See graft.h for what each call
// does.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "graft.h"

namespace graft_api {

class Error : public std::runtime_error {
 public:
  explicit Error(graft_status status) : std::runtime_error(graft_last_error()), status_(status) {}
  graft_status status() const noexcept { return status_; }

 private:
  graft_status status_;
};

inline void check(graft_status status) {
  if (status != GRAFT_OK) throw Error(status);
}

template <class T, void (*release)(T*)>
struct Release {
  void operator()(T* handle) const noexcept { release(handle); }
};
template <class T, void (*release)(T*)>
using Handle = std::unique_ptr<T, Release<T, release>>;

// Runs a function of graft.h whose last argument is the handle it makes:
//   auto set = make<Dataset>(graft_dataset_from_csv, nullptr, path, "smiles", "smiles", "y",
//   nullptr, nullptr);
template <class H, class Function, class... Arguments>
H make(Function function, Arguments&&... arguments) {
  typename H::pointer out = nullptr;
  check(function(std::forward<Arguments>(arguments)..., &out));
  return H(out);
}

// The text of a function of graft.h that ends in (buffer, capacity, needed).
template <class Function, class... Arguments>
std::string text(Function function, Arguments&&... arguments) {
  int64_t needed = 0;
  check(function(arguments..., nullptr, int64_t{0}, &needed));
  std::string result(static_cast<std::size_t>(needed) + 1, '\0');
  check(function(arguments..., result.data(), needed + 1, nullptr));
  result.pop_back();
  return result;
}

using Dataset = Handle<graft_dataset, graft_dataset_free>;
using Fitter = Handle<graft_fitter, graft_fitter_free>;
using Model = Handle<graft_model, graft_model_free>;

class Options : public Handle<graft_options, graft_options_free> {
  using Base = Handle<graft_options, graft_options_free>;

 public:
  Options() : Base(make<Base>(graft_options_create)) {}
  Options& set(const std::string& key, const std::string& value_text) {
    check(graft_options_set_text(get(), key.c_str(), value_text.c_str()));
    return *this;
  }
  Options& set(const std::string& key, int64_t value) {
    check(graft_options_set_int(get(), key.c_str(), value));
    return *this;
  }
  Options& set(const std::string& key, double value) {
    check(graft_options_set_double(get(), key.c_str(), value));
    return *this;
  }
};

inline Dataset select_part(const Dataset& set, const std::vector<int32_t>& part, int32_t which) {
  return make<Dataset>(graft_dataset_select_part, set.get(), part.data(), which);
}

inline Dataset without(const Dataset& set, const Dataset& other) {
  return make<Dataset>(graft_dataset_without, set.get(), other.get());
}

// For each row of `set` the distance to the nearest row of `reference`.
inline std::vector<double> distances(const Dataset& set, const Dataset& reference,
                                     const Options* options = nullptr) {
  std::vector<double> d(static_cast<std::size_t>(graft_dataset_rows(set.get())));
  check(graft_dataset_distances(set.get(), reference.get(), options ? options->get() : nullptr,
                                d.data(), static_cast<int64_t>(d.size())));
  return d;
}

// The model; `converged` (may be NULL) tells what GRAFT_UNCONVERGED tells.
inline Model fit(const Fitter& fitter, bool* converged = nullptr) {
  graft_model* out = nullptr;
  const graft_status status = graft_fitter_fit(fitter.get(), &out);
  if (converged) *converged = status != GRAFT_UNCONVERGED;
  if (status != GRAFT_UNCONVERGED) check(status);
  return Model(out);
}

inline double evaluate(const Model& model, const Dataset& set, const char* metric,
                       const Options* options = nullptr) {
  double value = 0;
  check(graft_model_evaluate(model.get(), set.get(), options ? options->get() : nullptr, metric,
                             &value));
  return value;
}

// The value of a diagnostic; NaN when there is none of that name.
inline double diagnostic(const Model& model, const std::string& wanted) {
  for (int64_t i = 0; i < graft_model_diagnostic_count(model.get()); ++i) {
    const char* name = nullptr;
    double value = 0;
    check(graft_model_diagnostic(model.get(), i, &name, &value));
    if (wanted == name) return value;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

inline std::vector<double> targets(const Dataset& set) {
  std::vector<double> y(static_cast<std::size_t>(graft_dataset_rows(set.get())));
  check(graft_dataset_targets(set.get(), y.data(), static_cast<int64_t>(y.size())));
  return y;
}

struct Prediction {
  std::vector<double> mean, model_sd, noise_sd;
};

inline Prediction predict(const Model& model, const Dataset& set,
                          const Options* options = nullptr) {
  const auto rows = static_cast<std::size_t>(graft_dataset_rows(set.get()));
  Prediction p{std::vector<double>(rows), std::vector<double>(rows), std::vector<double>(rows)};
  check(graft_model_predict(model.get(), set.get(), options ? options->get() : nullptr,
                            p.mean.data(), p.model_sd.data(), p.noise_sd.data(),
                            static_cast<int64_t>(rows)));
  return p;
}

inline double score(const char* metric, const std::vector<double>& y,
                    const std::vector<double>& mean, const std::vector<double>* sd = nullptr) {
  double value = 0;
  check(graft_score(metric, y.data(), mean.data(), sd ? sd->data() : nullptr,
                    static_cast<int64_t>(y.size()), &value));
  return value;
}

}  // namespace graft_api
