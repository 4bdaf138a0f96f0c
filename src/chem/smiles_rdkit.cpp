// Stereo features are read from RDKit's default perception ("legacy"), whose R, S, Z and E do not
// depend on how the SMILES is written.
#include <GraphMol/ChemTransforms/ChemTransforms.h>
#include <GraphMol/MolOps.h>
#include <GraphMol/ROMol.h>
#include <GraphMol/RWMol.h>
#include <GraphMol/RingInfo.h>
#include <GraphMol/SanitException.h>
#include <GraphMol/SmilesParse/SmilesParse.h>
#include <GraphMol/SmilesParse/SmilesWrite.h>
#include <RDGeneral/RDLog.h>
#include <RDGeneral/types.h>
#include <RDGeneral/versions.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/stack.hpp"
#include "chem/featurizer.hpp"
#include "chem/smiles.hpp"
#include "chem/smiles_text.hpp"

namespace graft {
namespace {

using RDKit::Atom;
using RDKit::Bond;
using RDKit::ROMol;

// ---- Reading --------------------------------------------------------------------------------

// Some of RDKit's steps take cubic time.
constexpr unsigned most_atoms = 2000;

// RDKit recurses from atom to atom when it finds rings and writes SMILES: 130 and 700 bytes of
// stack an atom and 16 KiB to begin with, as measured for chains, rings, ladders and sheets. Twice
// that leaves room for other builds of it. A text has no more atoms than characters.
std::size_t stack_for(const std::string& text) {
  return (std::size_t{32} << 10) + std::min<std::size_t>(text.size(), most_atoms) * 1536;
}

// RDKit logs what it refuses. Its logs are off until a host calls InitLogs, and then they print;
// the switch that silences them is the process's, so the first reader turns it and the last one
// turns it back.
class QuietLogs {
 public:
  QuietLogs() : active_(rdErrorLog || rdWarningLog || rdInfoLog || rdDebugLog) {
    if (!active_) return;
    const std::lock_guard lock(mutex_);
    if (readers_++ == 0) silence_.emplace();
  }
  ~QuietLogs() {
    if (!active_) return;
    const std::lock_guard lock(mutex_);
    if (--readers_ == 0) silence_.reset();
  }
  QuietLogs(const QuietLogs&) = delete;
  QuietLogs& operator=(const QuietLogs&) = delete;

 private:
  bool active_;
  static inline std::mutex mutex_;
  static inline int readers_ = 0;
  static inline std::optional<RDLog::LogStateSetter> silence_;
};

// A text is refused for no reason that stands in it. RDKit reports some of its failures for want of
// memory so.
struct Doubtful : Error {
  Doubtful(const std::string& text, const std::string& reason) : Error(refusal(text, reason)) {}
};

std::unique_ptr<RDKit::RWMol> parsed(const std::string& text) {
  RDKit::SmilesParserParams options;
  options.allowCXSMILES = options.parseName = options.sanitize = options.removeHs = false;
  return std::unique_ptr<RDKit::RWMol>(RDKit::SmilesToMol(text, options));
}

// The molecule as SmilesToMol gives it, but sooner: SmilesToMol also ranks all atoms to mark where
// a centre could be specified, which no one here asks, takes a third of its time, and seconds for
// a chain of 2,000 atoms.
std::unique_ptr<RDKit::RWMol> molecule(const std::string& text) {
  std::unique_ptr<RDKit::RWMol> mol = parsed(text);
  if (!mol) {
    const std::string fault = smiles_fault(text);
    if (fault.empty()) throw Doubtful(text, "syntax error");
    refuse_smiles(text, fault);
  }
  if (mol->getNumAtoms() == 0) refuse_smiles(text, "no atom");
  if (mol->getNumAtoms() > most_atoms)
    refuse_smiles(text, join(mol->getNumAtoms(), " atoms, more than ", most_atoms));
  // Numbers that map atoms to others make no other molecule.
  for (Atom* atom : mol->atoms()) atom->setAtomMapNum(0);
  RDKit::MolOps::RemoveHsParameters hydrogens;
  hydrogens.updateExplicitCount = true;
  RDKit::MolOps::removeHs(*mol, hydrogens, /*sanitize=*/true);
  RDKit::MolOps::assignStereochemistry(*mol, /*cleanIt=*/true, /*force=*/true);
  return mol;
}

// Whatever RDKit throws leaves as an Error with its reason.
template <class Use>
auto read(const std::string& text, Use& use) {
  const auto first_line = [](const std::exception& error) {
    const std::string reason = error.what();
    return reason.substr(0, reason.find('\n'));
  };
  try {
    return use(*molecule(text));
  } catch (const Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const RDKit::MolSanitizeException& error) {  // valences and aromatic rings
    refuse_smiles(text, first_line(error));
  } catch (const std::exception& error) {
    throw Doubtful(text, first_line(error));
  } catch (...) {
    throw Doubtful(text, "RDKit failed without a reason");
  }
}

// Gives `use` the molecule. What is doubtful is the text's fault if it happens twice, and memory is
// not so short that a chain as long as the text cannot be read.
template <class Use>
auto with_molecule(const std::string& smiles, Use use) {
  const std::string text = trimmed_smiles(smiles);
  std::optional<decltype(read(text, use))> result;
  with_stack(stack_for(text), [&] {
    const QuietLogs quiet;
    try {
      result.emplace(read(text, use));
      return;
    } catch (const Doubtful&) {
    }
    try {
      result.emplace(read(text, use));
    } catch (const Doubtful&) {
      if (!parsed(std::string(std::min<std::size_t>(text.size(), most_atoms), 'C')))
        throw std::bad_alloc();
      throw;
    }
  });
  return std::move(*result);
}

// ---- Stereo ---------------------------------------------------------------------------------

bool is_tetrahedral(const Atom& atom) {
  return atom.getChiralTag() == Atom::CHI_TETRAHEDRAL_CW ||
         atom.getChiralTag() == Atom::CHI_TETRAHEDRAL_CCW;
}

// On which side of a ring, walked from `before` over the atom to `after`, the substituent of
// higher CIP rank stands: 1 or -1, or 0 where two substituents are alike. RDKit's tag tells the
// sense in which the neighbours, in the order of the atom's bonds and a hydrogen last, turn about
// the atom; each swap needed to order them as (before, after, higher, lower) reverses it.
int side_of_ring(const Atom& atom, unsigned before, unsigned after) {
  const ROMol& mol = atom.getOwningMol();
  int side = atom.getChiralTag() == Atom::CHI_TETRAHEDRAL_CW ? 1 : -1;
  std::vector<int64_t> order;
  for (const Bond* bond : mol.atomBonds(&atom)) {
    const Atom* other = bond->getOtherAtom(&atom);
    unsigned rank = 0;
    other->getPropIfPresent(RDKit::common_properties::_CIPRank, rank);
    const int64_t place = other->getIdx() == before  ? -2
                          : other->getIdx() == after ? -1
                                                     : (int64_t{1} << 32) - rank;
    for (int64_t earlier : order) {
      if (earlier == place) return 0;
      if (earlier > place) side = -side;
    }
    order.push_back(place);
  }
  return side;
}

// A ring can hold centres that are neither R nor S, since two of their neighbours are alike, as in
// 1,4-dimethylcyclohexane: only their relation to the ring's other centres is a fact. Such a centre
// is CW when most of the others have their substituent on its own side, CCW when most have it on
// the other side, and "other" in a draw.
int relative_tag(const Atom& atom) {
  const ROMol& mol = atom.getOwningMol();
  const int self = int(atom.getIdx());
  int alike = 0;
  for (const std::vector<int>& ring : mol.getRingInfo()->atomRings()) {
    const std::size_t n = ring.size();
    const auto side = [&](std::size_t i) {
      return side_of_ring(*mol.getAtomWithIdx(ring[i]), ring[(i + n - 1) % n], ring[(i + 1) % n]);
    };
    for (std::size_t i = 0; i < n; ++i) {
      if (ring[i] != self) continue;
      const int own = side(i);
      for (std::size_t j = 0; j < n; ++j)
        if (j != i && is_tetrahedral(*mol.getAtomWithIdx(ring[j]))) alike += own * side(j);
    }
  }
  return alike > 0   ? Atom::CHI_TETRAHEDRAL_CW
         : alike < 0 ? Atom::CHI_TETRAHEDRAL_CCW
                     : Atom::CHI_OTHER;
}

// RDKit's tag is relative to the order in which the SMILES happens to name the neighbours. Ours is
// relative to their CIP ranks, R = CW and S = CCW, so that all ways to write a molecule agree.
int chiral_tag(const Atom& atom) {
  if (!is_tetrahedral(atom)) return atom.getChiralTag();
  std::string code;
  if (!atom.getPropIfPresent(RDKit::common_properties::_CIPCode, code)) return relative_tag(atom);
  return code == "R" ? Atom::CHI_TETRAHEDRAL_CW : Atom::CHI_TETRAHEDRAL_CCW;
}

// ---- Features -------------------------------------------------------------------------------

Hybridisation hybridisation(const Atom& atom) {
  switch (atom.getHybridization()) {
    case Atom::SP:
      return Hybridisation::sp;
    case Atom::SP2:
      return Hybridisation::sp2;
    case Atom::SP3:
      return Hybridisation::sp3;
    case Atom::SP3D:
      return Hybridisation::sp3d;
    case Atom::SP3D2:
      return Hybridisation::sp3d2;
    default:
      return Hybridisation::other;
  }
}

BondOrder bond_order(const Bond& bond) {
  switch (bond.getBondType()) {
    case Bond::SINGLE:
      return BondOrder::single;
    case Bond::DOUBLE:
      return BondOrder::twofold;
    case Bond::TRIPLE:
      return BondOrder::triple;
    case Bond::AROMATIC:
      return BondOrder::aromatic;
    default:
      return BondOrder::other;
  }
}

void reserve(SparseRows& rows, std::size_t count, std::size_t per_row) {
  rows.start.reserve(count + 1);
  rows.index.reserve(count * per_row);
  rows.value.reserve(count * per_row);
}

Graph graph_of(const ROMol& mol) {
  Graph graph;
  graph.atoms.cols = atom_features;
  graph.bonds.cols = bond_features;
  reserve(graph.atoms, mol.getNumAtoms(), 8);
  reserve(graph.bonds, mol.getNumBonds(), 4);
  graph.ends.reserve(mol.getNumBonds());
  for (const Atom* atom : mol.atoms()) {
    const int hydrogens = int(atom->getTotalNumHs());
    add_atom_row(graph.atoms, {.atomic_number = atom->getAtomicNum(),
                               .degree = int(atom->getDegree()) + hydrogens,
                               .formal_charge = atom->getFormalCharge(),
                               .chiral_tag = chiral_tag(*atom),
                               .hydrogens = hydrogens,
                               .hybridisation = hybridisation(*atom),
                               .aromatic = atom->getIsAromatic(),
                               .mass = atom->getMass()});
  }
  const RDKit::RingInfo& rings = *mol.getRingInfo();
  for (const Bond* bond : mol.bonds()) {
    add_bond_row(graph.bonds, {.order = bond_order(*bond),
                               .conjugated = bond->getIsConjugated(),
                               .in_ring = rings.numBondRings(bond->getIdx()) > 0,
                               .stereo = bond->getStereo()});
    graph.ends.push_back({int32_t(bond->getBeginAtomIdx()), int32_t(bond->getEndAtomIdx())});
  }
  return graph;
}

}  // namespace

bool has_rdkit() { return true; }

std::string rdkit_version() { return RDKit::rdkitVersion; }

Graph graph_from_smiles(const std::string& smiles) { return with_molecule(smiles, graph_of); }

std::string canonical_smiles(const std::string& smiles) {
  return with_molecule(smiles, [](const ROMol& mol) { return RDKit::MolToSmiles(mol); });
}

std::string murcko_scaffold(const std::string& smiles) {
  return with_molecule(smiles, [](const ROMol& mol) {
    const std::unique_ptr<ROMol> scaffold(RDKit::MurckoDecompose(mol));
    return RDKit::MolToSmiles(*scaffold, /*doIsomericSmiles=*/false);
  });
}

}  // namespace graft
