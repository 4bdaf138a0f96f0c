#include "base/error.hpp"
#include "data/structure_files/frames.hpp"

namespace graft {

bool has_cif() { return false; }

std::vector<Frame> read_cif(std::string_view) {
  fail(GRAFT_ERROR_UNSUPPORTED, "this build has no gemmi, which reads CIF");
}

}  // namespace graft
