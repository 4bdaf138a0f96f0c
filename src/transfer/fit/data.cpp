#include "transfer/fit/data.hpp"

#include <algorithm>
#include <cmath>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "model/model.hpp"

namespace graft {
namespace {

constexpr int64_t least_target_rows = 4;  // two to learn from, one to validate, one to spare

void check_kind(const Dataset& set, const Dataset& target, const std::string& name) {
  const Inputs &a = set.inputs(), &b = target.inputs();
  if (a.kind != b.kind)
    fail(GRAFT_ERROR_DATA, name, " holds ", name_of(a.kind), ", the target ", name_of(b.kind));
  if (a.feature_cols != b.feature_cols)
    fail(GRAFT_ERROR_DATA, name, " has ", a.feature_cols, " features, the target ", b.feature_cols);
  if (a.atom_cols != b.atom_cols || a.bond_cols != b.bond_cols)
    fail(GRAFT_ERROR_DATA, name, " has ", a.atom_cols, " atom and ", a.bond_cols,
         " bond features, the target ", b.atom_cols, " and ", b.bond_cols);
}

NetworkShape shape_of(const Inputs& inputs, const Options& options) {
  NetworkShape shape;
  shape.input = inputs.kind;
  shape.atom_cols = inputs.atom_cols;
  shape.bond_cols = inputs.bond_cols;
  shape.feature_cols = inputs.feature_cols;
  shape.depth = options.integer("depth");
  shape.width = options.integer("width");
  shape.activation = options.string("activation") == "relu"   ? Activation::relu
                     : options.string("activation") == "silu" ? Activation::silu
                                                              : Activation::tanh;
  shape.pooling = options.string("pooling") == "mean" ? Pooling::mean : Pooling::sum;
  shape.encoder_width = options.integer("encoder_width");
  shape.latent = options.integer("latent");
  return shape;
}

// Values near the largest double have no deviation that is a number.
Scaling finite_scaling(const std::vector<double>& values, const std::string& name) {
  const Scaling scaling = scaling_of(values);
  if (!std::isfinite(scaling.mean) || !std::isfinite(scaling.sd))
    fail(GRAFT_ERROR_DATA, name, " has values too large for a mean and a deviation");
  return scaling;
}

template <class T>
uint32_t checksum(const std::vector<T>& values, uint32_t crc) {
  return crc32({reinterpret_cast<const uint8_t*>(values.data()), values.size() * sizeof(T)}, crc);
}

}  // namespace

FitSets without_sources(FitSets sets) {
  sets.sources.clear();
  sets.source_model.reset();
  return sets;
}

void check_takes(const ModelContent& base, const Dataset& set, const std::string& name) {
  const Inputs& inputs = set.inputs();
  const NetworkShape& shape = base.shape;
  if (inputs.kind != shape.input)
    fail(GRAFT_ERROR_DATA, name, " holds ", name_of(inputs.kind), ", the source ",
         name_of(shape.input));
  if (inputs.feature_cols < shape.feature_cols)
    fail(GRAFT_ERROR_DATA, name, " has ", inputs.feature_cols, " features, the source ",
         shape.feature_cols);
  if (inputs.atom_cols != shape.atom_cols || inputs.bond_cols != shape.bond_cols)
    fail(GRAFT_ERROR_DATA, name, " has ", inputs.atom_cols, " atom and ", inputs.bond_cols,
         " bond features, the source ", shape.atom_cols, " and ", shape.bond_cols);
}

void FitData::add_inputs(const Dataset& set) {
  for (int64_t row = 0; row < set.rows(); ++row) {
    if (shape.takes_graphs()) {
      const Graph& g = set.graph(row);
      graphs_.push_back(&g);
      fingerprint_ = checksum(
          g.ends,
          checksum(g.bonds.value,
                   checksum(g.bonds.index,
                            checksum(g.atoms.value, checksum(g.atoms.index, fingerprint_)))));
    } else {
      const auto x = set.features(row);
      fingerprint_ = checksum(std::vector<double>(x.begin(), x.end()), fingerprint_);
    }
    set_of_.push_back(&set);
    row_in_set_.push_back(row);
    ++rows_;
  }
}

FitData::Labelled FitData::add_labelled(const Dataset& set, const std::string& name,
                                        int64_t least) {
  Labelled labelled;
  for (int64_t row = 0; row < set.rows(); ++row)
    if (const double y = set.targets()[std::size_t(row)]; !std::isnan(y)) {
      labelled.rows.push_back(rows_ + row);
      labelled.values.push_back(y);
    }
  if (int64_t(labelled.rows.size()) < least)
    fail(GRAFT_ERROR_DATA, name, ": ", labelled.rows.size(), " of its ", set.rows(),
         " rows have a value; at least ", least, " are needed");
  labelled.scaling = finite_scaling(labelled.values, name);
  if (labelled.scaling.sd == 0 && least > 1)
    fail(GRAFT_ERROR_DATA, name, " is constant: every value is ", labelled.values[0]);
  add_inputs(set);
  fingerprint_ = checksum(labelled.values, checksum(labelled.rows, fingerprint_));
  return labelled;
}

FitData::FitData(const FitSets& sets, const Options& options, bool has_transfer,
                 const ModelContent* base, bool own_scaling) {
  const Dataset& target = *sets.target;
  const Inputs& inputs = target.inputs();
  if (base) {
    check_takes(*base, target, "target");
    shape = base->shape;
    covariates = inputs.feature_cols - shape.feature_cols;
  } else {
    shape = shape_of(inputs, options);
  }
  property = target.property();
  unit = target.unit();
  shape.tasks = 1 + int64_t(sets.sources.size());
  shape.has_transfer = has_transfer;
  shape.all_routes = has_transfer && options.string("routes") == "all" &&
                     options.real("mapping_weight") > 0;  // what nothing trained leads nowhere

  tasks.push_back(add_labelled(target, "target", least_target_rows));
  for (std::size_t s = 0; s < sets.sources.size(); ++s) {
    const std::string name = join("source ", s);
    check_kind(sets.sources[s], target, name);
    const int64_t before = rows_;
    tasks.push_back(add_labelled(sets.sources[s], name, 2));
    const Labelled &source = tasks.back(), &mine = tasks[0];
    const auto same_inputs = [&] {
      for (std::size_t i = 0; i < mine.rows.size(); ++i) {
        const int64_t a = mine.rows[i], b = source.rows[i] - before;
        if (target.kind() == InputKind::molecules) {
          if (target.smiles(a) != sets.sources[s].smiles(b)) return false;
        } else if (target.kind() == InputKind::features) {
          if (!std::ranges::equal(target.features(a), sets.sources[s].features(b))) return false;
        } else if (target.graph(a).atoms.index != sets.sources[s].graph(b).atoms.index) {
          return false;
        }
      }
      return true;
    };
    if (source.values == mine.values && same_inputs())
      fail(GRAFT_ERROR_DATA, name, " is the target itself: the same rows with the same values");
  }
  if (sets.validation) {
    check_kind(*sets.validation, target, "validation");
    validation = add_labelled(*sets.validation, "validation", 1);
  }
  if (sets.unlabelled) {
    check_kind(*sets.unlabelled, target, "unlabelled");
    for (int64_t row = 0; row < sets.unlabelled->rows(); ++row) unlabelled.push_back(rows_ + row);
    add_inputs(*sets.unlabelled);
  }

  if (shape.takes_graphs()) {
    environments.emplace(graphs_, shape.depth);
    return;
  }
  if (base && !own_scaling)
    feature_scalings.assign(base->features.begin(), base->features.begin() + shape.feature_cols);
  for (int64_t j = int64_t(feature_scalings.size()); j < inputs.feature_cols; ++j) {
    std::vector<double> column;
    for (std::size_t i = 0; i < set_of_.size(); ++i)
      column.push_back(set_of_[i]->features(row_in_set_[i])[std::size_t(j)]);
    feature_scalings.push_back(finite_scaling(column, join("feature ", j)));
  }
  const auto known = std::span(feature_scalings).first(std::size_t(shape.feature_cols));
  const auto extra = std::span(feature_scalings).subspan(known.size());
  scaled_.resize(std::size_t(rows_) * known.size());
  scaled_covariates_.resize(std::size_t(rows_) * extra.size());
  for (std::size_t i = 0; i < set_of_.size(); ++i) {
    scaled_features(*set_of_[i], row_in_set_[i], 0, known, scaled_.data() + i * known.size());
    scaled_features(*set_of_[i], row_in_set_[i], int64_t(known.size()), extra,
                    scaled_covariates_.data() + i * extra.size());
  }
}

Eigen::VectorXd FitData::Labelled::scaled() const {
  Eigen::VectorXd y(Eigen::Index(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) y[Eigen::Index(i)] = scaling.scale(values[i]);
  return y;
}

ModelContent FitData::content() const {
  ModelContent content;
  content.shape = shape;
  for (const Labelled& task : tasks) content.targets.push_back(task.scaling);
  content.features = feature_scalings;
  content.covariates = covariates;
  if (shape.input == InputKind::molecules) content.origin = "smiles";
  if (shape.input == InputKind::graphs) content.origin = "graphs";
  content.property = property;
  content.unit = unit;
  return content;
}

void FitData::refuse_covariates() const {
  if (covariates > 0)
    fail(GRAFT_ERROR_DATA, "target has ", covariates,
         " features more than the source, which only a Bayesian last layer takes");
}

FitData::Batcher::Batcher(const FitData& data) : data_(data) {
  if (data.environments) graphs_.emplace(*data.environments, data.shape.pooling);
}

InputBatch FitData::Batcher::build(std::span<const int64_t> rows) {
  InputBatch inputs;
  if (graphs_) {
    graphs_->build(rows, batch_);
    inputs.graphs = &batch_;
    return inputs;
  }
  const int64_t cols = data_.shape.feature_cols;
  features_.assign(std::size_t(padded_rows(int64_t(rows.size())) * cols), 0.f);
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::copy_n(data_.scaled_.begin() + rows[i] * cols, cols,
                features_.begin() + int64_t(i) * cols);
  inputs.features = {features_.data(), int64_t(rows.size()), cols};
  return inputs;
}

}  // namespace graft
