#include "model/facts.hpp"

#include <algorithm>
#include <limits>

#include <nlohmann/json.hpp>

namespace graft {
namespace {

using Json = nlohmann::ordered_json;

constexpr int deepest = 16;  // the info of a stranger's file may be nested without end

void add(std::vector<Fact>& facts, const std::string& key, const Json& value, int depth) {
  if (value.is_structured()) {
    if (depth == deepest) return;
    std::size_t i = 0;
    for (const auto& item : value.items()) {
      const std::string name = value.is_array() ? std::to_string(i++) : item.key();
      add(facts, key.empty() ? name : key + "." + name, item.value(), depth + 1);
    }
  } else if (key.empty() || std::ranges::find(facts, key, &Fact::key) != facts.end()) {
    return;
  } else if (value.is_string()) {
    facts.push_back({key, value.get<std::string>()});
  } else if (value.is_number_integer()) {
    facts.push_back({key, value.get<int64_t>()});
  } else if (value.is_boolean()) {
    facts.push_back({key, int64_t(value.get<bool>())});
  } else {
    facts.push_back(
        {key, value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN()});
  }
}

}  // namespace

std::string input_of(const ModelContent& content) {
  if (!content.origin.empty()) return content.origin;
  // Files before format 5 do not say, but only feature vectors leave a choice.
  return content.shape.input == InputKind::molecules ? "smiles"
         : content.shape.input == InputKind::graphs  ? "graphs"
                                                     : "";
}

std::vector<Fact> facts_of(const ModelContent& content) {
  const Json info = Json::parse(content.info, nullptr, false);
  const bool has_info = info.is_object();
  std::vector<Fact> facts;
  const Json method = has_info ? info.value("method", Json()) : Json();
  facts.push_back({"method", method.is_string() ? method.get<std::string>() : std::string()});
  facts.push_back({"input", input_of(content)});
  facts.push_back({"kind", std::string(name_of(content.shape.input))});
  facts.push_back({"property", content.property});
  facts.push_back({"unit", content.unit});
  facts.push_back({"featuriser", content.featuriser});
  facts.push_back({"columns", int64_t(content.features.size())});
  facts.push_back({"covariates", content.covariates});
  facts.push_back({"members", int64_t(content.members.size())});
  facts.push_back({"noise_sd", content.noise_sd});
  if (has_info) add(facts, "", info, 0);
  return facts;
}

}  // namespace graft
