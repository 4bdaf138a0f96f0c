#include "paths.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "failure.hpp"
#include "output.hpp"

namespace command {
namespace {

bool is_file(const NamedPath& named) { return !named.path.empty() && named.path != "-"; }

// Where a path leads; also that of a file that is not there yet.
std::filesystem::path place_of(std::filesystem::path path) {
  constexpr int most_links = 40;  // as the system has it: then they lead in a circle
  std::error_code error;
  for (int i = 0; i < most_links && std::filesystem::is_symlink(path, error); ++i)
    path = path.parent_path() / std::filesystem::read_symlink(path, error);
  const auto canonical = std::filesystem::weakly_canonical(std::filesystem::absolute(path), error);
  return error ? path : canonical;
}

bool same_file(const std::string& a, const std::string& b) {
  struct stat of_a, of_b;
  const bool has_a = ::stat(a.c_str(), &of_a) == 0, has_b = ::stat(b.c_str(), &of_b) == 0;
  if (has_a && has_b)
    return of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino && S_ISREG(of_a.st_mode);
  return !has_a && !has_b && place_of(a) == place_of(b);
}

void refuse_clash(const NamedPath& output, const NamedPath& other, const std::string& what) {
  if (!is_file(other) || !same_file(output.path, other.path)) return;
  wrong_usage(output.flag + " '" + output.path + "' is the file of " + other.flag +
              (other.path == output.path ? "" : " '" + other.path + "'") + ", too: " + what);
}

}  // namespace

std::vector<NamedPath> paths_of(const std::vector<DataFile>& files) {
  std::vector<NamedPath> paths;
  for (const DataFile& file : files) paths.push_back({file.flag, file.path});
  return paths;
}

void check_paths(const std::vector<NamedPath>& inputs, const std::vector<NamedPath>& outputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!is_file(outputs[i])) continue;
    for (const NamedPath& input : inputs)
      refuse_clash(outputs[i], input, "it would be overwritten");
    for (std::size_t j = 0; j < i; ++j)
      refuse_clash(outputs[i], outputs[j], "each wants one of its own");
    check_writable(outputs[i].path);
  }
}

}  // namespace command
