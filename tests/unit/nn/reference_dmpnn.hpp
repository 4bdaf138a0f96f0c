// The networks in plain double: message passing over each molecule's own directed bonds, nothing
// shared, one bond after the other, and multi-layer perceptrons.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "chem/graph.hpp"
#include "nn/network.hpp"
#include "tensor/reference.hpp"

namespace graft::reference {

using Parameters = std::map<std::string, Mat>;

inline Parameters parameters_of(const ParameterLayout& layout, std::span<const float> values) {
  Parameters p;
  for (const auto& entry : layout.entries()) {
    Mat m(entry.rows, entry.cols);
    for (std::size_t i = 0; i < m.x.size(); ++i)
      m.x[i] = double(values[std::size_t(entry.offset) + i]);
    p[entry.name] = m;
  }
  return p;
}

inline Floats floats_of(const ParameterLayout& layout, const Parameters& p) {
  Floats values(std::size_t(layout.size()), 0.f);
  for (const auto& entry : layout.entries()) {
    const Mat& m = p.at(entry.name);
    for (std::size_t i = 0; i < m.x.size(); ++i)
      values[std::size_t(entry.offset) + i] = float(m.x[i]);
  }
  return values;
}

// Weights as a fit starts them, but with biases that are not zero.
inline Floats random_values(const Network& network, uint64_t seed) {
  Floats values(std::size_t(network.layout().size()));
  network.initialise(values, seed, 0, false);
  Rng rng(seed, 123);
  for (const auto& entry : network.layout().entries())
    if (entry.is_bias)
      for (int64_t i = 0; i < entry.cols; ++i)
        values[std::size_t(entry.offset + i)] = float(0.3 * rng.normal());
  return values;
}

inline Mat mlp(const Mat& x, const Parameters& p, const std::string& name) {
  const Mat hidden =
      dense(x, p.at(name + ".w1"), &p.at(name + ".b1"), nullptr, nullptr, Activation::silu);
  return dense(hidden, p.at(name + ".w2"), &p.at(name + ".b2"), nullptr, nullptr, Activation::none);
}

inline Mat feature_embedding(Mat x, const Parameters& p, int64_t depth, Activation act) {
  for (int64_t layer = 0; layer < depth; ++layer) {
    const std::string name = "embedding.dense" + std::to_string(layer);
    x = dense(x, p.at(name + ".w"), &p.at(name + ".b"), nullptr, nullptr, act);
  }
  return x;
}

using Row = std::vector<double>;

// sum += x W for a sparse row, whose first column meets row `first` of W.
inline void add_product(Row& sum, const SparseRows& rows, int64_t row, const Mat& w,
                        int64_t first) {
  for (auto e = rows.start[std::size_t(row)]; e < rows.start[std::size_t(row) + 1]; ++e)
    for (std::size_t j = 0; j < sum.size(); ++j)
      sum[j] +=
          double(rows.value[std::size_t(e)]) * w(first + rows.index[std::size_t(e)], int64_t(j));
}

inline void add_product(Row& sum, const Row& x, const Mat& w) {
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += x[i] * w(int64_t(i), int64_t(j));
}

inline void add(Row& sum, const Row& x) {
  for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += x[j];
}

inline Row activated(Row x, Activation a) {
  for (double& v : x) v = act(v, a);
  return x;
}

// The embedding of one graph: the definition of the D-MPNN, word by word.
inline Row dmpnn(const Graph& g, const Parameters& p, const NetworkShape& shape) {
  struct Bond {
    int from, to;
    int64_t bond;
  };
  std::vector<Bond> bonds;  // bonds[2 b] and bonds[2 b + 1] are each other's reverse
  for (std::size_t b = 0; b < g.ends.size(); ++b) {
    bonds.push_back({g.ends[b][0], g.ends[b][1], int64_t(b)});
    bonds.push_back({g.ends[b][1], g.ends[b][0], int64_t(b)});
  }
  const Row zero(std::size_t(shape.width), 0.0);
  std::vector<Row> h0;  // before the activation
  for (const Bond& vw : bonds) {
    Row sum = zero;
    add_product(sum, g.atoms, vw.from, p.at("embedding.bond_input"), 0);
    add_product(sum, g.bonds, vw.bond, p.at("embedding.bond_input"), shape.atom_cols);
    h0.push_back(activated(sum, shape.activation));
  }
  std::vector<Row> h = h0;
  for (int64_t round = 1; round < shape.depth; ++round) {
    std::vector<Row> next;
    for (std::size_t vw = 0; vw < bonds.size(); ++vw) {
      Row message = zero;
      for (std::size_t kv = 0; kv < bonds.size(); ++kv)
        if (bonds[kv].to == bonds[vw].from && kv != (vw ^ 1)) add(message, h[kv]);
      Row sum = h0[vw];
      add_product(sum, message, p.at("embedding.message"));
      next.push_back(activated(sum, shape.activation));
    }
    h = next;
  }
  Row e = zero;
  for (int v = 0; v < g.atom_count(); ++v) {
    Row message = zero, sum = p.at("embedding.atom_bias").x;
    for (std::size_t wv = 0; wv < bonds.size(); ++wv)
      if (bonds[wv].to == v) add(message, h[wv]);
    add_product(sum, g.atoms, v, p.at("embedding.atom_input"), 0);
    add_product(sum, message, p.at("embedding.atom_message"));
    add(e, activated(sum, shape.activation));
  }
  if (shape.pooling == Pooling::mean)
    for (double& x : e) x /= double(g.atom_count());
  return e;
}

inline Mat dmpnn(const std::vector<const Graph*>& graphs, const Parameters& p,
                 const NetworkShape& shape) {
  Mat e(int64_t(graphs.size()), shape.width);
  for (std::size_t i = 0; i < graphs.size(); ++i) {
    const Row row = dmpnn(*graphs[i], p, shape);
    std::copy(row.begin(), row.end(), e.x.begin() + long(i) * shape.width);
  }
  return e;
}

// The largest difference over the largest size, or over `least_scale` if that is larger.
inline double error_of(const float* got, const Mat& expected, double least_scale = 1e-30) {
  double scale = least_scale, worst = 0;
  for (std::size_t i = 0; i < expected.x.size(); ++i) {
    scale = std::max(scale, std::abs(expected.x[i]));
    const double difference = std::abs(double(got[i]) - expected.x[i]);
    worst = difference <= worst ? worst : difference;  // keeps a NaN
  }
  return worst / scale;
}

}  // namespace graft::reference
