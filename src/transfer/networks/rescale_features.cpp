#include "transfer/networks/rescale_features.hpp"

namespace graft {
namespace {

struct FirstLayer {
  const ParameterLayout::Entry* weights = nullptr;  // [features, width]
  const ParameterLayout::Entry* bias = nullptr;     // [1, width]
};

FirstLayer first_layer(const Network& network) {
  FirstLayer layer;
  for (const auto& entry : network.layout().entries())
    if (entry.layer.block == Block::embedding && entry.layer.depth == 0)
      (entry.is_bias ? layer.bias : layer.weights) = &entry;
  return layer;
}

}  // namespace

void rescale_inputs(ModelContent& networks, const std::vector<Scaling>& from,
                    const std::vector<Scaling>& to) {
  if (!networks.shape.takes_features()) return;
  const Network network(networks.shape);
  const auto [weights, bias] = first_layer(network);
  for (Floats& member : networks.members)
    for (int64_t j = 0; j < weights->rows; ++j) {
      const Scaling &a = from[std::size_t(j)], &b = to[std::size_t(j)];
      float* w = member.data() + weights->offset + j * weights->cols;
      // What was scaled to (x - a.mean) / a.sd is now (x - b.mean) / b.sd.
      const double stretch = a.sd > 0 ? b.sd / a.sd : 0;
      const double shift = a.sd > 0 ? (b.mean - a.mean) / a.sd : 0;
      for (int64_t k = 0; k < weights->cols; ++k) {
        member[std::size_t(bias->offset + k)] += float(shift * w[k]);
        w[k] = float(stretch * w[k]);
      }
    }
}

void adopt_constant_columns(ModelContent& source, const Dataset& target) {
  if (!source.shape.takes_features()) return;
  const Network network(source.shape);
  const auto* weights = first_layer(network).weights;
  for (int64_t j = 0; j < source.shape.feature_cols; ++j) {
    Scaling& scaling = source.features[std::size_t(j)];
    if (scaling.sd > 0) continue;
    std::vector<double> column;
    for (int64_t row = 0; row < target.rows(); ++row)
      column.push_back(target.features(row)[std::size_t(j)]);
    scaling = scaling_of(column);
    for (Floats& member : source.members)
      for (int64_t k = 0; k < weights->cols; ++k)
        member[std::size_t(weights->offset + j * weights->cols + k)] = 0;
  }
}

}  // namespace graft
