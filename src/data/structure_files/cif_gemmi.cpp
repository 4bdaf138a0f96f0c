// CIF by gemmi: the only file that includes it. Its parser, symmetry operations and space groups
// are used; how sites become atoms is here, since a structure to learn from must be one beyond
// doubt.
#include <gemmi/cif.hpp>
#include <gemmi/numb.hpp>
#include <gemmi/symmetry.hpp>
#include <gemmi/unitcell.hpp>

#include <cctype>
#include <cmath>

#include "base/error.hpp"
#include "chem/elements.hpp"
#include "chem/neighbours.hpp"
#include "data/structure_files/frames.hpp"

namespace graft {
namespace {

namespace cif = gemmi::cif;

constexpr double same_atom = 0.2;  // angstrom: images of a site on a special position
constexpr double full = 1 - 1e-3;  // an occupancy that is written with a rounding error

std::string text_in(const cif::Block& block, std::initializer_list<const char*> tags) {
  for (const char* tag : tags) {
    const std::string* value = block.find_value(tag);
    if (value && !cif::is_null(*value)) return cif::as_string(*value);
  }
  return "";
}

gemmi::UnitCell cell_of(const cif::Block& block) {
  std::array<double, 6> numbers{};
  constexpr const char* tags[] = {"_cell_length_a",    "_cell_length_b",   "_cell_length_c",
                                  "_cell_angle_alpha", "_cell_angle_beta", "_cell_angle_gamma"};
  for (std::size_t i = 0; i < 6; ++i) {
    const std::string* value = block.find_value(tags[i]);
    numbers[i] = value ? cif::as_number(*value) : std::nan("");
    if (!(numbers[i] > 0) || !std::isfinite(numbers[i]))
      fail(GRAFT_ERROR_DATA, tags[i], " is ", value ? quoted(*value) : "not there");
  }
  const gemmi::UnitCell cell(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4],
                             numbers[5]);
  if (!(cell.volume > 0) || !std::isfinite(cell.volume))
    fail(GRAFT_ERROR_DATA, "angles of ", numbers[3], ", ", numbers[4], " and ", numbers[5],
         " enclose no cell");
  return cell;
}

// The operations as they are listed; else those of the group that is named.
std::vector<gemmi::Op> operations_of(cif::Block& block, const gemmi::UnitCell& cell) {
  std::vector<gemmi::Op> operations;
  for (const char* tag : {"_space_group_symop_operation_xyz", "_symmetry_equiv_pos_as_xyz",
                          "_space_group_symop.operation_xyz"}) {
    for (const std::string& value : block.find_values(tag)) try {
        operations.push_back(gemmi::parse_triplet(cif::as_string(value)));
      } catch (const std::runtime_error&) {
        fail(GRAFT_ERROR_DATA, quoted(value), " is no symmetry operation");
      }
    if (!operations.empty()) return operations;
  }
  const auto listed = [&](const gemmi::GroupOps& group) {
    for (const gemmi::Op& operation : group) operations.push_back(operation);
    return operations;
  };
  const std::string hall =
      text_in(block, {"_space_group_name_Hall", "_symmetry_space_group_name_Hall"});
  if (!hall.empty()) try {
      return listed(gemmi::symops_from_hall(hall.c_str()));
    } catch (const std::runtime_error&) {
      fail(GRAFT_ERROR_DATA, quoted(hall), " is no Hall symbol of a space group");
    }
  const std::string name =
      text_in(block, {"_space_group_name_H-M_alt", "_symmetry_space_group_name_H-M"});
  const std::string number =
      text_in(block, {"_space_group_IT_number", "_symmetry_Int_Tables_number"});
  const gemmi::SpaceGroup* group =
      !name.empty() ? gemmi::find_spacegroup_by_name(name, cell.alpha, cell.gamma) : nullptr;
  if (name.empty() && !number.empty())
    group = gemmi::find_spacegroup_by_number(int(cif::as_number(number, 0)));
  if (!group)
    fail(GRAFT_ERROR_DATA, name.empty() && number.empty()
                               ? "neither symmetry operations nor a space group are named"
                               : quoted(name.empty() ? number : name) + " is no space group");
  return listed(group->operations());
}

// The letters that a type symbol ("Fe3+") or a label ("Fe1", "O1A") begins with. Labels in capitals
// alone leave doubt ("CA1"), and the longer symbol is taken only in its own spelling.
int element_of(const std::string& text, bool is_label) {
  const auto letter = [&](std::size_t i) {
    return i < text.size() && std::isalpha(static_cast<unsigned char>(text[i]));
  };
  if (!letter(0)) return 0;
  std::string symbol(1, char(std::toupper(static_cast<unsigned char>(text[0]))));
  if (letter(1) && (!is_label || std::islower(static_cast<unsigned char>(text[1])))) {
    const int number =
        find_element(symbol + char(std::tolower(static_cast<unsigned char>(text[1]))));
    if (number > 0) return number;
  }
  return find_element(symbol);
}

struct Site {
  std::string label;
  uint8_t species;
  gemmi::Fractional at;
};

std::vector<Site> sites_of(cif::Block& block) {
  enum { label, x, y, z, type, occupancy, group, flag };
  std::vector<Site> sites;
  cif::Table table =
      block.find("_atom_site_", {"label", "fract_x", "fract_y", "fract_z", "?type_symbol",
                                 "?occupancy", "?disorder_group", "?calc_flag"});
  if (!table.ok())
    fail(GRAFT_ERROR_DATA, "_atom_site_label and _atom_site_fract_x, _y and _z are not there");
  for (auto row : table) {
    Site site{cif::as_string(row[label]), 0, {}};
    const std::string name = join("site ", graft::quoted(site.label));
    if (row.has2(flag) && row.str(flag) == "dum") continue;
    const bool typed = row.has2(type);
    const int number = element_of(typed ? row.str(type) : site.label, !typed);
    if (number == 0)
      fail(GRAFT_ERROR_DATA, name, ": ", quoted(typed ? row.str(type) : site.label),
           " is not an element");
    const double share = row.has2(occupancy) ? cif::as_number(row[occupancy]) : 1;
    if (!(share >= full && share <= 2 - full))
      fail(GRAFT_ERROR_DATA, name, ": its occupancy is ", row.str(occupancy));
    if (row.has2(group))
      fail(GRAFT_ERROR_DATA, name, ": is one of several alternatives, of the disorder group ",
           row.str(group));
    site.species = uint8_t(number);
    site.at = {cif::as_number(row[x]), cif::as_number(row[y]), cif::as_number(row[z])};
    for (const double f : {site.at.x, site.at.y, site.at.z})
      if (!std::isfinite(f)) fail(GRAFT_ERROR_DATA, name, ": a coordinate is not a number");
    sites.push_back(site);
  }
  return sites;
}

void refuse_shared(const Structure& s, const std::vector<std::string>& labels) {
  const Neighbours near = neighbours_within(s, closest_atoms);
  for (std::size_t i = 0; i < labels.size(); ++i)
    for (auto e = std::size_t(near.start[i]); e < std::size_t(near.start[i + 1]); ++e)
      if (const std::string& other = labels[std::size_t(near.index[e])]; other != labels[i])
        fail(GRAFT_ERROR_DATA, "sites ", quoted(labels[i]), " and ", quoted(other),
             " share a place: they are ", near.distance[e], " angstrom apart");
}

void read_block(cif::Block& block, Structure& s) {
  const gemmi::UnitCell cell = cell_of(block);
  const std::vector<gemmi::Op> operations = operations_of(block, cell);
  std::vector<std::string> labels;  // by atom
  for (const Site& site : sites_of(block)) {
    std::vector<gemmi::Fractional> images;
    for (const gemmi::Op& operation : operations) {
      const auto p = operation.apply_to_xyz({site.at.x, site.at.y, site.at.z});
      const gemmi::Fractional image = gemmi::Fractional(p[0], p[1], p[2]).wrap_to_unit();
      bool is_new = true;
      for (const gemmi::Fractional& other : images)
        is_new = is_new && cell.distance_sq(image, other) >= same_atom * same_atom;
      if (!is_new) continue;
      images.push_back(image);
      const gemmi::Position at = cell.orthogonalize(image);
      s.species.push_back(site.species);
      s.positions.push_back({at.x, at.y, at.z});
      labels.push_back(site.label);
    }
  }
  for (std::size_t d = 0; d < 3; ++d) {
    const gemmi::Position v =
        cell.orthogonalize(gemmi::Fractional(d == 0 ? 1 : 0, d == 1 ? 1 : 0, d == 2 ? 1 : 0));
    s.cell[d] = {v.x, v.y, v.z};
  }
  s.periodic = {true, true, true};
  refuse_shared(s, labels);
}

// A single value, without the uncertainty in its last digits: "5.64(2)".
std::string plain(const std::string& value) {
  const std::string text = cif::is_null(value) ? "" : cif::as_string(value);
  const double number = cif::as_number(text);
  return std::isnan(number) ? text : text.substr(0, text.find('('));
}

}  // namespace

bool has_cif() { return true; }

std::vector<Frame> read_cif(std::string_view text) {
  cif::Document document;
  try {
    document = cif::read_memory(text.data(), text.size(), "text");
  } catch (const std::runtime_error& error) {
    fail(GRAFT_ERROR_DATA, "is no CIF: ", error.what());
  }
  std::vector<Frame> frames;
  for (cif::Block& block : document.blocks) {
    // What tells of a publication or a refinement alone is no structure.
    if (!block.find_values("_atom_site_label") && !block.find_value("_cell_length_a")) continue;
    Frame& frame = frames.emplace_back();
    frame.name = block.name;
    if (!block.items.empty()) frame.line = block.items[0].line_number;
    for (const cif::Item& item : block.items)
      if (item.type == cif::ItemType::Pair) frame.values[item.pair[0]] = plain(item.pair[1]);
    try {
      read_block(block, frame.structure);
    } catch (const Error& error) {
      frame.fault = error.what();
    }
  }
  if (frames.empty()) fail(GRAFT_ERROR_DATA, "no data block has a cell or atom sites");
  return frames;
}

}  // namespace graft
