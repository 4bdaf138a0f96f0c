#include "solvation.hpp"

#include <GraphMol/DistGeomHelpers/Embedder.h>
#include <GraphMol/ForceFieldHelpers/MMFF/MMFF.h>
#include <GraphMol/MolOps.h>
#include <GraphMol/SmilesParse/SmilesParse.h>
#include <xtb.h>

#include <stdexcept>

namespace {

constexpr double bohr_per_angstrom = 1 / 0.529177210903, kcal_per_hartree = 627.509474;

}  // namespace

Structure place(const std::string& smiles) {
  const std::unique_ptr<RDKit::RWMol> molecule(RDKit::SmilesToMol(smiles));
  if (!molecule) throw std::runtime_error("RDKit cannot read it");
  RDKit::MolOps::addHs(*molecule);
  auto how = RDKit::DGeomHelpers::ETKDGv3;
  how.randomSeed = 1;
  if (RDKit::DGeomHelpers::EmbedMolecule(*molecule, how) < 0)
    throw std::runtime_error("RDKit finds no place for its atoms");
  RDKit::MMFF::MMFFOptimizeMolecule(*molecule, 500);

  Structure structure;
  for (unsigned i = 0; i < molecule->getNumAtoms(); ++i) {
    const RDKit::Atom& atom = *molecule->getAtomWithIdx(i);
    const RDGeom::Point3D& at = molecule->getConformer().getAtomPos(i);
    structure.numbers.push_back(atom.getAtomicNum());
    for (const double x : {at.x, at.y, at.z}) structure.positions.push_back(x * bohr_per_angstrom);
    structure.charge += atom.getFormalCharge();
    structure.unpaired += static_cast<int>(atom.getNumRadicalElectrons());
  }
  return structure;
}

// xtb keeps what went wrong in an environment, until it is asked.
struct Solvation::Environment {
  Environment() { xtb_setVerbosity(handle, XTB_VERBOSITY_MUTED); }
  ~Environment() { xtb_delEnvironment(&handle); }
  void check() {
    if (!xtb_checkEnvironment(handle)) return;
    char message[500] = "";
    const int size = sizeof message;
    xtb_getError(handle, message, &size);
    throw std::runtime_error(message);
  }
  xtb_TEnvironment handle = xtb_newEnvironment();
};

Solvation::Solvation() : environment_(std::make_unique<Environment>()) {}
Solvation::~Solvation() = default;

namespace {

// The handles of one calculation.
struct Calculation {
  ~Calculation() {
    xtb_delResults(&results);
    xtb_delCalculator(&calculator);
    if (molecule) xtb_delMolecule(&molecule);
  }
  xtb_TMolecule molecule = nullptr;
  xtb_TCalculator calculator = xtb_newCalculator();
  xtb_TResults results = xtb_newResults();
};

}  // namespace

double Solvation::energy(const Structure& structure) {
  const xtb_TEnvironment environment = environment_->handle;
  const int atoms = static_cast<int>(structure.numbers.size());
  Calculation now;
  now.molecule =
      xtb_newMolecule(environment, &atoms, structure.numbers.data(), structure.positions.data(),
                      &structure.charge, &structure.unpaired, nullptr, nullptr);
  environment_->check();
  xtb_loadGFN2xTB(environment, now.molecule, now.calculator, nullptr);
  environment_->check();
  double vacuum = 0, dissolved = 0;
  const auto single_point = [&](double& energy) {
    xtb_singlepoint(environment, now.molecule, now.calculator, now.results);
    environment_->check();
    xtb_getEnergy(environment, now.results, &energy);
    environment_->check();
  };
  single_point(vacuum);
  char solvent[] = "hexane";  // xtb.h takes no pointers to const
  int state = 1, grid = 0;    // 1: of an ideal gas and an ideal solution of equal concentration
  double temperature = 298.15;
  xtb_setSolvent(environment, now.calculator, solvent, &state, &temperature, &grid);
  environment_->check();
  single_point(dissolved);
  return (dissolved - vacuum) * kcal_per_hartree;
}
