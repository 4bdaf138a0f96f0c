// What it costs to find the neighbours of a simulation's atoms.
//
//   neighbours [--atoms 100000] [--cutoff 6] [--repeats 5] [--write atoms.txt]
//
//   first_ms   with memory to be had from the system
//   again_ms   median of the repeats, with the memory of the first; both the processor's time
//   pairs      both directions; per atom beside it
//
// Atoms of a perfect crystal of copper's density (0.085 an angstrom^3, face-centred cubic) shaken
// by 0.1 angstrom. --write gives the peer the same atoms (peers/neighbours_matscipy.py).
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "chem/neighbours.hpp"

using namespace graft;

namespace {

double now() { return 1e3 * double(std::clock()) / CLOCKS_PER_SEC; }

Structure shaken_crystal(int64_t atoms) {
  constexpr double a = 3.61;
  int64_t cells = 1;
  while (4 * cells * cells * cells < atoms) ++cells;
  Structure s;
  s.periodic = {true, true, true};
  for (std::size_t d = 0; d < 3; ++d) s.cell[d][d] = a * double(cells);
  Rng rng(0, 0);
  constexpr double corners[4][3] = {{0, 0, 0}, {.5, .5, 0}, {.5, 0, .5}, {0, .5, .5}};
  for (int64_t x = 0; x < cells; ++x)
    for (int64_t y = 0; y < cells; ++y)
      for (int64_t z = 0; z < cells; ++z)
        for (const auto& corner : corners) {
          s.species.push_back(29);
          s.positions.push_back({a * (double(x) + corner[0]) + 0.1 * rng.normal(),
                                 a * (double(y) + corner[1]) + 0.1 * rng.normal(),
                                 a * (double(z) + corner[2]) + 0.1 * rng.normal()});
        }
  return s;
}

void write(const Structure& s, const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  if (!file) std::perror(path.c_str()), std::exit(1);
  for (const auto* rows : {s.cell.data(), s.positions.data()})
    for (std::size_t i = 0; i < (rows == s.cell.data() ? 3 : s.positions.size()); ++i)
      std::fprintf(file, "%.17g %.17g %.17g\n", rows[i][0], rows[i][1], rows[i][2]);
  std::fclose(file);
}

}  // namespace

int main(int argc, char** argv) {
  int64_t atoms = 100000, repeats = 5;
  double cutoff = 6;
  std::string path;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string key = argv[i];
    if (key == "--atoms") atoms = std::atoll(argv[i + 1]);
    if (key == "--cutoff") cutoff = std::atof(argv[i + 1]);
    if (key == "--repeats") repeats = std::atoll(argv[i + 1]);
    if (key == "--write") path = argv[i + 1];
  }
  const Structure s = shaken_crystal(atoms);
  if (!path.empty()) write(s, path);
  NeighbourFinder finder;
  std::vector<double> times;
  int64_t pairs = 0;
  for (int64_t r = 0; r <= repeats; ++r) {
    const double begin = now();
    pairs = finder.find(s, cutoff).size();
    times.push_back(now() - begin);
  }
  std::vector<double> again(times.begin() + 1, times.end());
  std::nth_element(again.begin(), again.begin() + long(again.size() / 2), again.end());
  std::printf("atoms %lld\npairs %lld (%.1f an atom)\nfirst_ms %.0f\nagain_ms %.0f\n",
              static_cast<long long>(s.atoms()), static_cast<long long>(pairs),
              double(pairs) / double(s.atoms()), times[0], again[again.size() / 2]);
}
