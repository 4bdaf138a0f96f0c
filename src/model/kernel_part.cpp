#include "model/kernel_part.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/error.hpp"

namespace graft {
namespace {

template <class Refuse>
CircularCounts read_counts(ByteReader& from, int64_t rows, const Refuse& refuse) {
  CircularCounts counts;
  counts.start = from.integers();
  for (const int64_t hash : from.integers()) counts.hash.push_back(std::bit_cast<uint64_t>(hash));
  counts.count = from.integers();
  const auto& start = counts.start;
  const auto entries = int64_t(counts.hash.size());
  if (int64_t(start.size()) != rows + 1 || start.front() != 0 || start.back() != entries ||
      !std::is_sorted(start.begin(), start.end()) || int64_t(counts.count.size()) != entries)
    refuse("has rows that do not fit together");
  for (std::size_t i = 0; i + 1 < start.size(); ++i)
    for (auto e = std::size_t(start[i]); e < std::size_t(start[i + 1]); ++e)
      if (counts.count[e] < 1 || counts.count[e] > int64_t{1} << 32 ||
          (int64_t(e) > start[i] && counts.hash[e] <= counts.hash[e - 1]))
        refuse("has impossible counts");
  return counts;
}

}  // namespace

const char* name_of(Kernel kernel) {
  return kernel == Kernel::linear ? "linear" : kernel == Kernel::minmax ? "minmax" : "matern52";
}

void KernelPart::write(ByteWriter& to) const {
  to.u8(uint8_t(kernels.size()));
  for (const Kernel kernel : kernels) to.u8(uint8_t(kernel));
  to.doubles(std::vector{parameters.noise, parameters.trend, parameters.length, source_scaling.mean,
                         source_scaling.sd});
  to.doubles(parameters.amplitude);
  to.doubles(targets);
  to.doubles(source);
  to.u64(rows.counts.size());
  for (const CircularCounts& counts : rows.counts) {
    to.integers(counts.start);
    std::vector<int64_t> hashes;
    for (const uint64_t hash : counts.hash) hashes.push_back(std::bit_cast<int64_t>(hash));
    to.integers(hashes);
    to.integers(counts.count);
  }
  if (rows.of_graphs()) return;
  std::vector<double> scalings;
  for (const Scaling& s : rows.scalings) scalings.insert(scalings.end(), {s.mean, s.sd});
  to.doubles(scalings);
  to.doubles(rows.standardised);
}

KernelPart KernelPart::read(ByteReader& from, const std::string& what) {
  const auto refuse = [&](const char* why) {
    fail(GRAFT_ERROR_FORMAT, what, ": the kernel model ", why);
  };
  const auto doubles = [&] {
    auto values = from.doubles();
    for (const double v : values)
      if (!std::isfinite(v)) refuse("has a value that is not finite");
    return values;
  };
  KernelPart part;
  const uint8_t kernels = from.u8();
  if (kernels < 1 || kernels > 3) refuse("has no kernel or too many");
  for (uint8_t i = 0; i < kernels; ++i) {
    const uint8_t kernel = from.u8();
    if (kernel > uint8_t(Kernel::matern52)) refuse("has an unknown kernel");
    part.kernels.push_back(Kernel(kernel));
  }
  const auto p = doubles();
  const auto amplitude = doubles();
  if (p.size() != 5 || !(p[0] > 0) || !(p[1] >= 0) || !(p[2] > 0) || !(p[4] >= 0))
    refuse("has impossible parameters");
  for (const double a : amplitude)
    if (!(a >= 0)) refuse("has a variance below 0");
  part.parameters = {p[0], amplitude, p[1], p[2]};
  part.source_scaling = {p[3], p[4]};
  part.targets = doubles();
  part.source = doubles();
  const auto n = int64_t(part.targets.size());
  if (n < 1 || n > most_kernel_rows) refuse("has no rows or too many");
  if (!part.source.empty() && int64_t(part.source.size()) != n)
    refuse("has other rows of the source's than its own");
  Descriptors& rows = part.rows;
  const uint64_t radii = from.u64();
  if (radii > 13 || amplitude.size() != kernels * std::max<uint64_t>(radii, 1))
    refuse("has other amplitudes than kernels and radii");
  for (uint64_t r = 0; r < radii; ++r) rows.counts.push_back(read_counts(from, n, refuse));
  for (const Kernel kernel : part.kernels)
    if (kernel == (radii > 0 ? Kernel::matern52 : Kernel::minmax))
      refuse("has a kernel of other inputs");
  if (rows.of_graphs()) return part;
  const auto scalings = doubles();
  for (std::size_t j = 0; j + 1 < scalings.size(); j += 2) {
    if (!(scalings[j + 1] >= 0)) refuse("has a deviation below 0");
    rows.scalings.push_back({scalings[j], scalings[j + 1]});
  }
  rows.standardised = doubles();
  if (scalings.size() % 2 != 0 || scalings.empty() ||
      int64_t(rows.standardised.size()) != n * rows.columns())
    refuse("has rows that do not fit together");
  return part;
}

}  // namespace graft
