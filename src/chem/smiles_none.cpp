// Stands in for smiles_rdkit.cpp in builds without RDKit.
#include "base/error.hpp"
#include "chem/smiles.hpp"

namespace graft {
namespace {

[[noreturn]] void unsupported(const std::string& smiles) {
  fail(GRAFT_ERROR_UNSUPPORTED, "cannot read SMILES ", quoted(smiles),
       ": this build has no RDKit; give feature vectors or ready-made graphs");
}

}  // namespace

bool has_rdkit() { return false; }
std::string rdkit_version() { return ""; }
Graph graph_from_smiles(const std::string& smiles) { unsupported(smiles); }
std::string canonical_smiles(const std::string& smiles) { unsupported(smiles); }
std::string murcko_scaffold(const std::string& smiles) { unsupported(smiles); }

}  // namespace graft
