// What xtb says of a molecule: the free energy of bringing it from vacuum into hexane.
#pragma once

#include <memory>
#include <string>
#include <vector>

// Atoms in space, as xtb takes them: atomic numbers and positions in bohr, three an atom.
struct Structure {
  std::vector<int> numbers;
  std::vector<double> positions;
  double charge = 0;
  int unpaired = 0;
};

// One conformer by RDKit: ETKDG with a fixed seed, then minimised by MMFF94 where that knows the
// atoms. Throws std::runtime_error, saying why, for a molecule that it cannot place.
Structure place(const std::string& smiles);

// xtb's solvation energies by GFN2-xTB and ALPB, of structures as they are (no relaxation). Not for
// several threads at once: xtb has threads of its own.
class Solvation {
 public:
  Solvation();
  ~Solvation();
  // In kcal/mol; throws std::runtime_error with xtb's own words when it does not converge.
  double energy(const Structure& structure);

 private:
  struct Environment;
  std::unique_ptr<Environment> environment_;
};
