// Structures as files hold them, and the readers, each in a file of its name. A frame that cannot
// be used keeps its fault, and the reading goes on; only a text whose frames cannot be told apart
// is an error (GRAFT_ERROR_DATA with the line).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "chem/structure.hpp"

namespace graft {

struct Frame {
  Structure structure;
  std::map<std::string, std::string> values;  // what else it says, by key
  std::string name;                           // what the file calls it; may be empty
  int64_t line = 1;                           // where it begins
  std::string fault;                          // why it cannot be used; empty: it can
};

// Extended XYZ (the format of libAtoms and ASE), and plain XYZ, which is one without Properties.
std::vector<Frame> read_extxyz(std::string_view text);
// VASP 5; one frame.
std::vector<Frame> read_poscar(std::string_view text);
// CIF, a frame a data block; GRAFT_ERROR_UNSUPPORTED without gemmi (cif_none.cpp).
std::vector<Frame> read_cif(std::string_view text);
bool has_cif();

}  // namespace graft
