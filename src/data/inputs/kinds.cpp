#include "base/error.hpp"
#include "data/inputs/inputs.hpp"

namespace graft {

const InputTraits& traits_of(InputKind kind) {
  switch (kind) {
    case InputKind::molecules:
      return molecules_traits();
    case InputKind::graphs:
      return graphs_traits();
    case InputKind::structures:
      return structures_traits();
    case InputKind::features:
      break;
  }
  return features_traits();
}

const char* name_of(InputKind kind) { return traits_of(kind).name(); }

int64_t Inputs::rows() const { return traits_of(kind).rows(*this); }

std::vector<std::string> InputTraits::scaffolds(const Inputs&, std::span<const std::size_t>) const {
  fail(GRAFT_ERROR_UNSUPPORTED, "scaffolds need molecules from SMILES; this set holds ", name());
}

void check_same_shape(const Inputs& a, const std::string& name, const Inputs& b,
                      const std::string& other) {
  if (a.kind != b.kind)
    fail(GRAFT_ERROR_DATA, name, " holds ", name_of(a.kind), ", ", other, " ", name_of(b.kind));
  if (a.feature_cols != b.feature_cols)
    fail(GRAFT_ERROR_DATA, name, " has ", a.feature_cols, " features, ", other, " ",
         b.feature_cols);
  if (a.atom_cols != b.atom_cols || a.bond_cols != b.bond_cols)
    fail(GRAFT_ERROR_DATA, name, " has ", a.atom_cols, " atom and ", a.bond_cols,
         " bond features, ", other, " ", b.atom_cols, " and ", b.bond_cols);
}

}  // namespace graft
