#include <algorithm>
#include <cmath>

#include "chem/elements.hpp"
#include "chem/lattice.hpp"
#include "data/structure_files/frames.hpp"
#include "data/structure_files/lines.hpp"

namespace graft {
namespace {

class Poscar {
 public:
  explicit Poscar(std::string_view text) : lines_(text) {}

  void read(Frame& frame) {
    Structure& s = frame.structure;
    frame.name = std::string(next("the title"));
    try {
      read_cell(s);
      read_species(s);
      read_positions(s);
    } catch (const Error& error) {
      frame.fault = join("line ", lines_.number(), ": ", error.what());
    }
  }

 private:
  std::string_view next(const char* what) {
    std::string_view line;
    if (!lines_.next(line)) fail(GRAFT_ERROR_DATA, "the text ends before ", what);
    return line;
  }
  // The first three words as numbers; what is behind them are comments and flags.
  Vector3 vector(const std::string& what) {
    const auto words = words_of(next(what.c_str()));
    if (words.size() < 3) fail(GRAFT_ERROR_DATA, what, ": ", words.size(), " numbers, not 3");
    return {real_of(words[0], what), real_of(words[1], what), real_of(words[2], what)};
  }

  void read_cell(Structure& s) {
    const auto words = words_of(next("the scale"));
    if (words.empty()) fail(GRAFT_ERROR_DATA, "scale: there is none");
    scale_.fill(real_of(words[0], "scale"));
    if (words.size() >= 3 && real_of(words[1]) && real_of(words[2]))
      scale_ = {scale_[0], *real_of(words[1]), *real_of(words[2])};
    for (std::size_t d = 0; d < 3; ++d) s.cell[d] = vector("cell");
    s.periodic = {true, true, true};
    if (scale_[0] < 0) scale_.fill(std::cbrt(-scale_[0] / lattice_of(s).content));  // a volume
    for (Vector3& v : s.cell) v = scaled(v);
    for (const double c : scale_)
      if (!(c > 0)) fail(GRAFT_ERROR_DATA, "scale: is ", c);
  }

  void read_species(Structure& s) {
    std::vector<uint8_t> species;
    for (const std::string_view word : words_of(next("the elements"))) {
      const std::string_view symbol = word.substr(0, word.find_first_of("_/"));  // of "Fe_pv"
      const int number = find_element(symbol);
      if (number == 0)
        fail(GRAFT_ERROR_DATA, quoted(std::string(word)), " is not an element",
             integer_of(word) ? ": a POSCAR of VASP 4 does not name its elements" : "");
      species.push_back(uint8_t(number));
    }
    const auto counts = words_of(next("the numbers of atoms"));
    if (counts.size() != species.size() || species.empty())
      fail(GRAFT_ERROR_DATA, counts.size(), " numbers of atoms for ", species.size(), " elements");
    for (std::size_t e = 0; e < counts.size(); ++e) {
      const auto count = integer_of(counts[e]);
      if (!count || *count < 0 || *count > 1000000000)
        fail(GRAFT_ERROR_DATA, quoted(std::string(counts[e])), " is not a number of atoms");
      s.species.insert(s.species.end(), std::size_t(*count), species[e]);
    }
  }

  void read_positions(Structure& s) {
    const auto first = [](std::string_view line) {
      const auto words = words_of(line);
      return words.empty() ? ' ' : words[0][0];
    };
    char kind = first(next("the positions"));
    if (kind == 'S' || kind == 's') kind = first(next("the positions"));  // selective dynamics
    const bool cartesian = kind == 'C' || kind == 'c' || kind == 'K' || kind == 'k';
    if (!cartesian && kind != 'D' && kind != 'd')
      fail(GRAFT_ERROR_DATA, "neither Direct nor Cartesian positions are announced");
    for (int64_t i = 0; i < s.atoms(); ++i) {
      const Vector3 given = vector(join("atom ", i));
      Vector3 at{};
      if (cartesian)
        at = scaled(given);
      else
        for (std::size_t d = 0; d < 3; ++d)
          for (std::size_t k = 0; k < 3; ++k) at[k] += given[d] * s.cell[d][k];
      s.positions.push_back(at);
    }
  }

  Vector3 scaled(const Vector3& v) const {
    return {scale_[0] * v[0], scale_[1] * v[1], scale_[2] * v[2]};
  }

  Lines lines_;
  Vector3 scale_{};
};

}  // namespace

std::vector<Frame> read_poscar(std::string_view text) {
  std::vector<Frame> frames(1);
  Poscar(text).read(frames[0]);
  return frames;
}

}  // namespace graft
