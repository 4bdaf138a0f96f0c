// Fitted models: they never change, and predict from any number of threads at once.
#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arrays.hpp"
#include "dataset.hpp"
#include "options.hpp"
#include "support.hpp"

namespace graft_api {

struct Prediction {
  explicit Prediction(int64_t rows)
      : mean(static_cast<std::size_t>(rows)), model_sd(mean), noise_sd(mean) {}
  // The whole predictive deviation.
  double sd(std::size_t row) const { return std::hypot(model_sd[row], noise_sd[row]); }

  std::vector<double> mean, model_sd, noise_sd;
};

// Where a prediction goes: as many values as rows, or none where they are not wanted.
struct PredictionSpans {
  Span<double> mean, model_sd = {}, noise_sd = {};
};

struct Diagnostic {
  std::string name;
  double value;
};

class Model : public Handle<graft_model, graft_model_free> {
 public:
  using Handle::Handle;

  static Model load(const std::filesystem::path& path, const Context& context = {}) {
    return made<Model>(graft_model_load, context.get(), c_text(path.string(), "path").c_str());
  }
  void save(const std::filesystem::path& path) const {
    check(graft_model_save(get(), c_text(path.string(), "path").c_str()));
  }
  static Model from_bytes(std::string_view bytes, const Context& context = {}) {
    return made<Model>(graft_model_load_memory, context.get(), bytes.data(),
                       static_cast<int64_t>(bytes.size()));
  }
  std::string to_bytes() const {
    int64_t size = 0;
    check(graft_model_save_memory(get(), nullptr, 0, &size));
    std::string bytes(static_cast<std::size_t>(size), '\0');
    check(graft_model_save_memory(get(), bytes.data(), size, nullptr));
    return bytes;
  }
  // Gives the model's file piece by piece to give(std::string_view); what it throws comes out.
  template <class Give>
  void write(Give&& give) const {
    struct Writing {
      Give& give;
      Caught caught;
      static int32_t next(const void* bytes, int64_t size, void* user) {
        auto& self = *static_cast<Writing*>(user);
        return self.caught.run([&] {
          self.give(
              std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(size)));
          return 0;
        });
      }
    } writing{give, {}};
    writing.caught.finish(graft_model_write(get(), &Writing::next, &writing));
  }

  // Of a data set; of SMILES or formulas, whichever the model takes; of feature vectors; of
  // structures.
  Prediction predict(const Dataset& set, const Options& options = {}) const {
    return filled(set.rows(), set, options);
  }
  Prediction predict(const Texts& texts, const Options& options = {}) const {
    return filled(texts.size(), texts, options);
  }
  Prediction predict(MatrixView<const double> x, const Options& options = {}) const {
    return filled(x.rows, x, options);
  }
  Prediction predict(MatrixView<const float> x, const Options& options = {}) const {
    return filled(x.rows, x, options);
  }

  Prediction predict(const Structures& structures, const Options& options = {}) const {
    structures.check();
    return filled(structures.rows(), structures, options);
  }

  // The same to arrays of the caller's; nothing is allocated here.
  void predict_into(const Dataset& set, const PredictionSpans& to,
                    const Options& options = {}) const {
    const Pointers p(to, set.rows());
    check(graft_model_predict(get(), set.get(), options.get(), p.mean, p.model_sd, p.noise_sd,
                              set.rows()));
  }
  void predict_into(const Texts& texts, const PredictionSpans& to,
                    const Options& options = {}) const {
    const Pointers p(to, texts.size());
    check(graft_model_predict_texts(get(), texts.bytes(), texts.offsets(), texts.size(),
                                    options.get(), p.mean, p.model_sd, p.noise_sd));
  }
  void predict_into(MatrixView<const double> x, const PredictionSpans& to,
                    const Options& options = {}) const {
    const Pointers p(to, x.rows);
    check(graft_model_predict_features(get(), x.data, x.rows, x.cols, x.row_stride, x.col_stride,
                                       options.get(), p.mean, p.model_sd, p.noise_sd));
  }
  void predict_into(MatrixView<const float> x, const PredictionSpans& to,
                    const Options& options = {}) const {
    const Pointers p(to, x.rows);
    check(graft_model_predict_features_f32(get(), x.data, x.rows, x.cols, x.row_stride,
                                           x.col_stride, options.get(), p.mean, p.model_sd,
                                           p.noise_sd));
  }
  void predict_into(const Structures& s, const PredictionSpans& to,
                    const Options& options = {}) const {
    s.check();
    const Pointers p(to, s.rows());
    check(graft_model_predict_structures(get(), s.rows(), s.atom_offsets.data(), s.species.data(),
                                         s.positions.data, s.positions.row_stride,
                                         s.positions.col_stride,
                                         s.cells.size() > 0 ? s.cells.data() : nullptr,
                                         s.periodic.size() > 0 ? s.periodic.data() : nullptr,
                                         options.get(), p.mean, p.model_sd, p.noise_sd));
  }
  // SMILES as an array of C strings.
  void predict_smiles_into(Span<const char* const> smiles, const PredictionSpans& to,
                           const Options& options = {}) const {
    const Pointers p(to, smiles.size());
    check(graft_model_predict_smiles(get(), smiles.data(), smiles.size(), options.get(), p.mean,
                                     p.model_sd, p.noise_sd));
  }

  // A column for each level.
  Matrix quantiles(const Dataset& set, Span<const double> levels,
                   const Options& options = {}) const {
    Matrix q(set.rows(), levels.size());
    quantiles_into(set, levels, q.view(), options);
    return q;
  }
  void quantiles_into(const Dataset& set, Span<const double> levels, MatrixView<double> to,
                      const Options& options = {}) const {
    to.expect_shape(set.rows(), levels.size());
    check(graft_model_quantiles(get(), set.get(), options.get(), levels.data(), levels.size(),
                                to.data, to.rows, to.row_stride, to.col_stride));
  }
  // A column for each draw, which is one function at every row.
  Matrix draws(const Dataset& set, int64_t count, bool noise = false,
               const Options& options = {}) const {
    if (count < 0) throw Error(GRAFT_ERROR_ARGUMENT, "count: is negative");
    Matrix values(set.rows(), count);
    draws_into(set, values.view(), noise, options);
    return values;
  }
  void draws_into(const Dataset& set, MatrixView<double> to, bool noise = false,
                  const Options& options = {}) const {
    check(graft_model_draws(get(), set.get(), options.get(), noise ? 1 : 0, to.data, to.rows,
                            to.cols, to.row_stride, to.col_stride));
  }
  double evaluate(const Dataset& set, std::string_view metric, const Options& options = {}) const {
    double value = 0;
    check(graft_model_evaluate(get(), set.get(), options.get(), c_text(metric, "metric").c_str(),
                               &value));
    return value;
  }
  // what is "embedding", "latent" or "frame".
  Matrix embed(const Dataset& set, std::string_view what, int64_t task = 0) const {
    int64_t cols = 0;
    check(graft_model_embed_cols(get(), c_text(what, "what").c_str(), &cols));
    Matrix values(set.rows(), cols);
    embed_into(set, what, task, values.view());
    return values;
  }
  void embed_into(const Dataset& set, std::string_view what, int64_t task,
                  MatrixView<double> to) const {
    check(graft_model_embed(get(), set.get(), c_text(what, "what").c_str(), task, to.data, to.rows,
                            to.cols, to.row_stride, to.col_stride));
  }
  std::vector<Diagnostic> diagnostics() const {
    std::vector<Diagnostic> found;
    for (int64_t i = 0; i < graft_model_diagnostic_count(get()); ++i) {
      const char* name;
      double value;
      check(graft_model_diagnostic(get(), i, &name, &value));
      found.push_back({name, value});
    }
    return found;
  }
  // Its value; NaN when there is none of that name.
  double diagnostic(std::string_view name) const {
    for (const Diagnostic& d : diagnostics())
      if (d.name == name) return d.value;
    return std::numeric_limits<double>::quiet_NaN();
  }

  std::string text(std::string_view fact) const {
    return text_of(graft_model_get_text, get(), c_text(fact, "fact").c_str());
  }
  int64_t integer(std::string_view fact) const {
    int64_t value = 0;
    check(graft_model_get_int(get(), c_text(fact, "fact").c_str(), &value));
    return value;
  }
  double number(std::string_view fact) const {
    double value = 0;
    check(graft_model_get_double(get(), c_text(fact, "fact").c_str(), &value));
    return value;
  }
  std::vector<FactEntry> facts() const {
    std::vector<FactEntry> entries;
    for (int64_t i = 0; i < graft_model_fact_count(get()); ++i) {
      const char *key, *type;
      check(graft_model_fact(get(), i, &key, &type));
      entries.push_back({key, type});
    }
    return entries;
  }
  std::string column(int64_t col) const { return text_of(graft_model_column, get(), col); }
  // All that is known of it, as one JSON object.
  std::string info() const { return text_of(graft_model_info, get()); }

 private:
  struct Pointers {
    Pointers(const PredictionSpans& to, int64_t rows)
        : mean(optional(to.mean, rows, "mean")),
          model_sd(optional(to.model_sd, rows, "model_sd")),
          noise_sd(optional(to.noise_sd, rows, "noise_sd")) {}
    double *mean, *model_sd, *noise_sd;
  };
  template <class Input>
  Prediction filled(int64_t rows, const Input& input, const Options& options) const {
    Prediction p(rows);
    predict_into(input, {p.mean, p.model_sd, p.noise_sd}, options);
    return p;
  }
};

// A metric over the rows whose y is not NaN; sd only where the metric reads it.
inline double score(std::string_view metric, Span<const double> y, Span<const double> mean,
                    Span<const double> sd = {}) {
  expect(mean.size(), y.size(), "mean");
  double value = 0;
  check(graft_score(c_text(metric, "metric").c_str(), y.data(), mean.data(),
                    optional(sd, y.size(), "sd"), y.size(), &value));
  return value;
}

}  // namespace graft_api
