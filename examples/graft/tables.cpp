#include "tables.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

using namespace graft_api;
using Json = nlohmann::ordered_json;

namespace command {

std::string aligned(const std::vector<std::vector<std::string>>& rows, bool all_left) {
  std::vector<std::size_t> width;
  for (const auto& row : rows) {
    width.resize(std::max(width.size(), row.size()));
    for (std::size_t j = 0; j < row.size(); ++j) width[j] = std::max(width[j], row[j].size());
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line = " ";
    for (std::size_t j = 0; j < row.size(); ++j) {
      const std::string pad(width[j] - row[j].size(), ' ');
      line += j == 0 ? " " : "  ";
      line += j == 0 || all_left ? row[j] + pad : pad + row[j];
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

std::string rounded(double value) {
  if (std::isnan(value)) return "-";
  char text[40];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

std::string fixed(double value, int digits) {
  if (std::isnan(value)) return "-";
  char text[360];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string pretty_json(const std::string& json) {
  return Json::parse(json).dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

const std::vector<std::string> summary_diagnostics = {".weight", "transfer.distance."};

std::string diagnostics_table(const Model& model, const std::vector<std::string>& wanted) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, value] : model.diagnostics()) {
    const std::string& key = name;
    if (wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const std::string& part) {
          return key.find(part) != std::string::npos;
        }))
      rows.push_back({key, rounded(value)});
  }
  return aligned(rows);
}

}  // namespace command
