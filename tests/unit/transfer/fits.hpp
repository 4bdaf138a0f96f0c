// Fits for tests: one call from a method, options and sets to a model.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "catch.hpp"
#include "model/format.hpp"
#include "model/scores.hpp"
#include "transfer/fitter.hpp"
#include "transfer/sets.hpp"

namespace graft::fits {

inline Fitter::Result result_of(const std::string& method, const Options& options, FitSets s) {
  Fitter fitter(method, options);
  fitter.sets = std::move(s);
  return fitter.fit();
}

inline std::shared_ptr<const Model> fit(const std::string& method, const Options& options,
                                        FitSets s) {
  return result_of(method, options, std::move(s)).model;
}

inline double rmse(const Model& model, const Dataset& test) {
  return model.evaluate(test, "rmse", 1);
}

inline std::vector<uint8_t> bytes_of(const Model& model) { return write_model(model.content()); }

// A diagnostic by name; NaN when there is none.
inline double diagnostic(const Model& model, const std::string& name) {
  for (const Diagnostic& d : model.content().diagnostics)
    if (d.name == name) return d.value;
  return missing;
}
inline bool has_diagnostic(const Model& model, const std::string& name) {
  for (const Diagnostic& d : model.content().diagnostics)
    if (d.name == name) return true;
  return false;
}

inline Options with(Options options, const std::vector<std::pair<std::string, std::string>>& more) {
  for (const auto& [key, value] : more) options.set_text(key, value);
  return options;
}

// Deep networks of some hundred weights, trained in milliseconds.
inline Options deep_options() {
  return with(sets::small_options(), {{"network", "deep"},
                                      {"depth", "1"},
                                      {"steps", "300"},
                                      {"epoch_steps", "20"},
                                      {"learning_rate", "0.01"},
                                      {"valid_fraction", "0.2"},
                                      {"members", "2"},
                                      {"draws", "100"}});
}

// Chains just long enough for means and deviations.
inline Options chain_options() {
  return with(Options(), {{"hidden", "6"},
                          {"members", "1"},
                          {"valid_fraction", "0.1"},
                          {"chains", "2"},
                          {"adaptation", "200"},
                          {"samples", "200"},
                          {"draws", "200"}});
}

struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "graft-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

}  // namespace graft::fits
