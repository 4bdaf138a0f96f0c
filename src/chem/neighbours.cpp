#include "chem/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "base/error.hpp"

namespace graft {
namespace {

// Sums of a few of these fit in an image.
constexpr int64_t most_cells = 1 << 28;
constexpr int64_t most_shifts = 1 << 28;
// Rows are half as wide as the search is far: it takes 5 x 5 of them, whose windows hold three
// times the volume of the sphere.
constexpr int64_t rows_around = 2;

}  // namespace

const Neighbours& NeighbourFinder::find(const Structure& structure, double cutoff) {
  if (!(cutoff > 0) || !std::isfinite(cutoff))
    fail(GRAFT_ERROR_ARGUMENT, "cutoff: ", cutoff, " is not a distance");
  lattice_ = lattice_of(structure);
  wrap(structure);
  // Rounding may take an image beyond the cutoff where the exact difference lies within.
  double scale = cutoff;
  for (const Vector3& at : wrapped_)
    for (const double c : at) scale = std::max(scale, std::abs(c));
  const double loose = cutoff + 1e-14 * scale;
  lay_images(loose);
  sort_rows(loose / double(rows_around));
  search(cutoff, loose);
  write();
  return neighbours_;
}

void NeighbourFinder::wrap(const Structure& structure) {
  wrapped_ = structure.positions;
  along_.assign(wrapped_.size(), Vector3{});
  cells_outside_.assign(wrapped_.size(), {});
  for (std::size_t i = 0; i < wrapped_.size(); ++i) {
    for (std::size_t d = 0; d < std::size_t(lattice_.periods); ++d) {
      const double f = lattice_.along(int(d), structure.positions[i]), n = std::floor(f);
      along_[i][d] = f - n;
      for (std::size_t k = 0; k < 3; ++k) wrapped_[i][k] -= n * lattice_.vector[d][k];
      for (std::size_t j = 0; j < 3; ++j)
        cells_outside_[i][j] -= int64_t(n) * lattice_.of_cell[d][j];
    }
    for (const int64_t n : cells_outside_[i])
      if (std::abs(n) > most_cells)
        fail(GRAFT_ERROR_DATA, "atom ", i, " lies ", std::abs(n), " cells outside of the cell");
  }
}

void NeighbourFinder::lay_images(double cutoff) {
  std::array<double, 3> least{}, most{};
  std::array<int64_t, 3> reach{};  // images along each vector, to either side
  for (std::size_t d = 0; d < std::size_t(lattice_.periods); ++d) {
    const auto [low, high] =
        std::minmax_element(along_.begin(), along_.end(),
                            [d](const Vector3& a, const Vector3& b) { return a[d] < b[d]; });
    const double far = cutoff / lattice_.height[d] + 1e-9;
    least[d] = (low != along_.end() ? (*low)[d] : 0) - far;
    most[d] = (low != along_.end() ? (*high)[d] : 0) + far;
    reach[d] = int64_t(std::min(far, 1e6)) + 1;
  }
  if ((2 * reach[0] + 1) * (2 * reach[1] + 1) * (2 * reach[2] + 1) > most_shifts)
    fail(GRAFT_ERROR_DATA, "cutoff: ", cutoff, " angstrom reach over too many cells");
  shifts_.clear();
  std::array<int64_t, 3> n{};
  for (n[0] = -reach[0]; n[0] <= reach[0]; ++n[0])
    for (n[1] = -reach[1]; n[1] <= reach[1]; ++n[1])
      for (n[2] = -reach[2]; n[2] <= reach[2]; ++n[2]) {
        if (n[0] == 0 && n[1] == 0 && n[2] == 0) home_ = int32_t(shifts_.size());
        Shift& shift = shifts_.emplace_back();
        for (std::size_t d = 0; d < std::size_t(lattice_.periods); ++d)
          for (std::size_t k = 0; k < 3; ++k) {
            shift.vector[k] += double(n[d]) * lattice_.vector[d][k];
            shift.cells[k] += n[d] * lattice_.of_cell[d][k];
          }
        for (const int64_t cells : shift.cells)
          if (std::abs(cells) > most_cells)
            fail(GRAFT_ERROR_DATA, "cutoff: ", cutoff, " angstrom reach over ", std::abs(cells),
                 " cells");
      }
  places_.clear();
  for (std::size_t i = 0; i < wrapped_.size(); ++i) {
    std::array<int64_t, 3> from{}, to{};
    for (std::size_t d = 0; d < std::size_t(lattice_.periods); ++d) {
      from[d] = std::max(-reach[d], int64_t(std::ceil(least[d] - along_[i][d])));
      to[d] = std::min(reach[d], int64_t(std::floor(most[d] - along_[i][d])));
    }
    for (n[0] = from[0]; n[0] <= to[0]; ++n[0])
      for (n[1] = from[1]; n[1] <= to[1]; ++n[1])
        for (n[2] = from[2]; n[2] <= to[2]; ++n[2]) {
          const auto shift = home_ + (n[0] * (2 * reach[1] + 1) + n[1]) * (2 * reach[2] + 1) + n[2];
          Place& place = places_.emplace_back();
          for (std::size_t k = 0; k < 3; ++k)
            place.at[k] = wrapped_[i][k] + shifts_[std::size_t(shift)].vector[k];
          place.atom = int32_t(i);
          place.shift = int32_t(shift);
        }
  }
}

void NeighbourFinder::sort_rows(double width) {
  for (Place& place : places_) {
    place.row_y = int64_t(std::floor(place.at[1] / width));
    place.row_z = int64_t(std::floor(place.at[2] / width));
  }
  std::sort(places_.begin(), places_.end(), [](const Place& a, const Place& b) {
    return std::tie(a.row_z, a.row_y, a.at[0], a.atom, a.shift) <
           std::tie(b.row_z, b.row_y, b.at[0], b.atom, b.shift);
  });
  x_.clear();
  rows_.clear();
  for (const Place& place : places_) {
    if (rows_.empty() || rows_.back().z != place.row_z || rows_.back().y != place.row_y)
      rows_.push_back({place.row_z, place.row_y, int64_t(x_.size()), 0});
    x_.push_back(place.at[0]);
    rows_.back().end = int64_t(x_.size());
  }
}

// Rows rise by z, then y, and so do those around them: one sweep finds each row's surroundings.
void NeighbourFinder::search(double cutoff, double loose) {
  constexpr std::size_t lines = 2 * rows_around + 1;
  std::array<std::size_t, lines> first{};  // by z: the first row that is not below the window
  found_.clear();
  found_start_.assign(wrapped_.size(), 0);
  found_count_.assign(wrapped_.size(), 0);
  const double square = loose * loose;
  for (const Row& row : rows_) {
    std::array<Row, lines * lines> around;
    std::size_t count = 0;
    for (std::size_t l = 0; l < lines; ++l) {
      const int64_t z = row.z + int64_t(l) - rows_around;
      std::size_t& r = first[l];
      while (r < rows_.size() &&
             std::tie(rows_[r].z, rows_[r].y) < std::make_tuple(z, row.y - rows_around))
        ++r;
      for (std::size_t at = r;
           at < rows_.size() && rows_[at].z == z && rows_[at].y <= row.y + rows_around; ++at)
        around[count++] = rows_[at];
    }
    for (int64_t i = row.begin; i < row.end; ++i) {
      const Place& centre = places_[std::size_t(i)];
      if (centre.shift != home_) continue;
      near_.clear();
      const auto [x, y, z] = centre.at;
      for (std::size_t a = 0; a < count; ++a) {
        int64_t& begin = around[a].begin;  // of the window, which moves on with x
        while (begin < around[a].end && x_[std::size_t(begin)] < x - loose) ++begin;
        for (int64_t j = begin; j < around[a].end && x_[std::size_t(j)] <= x + loose; ++j) {
          const Place& other = places_[std::size_t(j)];
          const double dx = other.at[0] - x, dy = other.at[1] - y, dz = other.at[2] - z;
          if (dx * dx + dy * dy + dz * dz <= square && j != i)
            near_.push_back({0, other.atom, other.shift});
        }
      }
      keep_near(centre, cutoff);
    }
  }
}

Vector3 NeighbourFinder::between(int32_t atom, const Candidate& candidate) const {
  const Vector3 &from = wrapped_[std::size_t(atom)], &to = wrapped_[std::size_t(candidate.atom)];
  const Vector3& shift = shifts_[std::size_t(candidate.shift)].vector;
  return {(to[0] - from[0]) + shift[0], (to[1] - from[1]) + shift[1], (to[2] - from[2]) + shift[2]};
}

std::array<int64_t, 3> NeighbourFinder::image_of(int32_t atom, const Candidate& candidate) const {
  std::array<int64_t, 3> image = shifts_[std::size_t(candidate.shift)].cells;
  for (std::size_t k = 0; k < 3; ++k)
    image[k] +=
        cells_outside_[std::size_t(candidate.atom)][k] - cells_outside_[std::size_t(atom)][k];
  return image;
}

// The candidates whose exact difference is within the cutoff, in their order.
void NeighbourFinder::keep_near(const Place& centre, double cutoff) {
  for (Candidate& candidate : near_) {
    const Vector3 v = between(centre.atom, candidate);
    candidate.square = dot(v, v);
  }
  std::erase_if(near_, [&](const Candidate& c) { return c.square > cutoff * cutoff; });
  std::sort(near_.begin(), near_.end(), [&](const Candidate& a, const Candidate& b) {
    if (a.square != b.square) return a.square < b.square;
    if (a.atom != b.atom) return a.atom < b.atom;
    return image_of(centre.atom, a) < image_of(centre.atom, b);
  });
  found_start_[std::size_t(centre.atom)] = int64_t(found_.size());
  found_count_[std::size_t(centre.atom)] = int64_t(near_.size());
  found_.insert(found_.end(), near_.begin(), near_.end());
}

void NeighbourFinder::write() {
  Neighbours& to = neighbours_;
  to.start.assign(1, 0);
  for (const int64_t n : found_count_) to.start.push_back(to.start.back() + n);
  to.index.resize(found_.size());
  to.image.resize(found_.size());
  to.vector.resize(found_.size());
  to.distance.resize(found_.size());
  for (std::size_t i = 0; i < wrapped_.size(); ++i) {
    const auto atom = int32_t(i);
    for (int64_t n = 0; n < found_count_[i]; ++n) {
      const Candidate& candidate = found_[std::size_t(found_start_[i] + n)];
      const auto at = std::size_t(to.start[i] + n);
      to.index[at] = candidate.atom;
      const auto image = image_of(atom, candidate);
      to.image[at] = {int32_t(image[0]), int32_t(image[1]), int32_t(image[2])};
      to.vector[at] = between(atom, candidate);
      to.distance[at] = std::sqrt(candidate.square);
    }
  }
}

Neighbours neighbours_within(const Structure& structure, double cutoff) {
  NeighbourFinder finder;
  return finder.find(structure, cutoff);
}

void limit_neighbours(Neighbours& n, int64_t most, double tolerance) {
  int64_t kept = 0, begin = 0;
  for (std::size_t i = 0; i + 1 < n.start.size(); ++i) {
    const int64_t end = n.start[i + 1];
    const double last = end - begin > most ? n.distance[std::size_t(begin + most - 1)] + tolerance
                                           : std::numeric_limits<double>::infinity();
    for (int64_t from = begin; from < end && n.distance[std::size_t(from)] <= last; ++from) {
      const auto to = std::size_t(kept++), at = std::size_t(from);
      n.index[to] = n.index[at];
      n.image[to] = n.image[at];
      n.vector[to] = n.vector[at];
      n.distance[to] = n.distance[at];
    }
    begin = end;
    n.start[i + 1] = kept;
  }
  n.index.resize(std::size_t(kept));
  n.image.resize(std::size_t(kept));
  n.vector.resize(std::size_t(kept));
  n.distance.resize(std::size_t(kept));
}

}  // namespace graft
