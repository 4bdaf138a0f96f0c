// Which atoms are near which, periodic images included.
//
// Atoms are put into the reduced cell, images of them are laid around it as far as the cutoff
// reaches, and all are sorted into rows along x; an atom's neighbours then lie in a window of each
// of the rows around its own. Any cell will do, periodic along any of its vectors, with atoms
// anywhere; memory and time go with the atoms and their images, whatever space lies between them.
#pragma once

#include <cstdint>
#include <vector>

#include "chem/lattice.hpp"
#include "chem/structure.hpp"

namespace graft {

// Of atom i: start[i] .. start[i+1]-1, by distance, at equal distances by atom and image. An atom
// is a neighbour of itself by its images. Each pair is there in both directions, with vectors that
// are each other's negative to the last bit.
struct Neighbours {
  std::vector<int64_t> start{0};
  std::vector<int32_t> index;
  std::vector<Image> image;     // of the neighbour, in cells from where its position was given
  std::vector<Vector3> vector;  // from the atom to the image of the neighbour, angstrom
  std::vector<double> distance;

  int64_t atoms() const { return int64_t(start.size()) - 1; }
  int64_t size() const { return int64_t(index.size()); }
};

// Keeps its memory: finding again in a structure of the size it had allocates nothing. One per
// thread.
class NeighbourFinder {
 public:
  // All within the cutoff (angstrom, > 0); they stay until the next call. Positions must be finite.
  // Throws GRAFT_ERROR_DATA for a cell that has no volume, or an atom billions of cells outside.
  const Neighbours& find(const Structure& structure, double cutoff);

 private:
  // An atom, or an image of one, where the search sees it.
  struct Place {
    Vector3 at;
    int64_t row_z, row_y;  // rows are numbered along z and y
    int32_t atom, shift;
  };
  struct Row {
    int64_t z, y;
    int64_t begin, end;  // of places_
  };
  struct Shift {
    Vector3 vector;
    std::array<int64_t, 3> cells;
  };
  struct Candidate {
    double square;
    int32_t atom, shift;
  };

  void wrap(const Structure& structure);
  void lay_images(double cutoff);
  void sort_rows(double width);
  void search(double cutoff, double loose);
  void keep_near(const Place& centre, double cutoff);
  void write();
  Vector3 between(int32_t atom, const Candidate& candidate) const;
  std::array<int64_t, 3> image_of(int32_t atom, const Candidate& candidate) const;

  Lattice lattice_;
  std::vector<Vector3> wrapped_, along_;  // by atom: in the reduced cell; lattice units
  std::vector<std::array<int64_t, 3>> cells_outside_;  // by atom: wrapped - given, in cells
  std::vector<Shift> shifts_;
  int32_t home_ = 0;  // the shift by nothing
  std::vector<Place> places_;
  std::vector<double> x_;  // of places_, once more: the windows are found in it
  std::vector<Row> rows_;
  std::vector<Candidate> near_;                     // of one atom
  std::vector<Candidate> found_;                    // of all, atom by atom as they were searched
  std::vector<int64_t> found_start_, found_count_;  // by atom
  Neighbours neighbours_;
};

Neighbours neighbours_within(const Structure& structure, double cutoff);

// Keeps the nearest `most` (>= 1) of each atom, and beyond them those that are no farther than the
// last of these by `tolerance`: atoms at equal distances are kept or left together, so that a
// crystal keeps its symmetry.
void limit_neighbours(Neighbours& neighbours, int64_t most, double tolerance);

}  // namespace graft
