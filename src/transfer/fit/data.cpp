#include "transfer/fit/data.hpp"

#include <algorithm>
#include <cmath>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "chem/featurizer.hpp"
#include "chem/smiles.hpp"
#include "chem/structure_features.hpp"
#include "data/equal_rows.hpp"
#include "model/model.hpp"

namespace graft {
namespace {

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

template <class T>
uint32_t checksum(const std::vector<T>& values, uint32_t crc) {
  return crc32({reinterpret_cast<const uint8_t*>(values.data()), values.size() * sizeof(T)}, crc);
}

}  // namespace

void FitData::add_inputs(const Dataset& set) {
  for (int64_t row = 0; row < set.rows(); ++row) {
    if (shape.takes_graphs()) {
      const Graph& g = set.graph(row);
      fingerprint_ = checksum(
          g.ends,
          checksum(g.bonds.value,
                   checksum(g.bonds.index,
                            checksum(g.atoms.value, checksum(g.atoms.index, fingerprint_)))));
    } else if (shape.takes_structures()) {
      Checksum sum;
      traits_of(shape.input).add_to(sum, set.inputs(), set.input_places()[std::size_t(row)]);
      fingerprint_ = checksum(std::vector{sum.value()}, fingerprint_);
    } else {
      const auto x = set.features(row);
      fingerprint_ = checksum(std::vector<double>(x.begin(), x.end()), fingerprint_);
    }
    row_of_.push_back({&set, row});
    ++rows_;
  }
}

FitData::Labelled FitData::add_labelled(const Dataset& set, const std::string& name,
                                        int64_t least) {
  Labelled labelled;
  labelled.scaling = scaling_of_values(set, name, least);
  for (int64_t row = 0; row < set.rows(); ++row)
    if (const double y = set.targets()[std::size_t(row)]; !std::isnan(y)) {
      labelled.rows.push_back(rows_ + row);
      labelled.values.push_back(y);
    }
  add_inputs(set);
  fingerprint_ = checksum(labelled.values, checksum(labelled.rows, fingerprint_));
  return labelled;
}

FitData::FitData(const FitSets& sets, const Options& options, bool has_transfer,
                 const ModelContent* base, bool own_scaling) {
  const Dataset& target = *sets.target;
  const Inputs& inputs = target.inputs();
  if (base) {
    check_takes(*base, target, sets.target_name);
    shape = base->shape;
    covariates = inputs.feature_cols - shape.feature_cols;
  } else {
    shape = shape_of(inputs, options);
  }
  property = target.property();
  unit = target.unit();
  columns = target.columns();
  origin = target.origin();
  shape.tasks = 1 + int64_t(sets.sources.size());
  shape.has_transfer = has_transfer;
  shape.all_routes = has_transfer && options.string("routes") == "all" &&
                     options.real("mapping_weight") > 0;  // what nothing trained leads nowhere

  check_alike(sets);
  tasks.push_back(add_labelled(target, sets.target_name, least_target_rows));
  const Groups groups = groups_of(target);
  for (const int64_t row : tasks[0].rows)  // the first rows of the numbering
    target_groups.push_back(groups[std::size_t(row)]);
  for (std::size_t s = 0; s < sets.sources.size(); ++s)
    tasks.push_back(add_labelled(sets.sources[s], join("source ", s), least_source_rows));
  if (sets.validation) validation = add_labelled(*sets.validation, "validation", 1);
  if (sets.unlabelled) {
    for (int64_t row = 0; row < sets.unlabelled->rows(); ++row) unlabelled.push_back(rows_ + row);
    add_inputs(*sets.unlabelled);
  }

  if (base && !own_scaling)
    feature_scalings.assign(base->features.begin(), base->features.begin() + shape.feature_cols);
  std::vector<NamedSet> all{{&target, sets.target_name}};
  for (std::size_t s = 0; s < sets.sources.size(); ++s)
    all.push_back({&sets.sources[s], join("source ", s)});
  if (sets.validation) all.push_back({&*sets.validation, "validation"});
  if (sets.unlabelled) all.push_back({&*sets.unlabelled, "unlabelled"});
  for (int64_t j = int64_t(feature_scalings.size()); j < inputs.feature_cols; ++j)
    feature_scalings.push_back(scaling_of_feature(all, j));
  prepared_ = prepare_rows(shape, row_of_, feature_scalings);
  const auto extra = std::span(feature_scalings).subspan(std::size_t(shape.feature_cols));
  scaled_covariates_.resize(std::size_t(rows_) * extra.size());
  for (std::size_t i = 0; i < row_of_.size() && !extra.empty(); ++i)
    scaled_features(*row_of_[i].set, row_of_[i].row, shape.feature_cols, extra,
                    scaled_covariates_.data() + i * extra.size());
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
  content.columns = columns;
  content.origin = origin;
  if (shape.input == InputKind::molecules)
    content.featuriser = join("rdkit ", rdkit_version(), ", features ", featuriser_version);
  if (shape.input == InputKind::structures)
    content.featuriser = join("structures, features ", structure_features_version);
  content.property = property;
  content.unit = unit;
  return content;
}

void FitData::refuse_covariates() const {
  if (covariates > 0)
    fail(GRAFT_ERROR_DATA, "target has ", covariates,
         " features more than the source, which only a Bayesian last layer takes");
}

}  // namespace graft
