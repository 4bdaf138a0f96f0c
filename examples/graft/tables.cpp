#include "tables.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace graft_api;

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
  std::string text;
  int depth = 0;
  bool quoted = false;
  const auto line = [&] { text += '\n' + std::string(std::size_t(2 * depth), ' '); };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted) {
      text += c;
      if (c == '\\' && i + 1 < json.size())
        text += json[++i];
      else if (c == '"')
        quoted = false;
      continue;
    }
    const auto next = json.find_first_not_of(" \t\r\n", i + 1);
    if (c == '"') {
      quoted = true;
      text += c;
    } else if (c == '{' || c == '[') {
      text += c;
      ++depth;
      if (next != std::string::npos && json[next] != '}' && json[next] != ']') line();
    } else if (c == '}' || c == ']') {
      --depth;
      if (text.back() != '{' && text.back() != '[') line();
      text += c;
    } else if (c == ',') {
      text += c;
      line();
    } else if (c == ':') {
      text += ": ";
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
      text += c;
    }
  }
  return text + '\n';
}

std::string json_member(const std::string& json, const std::string& name) {
  const std::string key = "\"" + name + "\":";
  auto at = json.find(key);
  if (at == std::string::npos) return "";
  at = json.find_first_not_of(" \t\r\n", at + key.size());
  if (at == std::string::npos) return "";
  if (json[at] == '"') return json.substr(at + 1, json.find('"', at + 1) - at - 1);
  return json.substr(at, json.find_first_of(",}] \n", at) - at);
}

const std::vector<std::string> summary_diagnostics = {".weight", "transfer.distance."};

std::string diagnostics_table(const Model& model, const std::vector<std::string>& wanted) {
  std::vector<std::vector<std::string>> rows;
  for (int64_t i = 0; i < graft_model_diagnostic_count(model.get()); ++i) {
    const char* name = nullptr;
    double value = 0;
    check(graft_model_diagnostic(model.get(), i, &name, &value));
    const std::string key = name;
    if (wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const std::string& part) {
          return key.find(part) != std::string::npos;
        }))
      rows.push_back({key, rounded(value)});
  }
  return aligned(rows);
}

}  // namespace command
