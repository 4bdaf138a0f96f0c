// SMILES to graphs. smiles_rdkit.cpp is the only file of the library that includes RDKit;
// smiles_none.cpp stands in for it in builds without. All functions may be called from several
// threads at once, print nothing, and throw Error(GRAFT_ERROR_DATA) with the text and the reason,
// or Error(GRAFT_ERROR_UNSUPPORTED) in a build without RDKit. Spaces around the text do not count;
// text after a space (a name, a CXSMILES extension) is an error, and so are more than 2,000 atoms.
// They need no more stack than any function: what RDKit needs for long texts is a thread's of their
// own where the caller's stack is short. Too little memory is std::bad_alloc, not a fault of the
// text.
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

// RDKit's canonical SMILES: the same text for every way to write the molecule. Numbers that map
// atoms, and hydrogens that are written out, make no other molecule; isotopes do.
std::string canonical_smiles(const std::string& smiles);

// The Bemis-Murcko scaffold's canonical SMILES without chirality; "" when there is no ring.
std::string murcko_scaffold(const std::string& smiles);

}  // namespace graft
