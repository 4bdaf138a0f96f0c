// Facts about a data set, by key.
#include <array>

#include "base/facts.hpp"
#include "capi/datasets.hpp"

using namespace graft;
using namespace graft::capi;

namespace {

// Some cost a pass over the rows, so each is found when it is asked for.
struct DatasetFact {
  const char *key, *type;
  decltype(Fact::value) (*value)(const Dataset&);
};

std::string hexadecimal(uint32_t value) {
  std::string text(8, '0');
  for (std::size_t i = 0; i < 8; ++i) text[7 - i] = "0123456789abcdef"[value >> (4 * i) & 15];
  return text;
}

int64_t repeated(const Dataset& set) {
  const std::vector<int64_t> first = set.first_equal(set);
  int64_t count = 0;
  for (std::size_t row = 0; row < first.size(); ++row) count += first[row] != int64_t(row);
  return count;
}

using Value = decltype(Fact::value);
constexpr std::array facts{
    DatasetFact{"input", "text", [](const Dataset& s) -> Value { return s.origin(); }},
    DatasetFact{"kind", "text", [](const Dataset& s) -> Value { return name_of(s.kind()); }},
    DatasetFact{"property", "text", [](const Dataset& s) -> Value { return s.property(); }},
    DatasetFact{"unit", "text", [](const Dataset& s) -> Value { return s.unit(); }},
    DatasetFact{"checksum", "text",
                [](const Dataset& s) -> Value { return hexadecimal(fingerprint(s)); }},
    DatasetFact{"rows", "int", [](const Dataset& s) -> Value { return s.rows(); }},
    DatasetFact{"labelled", "int", [](const Dataset& s) -> Value { return s.labelled(); }},
    DatasetFact{"skipped", "int",
                [](const Dataset& s) -> Value { return int64_t(s.skipped().size()); }},
    DatasetFact{"repeated", "int", [](const Dataset& s) -> Value { return repeated(s); }},
    DatasetFact{"columns", "int",
                [](const Dataset& s) -> Value { return s.inputs().feature_cols; }},
    DatasetFact{"atom_columns", "int",
                [](const Dataset& s) -> Value { return s.inputs().atom_cols; }},
    DatasetFact{"bond_columns", "int",
                [](const Dataset& s) -> Value { return s.inputs().bond_cols; }},
};

Fact fact(const graft_dataset* dataset, const char* key) {
  const Dataset& set = need(dataset, "dataset").value;
  const std::string wanted = text(key, "key");
  std::vector<Fact> known;
  for (const DatasetFact& f : facts) {
    if (wanted == f.key) return {f.key, f.value(set)};
    known.push_back({f.key, int64_t{0}});
  }
  return fact_of(known, wanted);  // throws
}

}  // namespace

extern "C" {

graft_status graft_dataset_get_text(const graft_dataset* dataset, const char* key, char* buffer,
                                    int64_t capacity, int64_t* needed) {
  clear_text(buffer, capacity, needed);
  return guard([&] { give(fact(dataset, key).text(), buffer, capacity, needed); });
}

graft_status graft_dataset_get_int(const graft_dataset* dataset, const char* key, int64_t* value) {
  if (value) *value = 0;
  return guard([&] {
    const int64_t found = fact(dataset, key).integer();
    if (value) *value = found;
  });
}

int64_t graft_dataset_fact_count(const graft_dataset* dataset) {
  return dataset ? int64_t(facts.size()) : 0;
}

graft_status graft_dataset_fact(const graft_dataset* dataset, int64_t index, const char** key,
                                const char** type) {
  if (key) *key = nullptr;
  if (type) *type = nullptr;
  return guard([&] {
    need(dataset, "dataset");
    const DatasetFact& f = facts[std::size_t(index_of(index, int64_t(facts.size()), "index"))];
    if (key) *key = f.key;
    if (type) *type = f.type;
  });
}

}  // extern "C"
