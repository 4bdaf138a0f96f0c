// What all kinds share whose rows are compared as vectors of numbers.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.hpp"
#include "data/dataset.hpp"
#include "data/inputs/inputs.hpp"
#include "data/similarity.hpp"

namespace graft {

class VectorRows : public InputTraits {
 public:
  Descriptors descriptors(const Dataset& dataset, int64_t) const override {
    Descriptors own;
    const auto rows = vectors(dataset.inputs(), dataset.input_places());
    std::vector<double> column(rows.size());
    for (int64_t j = 0; j < columns(dataset.inputs()); ++j) {
      for (std::size_t i = 0; i < rows.size(); ++i) column[i] = rows[i][j];
      const Scaling& scaling = own.scalings.emplace_back(scaling_of(column));
      if (!std::isfinite(scaling.mean) || !std::isfinite(scaling.sd)) {
        const auto largest =
            std::ranges::max_element(column, {}, [](double v) { return std::abs(v); });
        fail(GRAFT_ERROR_DATA, "feature ", dataset.column_name(j),
             " has values too large for a mean and a deviation, the largest ", *largest, " in ",
             dataset.row_name(largest - column.begin()));
      }
    }
    return own;
  }
  void describe(const Inputs& inputs, std::span<const std::size_t> rows,
                Descriptors& to) const override {
    for (const double* x : vectors(inputs, rows))
      for (std::size_t j = 0; j < to.scalings.size(); ++j)
        to.standardised.push_back(to.scalings[j].sd > 0 ? to.scalings[j].scale(x[j]) : 0.0);
  }

 protected:
  ~VectorRows() = default;
  virtual int64_t columns(const Inputs& inputs) const = 0;
  // Each points to columns(inputs) numbers, which stay as long as the inputs.
  virtual std::vector<const double*> vectors(const Inputs& inputs,
                                             std::span<const std::size_t> rows) const = 0;
};

}  // namespace graft
