#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "data/dataset.hpp"
#include "data/number_cell.hpp"
#include "data/structure_files/frames.hpp"

namespace graft {
namespace {

struct Format {
  const char* name;
  std::vector<std::string> endings;  // of file names, in lower case
  std::vector<Frame> (*read)(std::string_view);
};

const std::vector<Format>& formats() {
  static const std::vector<Format> all{{"extxyz", {".xyz", ".extxyz"}, read_extxyz},
                                       {"poscar", {"poscar", "contcar", ".vasp"}, read_poscar},
                                       {"cif", {".cif"}, read_cif}};
  return all;
}

const Format& format_of(const std::string& path, const std::string& name) {
  for (const Format& format : formats())
    if (name == format.name) return format;
  if (!name.empty())
    fail(GRAFT_ERROR_ARGUMENT, "format: ", quoted(name), " is not extxyz, poscar or cif");
  std::string lower;
  for (const char c : path) lower += c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
  for (const Format& format : formats())
    for (const std::string& ending : format.endings)
      if (lower.ends_with(ending)) return format;
  fail(GRAFT_ERROR_ARGUMENT, "format: the name ", quoted(path),
       " does not tell it; name one of extxyz, poscar and cif");
}

// What no frame has is not there at all.
void check_key(const std::vector<Frame>& frames, const std::string& key, const char* what) {
  std::set<std::string> keys;
  for (const Frame& frame : frames)
    for (const auto& [name, value] : frame.values) keys.insert(name);
  if (key.empty() || keys.contains(key) || frames.empty()) return;
  if (keys.empty())
    fail(GRAFT_ERROR_DATA, what, ": ", quoted(key), " is in no frame, which have no values at all");
  fail(GRAFT_ERROR_DATA, what, ": ", quoted(key), " is in no frame; the nearest is ",
       quoted(nearest(key, {keys.begin(), keys.end()})));
}

const std::string* value_of(const Frame& frame, const std::string& key) {
  const auto found = frame.values.find(key);
  return found == frame.values.end() ? nullptr : &found->second;
}

}  // namespace

Dataset dataset_from_file(const std::string& path, const StructureFile& file, bool strict,
                          int threads) {
  const Format& format = format_of(path, file.format);
  const auto bytes = read_file(path);
  std::vector<Frame> frames;
  try {
    frames = format.read({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    check_key(frames, file.target, "target");
    check_key(frames, file.id, "id");
    std::vector<Structure> structures;
    std::vector<double> targets;
    std::vector<int64_t> lines;
    std::vector<std::string> faults, ids;
    bool named = false;
    for (Frame& frame : frames) {
      if (!file.target.empty()) {
        const std::string* text = value_of(frame, file.target);
        const NumberCell cell = text ? read_number(*text) : NumberCell{missing, ""};
        if (!cell.fault.empty() && frame.fault.empty())
          frame.fault = join(quoted(file.target), ": ", cell.fault);
        targets.push_back(cell.fault.empty() ? cell.value : missing);
      }
      const std::string* id = file.id.empty() ? &frame.name : value_of(frame, file.id);
      ids.push_back(id && !id->empty() ? *id : std::to_string(ids.size()));
      named = named || (id && !id->empty());
      structures.push_back(std::move(frame.structure));
      lines.push_back(frame.line);
      faults.push_back(std::move(frame.fault));
    }
    Dataset dataset =
        dataset_from_structures(std::move(structures), targets, strict, threads, {lines, faults});
    if (named) {
      std::vector<std::string> kept;
      for (const int64_t row : dataset.input_rows()) kept.push_back(ids[std::size_t(row)]);
      dataset.set_ids(std::move(kept));
    }
    if (!file.target.empty()) dataset.set_property(file.target, "");
    return dataset;
  } catch (const Error& error) {
    if (error.status() != GRAFT_ERROR_DATA) throw;
    throw Error(error.status(), quoted(path) + " " + error.what());
  }
}

}  // namespace graft
