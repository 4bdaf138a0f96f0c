// SMILES to graphs. smiles_rdkit.cpp is the only file of the library that includes RDKit;
// smiles_none.cpp stands in for it in builds without. All functions may be called from several
// threads at once, print nothing, and throw Error(GRAFT_ERROR_DATA) with the text and the reason,
// or Error(GRAFT_ERROR_UNSUPPORTED) in a build without RDKit. Spaces around the text do not count;
// text after a space (a name, a CXSMILES extension) is an error, and so are more than 2,000 atoms.
#pragma once

#include <string>

#include "chem/graph.hpp"

namespace graft {

bool has_rdkit();

// The release of RDKit that reads the molecules, "2022.09.3"; "" without one. Its perception of
// aromatic rings and stereo centres is part of the features, with featuriser_version.
std::string rdkit_version();

// The directed-bond network's input: the same rows for every way to write the molecule, with CW for
// R and CCW for S. A molecule without atoms is an error; one atom, and several disconnected parts,
// are not.
Graph graph_from_smiles(const std::string& smiles);

// RDKit's canonical SMILES: the same text for every way to write the molecule.
std::string canonical_smiles(const std::string& smiles);

// The Bemis-Murcko scaffold's canonical SMILES without chirality; "" when there is no ring.
std::string murcko_scaffold(const std::string& smiles);

}  // namespace graft
