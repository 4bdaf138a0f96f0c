// What a fit sees: the rows of all sets in one numbering, their shared environments or scaled
// feature vectors, and scaled targets.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/groups.hpp"
#include "base/options.hpp"
#include "data/dataset.hpp"
#include "data/scaler.hpp"
#include "model/model.hpp"
#include "nn/rows.hpp"
#include "transfer/fit/keys.hpp"
#include "transfer/fit/sets.hpp"

namespace graft {

// What the options say of a network.
inline constexpr Keys<6> shape_keys{"depth",   "width",         "activation",
                                    "pooling", "encoder_width", "latent"};

class FitData {
 public:
  // Prepares sets that check_sets() has passed to be fitted together. `base`: a model whose sizes
  // and, unless own_scaling, scaling of the features are taken over; columns behind its features
  // are covariates. Throws GRAFT_ERROR_DATA that names the set and what is wrong with it.
  FitData(const FitSets& sets, const Options& options, bool has_transfer,
          const ModelContent* base = nullptr, bool own_scaling = false);

  struct Labelled {              // a set's rows that have a target
    std::vector<int64_t> rows;   // in the fit's numbering
    std::vector<double> values;  // in the property's unit
    Scaling scaling;
    Groups groups;                   // rows of equal input; not of sources
    Eigen::VectorXd scaled() const;  // values in standard units
  };
  NetworkShape shape;
  std::vector<Labelled> tasks;      // 0 the target, then the sources
  Labelled validation;              // given by the user; empty when a part of the target serves
  std::vector<int64_t> unlabelled;  // rows
  std::vector<Scaling> feature_scalings;  // the covariates' behind the features'
  int64_t covariates = 0;
  std::string property, unit, origin;  // of the target
  std::vector<std::string> columns;    // its features' names, or none

  // A model of these data without networks.
  ModelContent content() const;
  // Throws GRAFT_ERROR_DATA for columns that only a Bayesian last layer takes.
  void refuse_covariates() const;

  int64_t rows() const { return rows_; }
  // The scaled covariates of a row.
  std::span<const float> covariates_of(int64_t row) const {
    return {scaled_covariates_.data() + row * covariates, std::size_t(covariates)};
  }
  uint32_t fingerprint() const { return fingerprint_; }  // of all inputs and targets

  // One batch's inputs. Keeps scratch memory; one per thread.
  class Batcher : public RowBatcher {
   public:
    explicit Batcher(const FitData& data) : rows_(data.prepared_->batcher()) {}
    InputBatch build(std::span<const int64_t> rows) override { return rows_->build(rows); }

   private:
    std::unique_ptr<RowBatcher> rows_;
  };

 private:
  void add_inputs(const Dataset& set);
  Labelled add_labelled(const Dataset& set, const std::string& name, int64_t least);
  std::vector<RowOf> row_of_;  // where each row stands
  std::unique_ptr<const PreparedRows> prepared_;
  Floats scaled_covariates_;  // [rows, covariates]
  int64_t rows_ = 0;
  uint32_t fingerprint_ = 0;
};

}  // namespace graft
