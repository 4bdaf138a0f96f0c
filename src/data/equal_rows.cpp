#include "data/equal_rows.hpp"

#include <unordered_map>
#include <unordered_set>

#include "base/error.hpp"

namespace graft {
namespace {

std::vector<uint64_t> hashes_of(const Dataset& dataset) {
  const InputTraits& traits = traits_of(dataset.kind());
  std::vector<uint64_t> hashes;
  for (const std::size_t row : dataset.input_places())
    hashes.push_back(traits.hash(dataset.inputs(), row));
  return hashes;
}

// Keys of the rows that could be equal to others; "" for the rest, whose hashes tell them apart.
std::vector<std::string> keys_of(const Dataset& dataset, const std::vector<bool>& wanted) {
  std::vector<std::size_t> places, rows;
  for (std::size_t row = 0; row < wanted.size(); ++row)
    if (wanted[row]) {
      rows.push_back(row);
      places.push_back(dataset.input_places()[row]);
    }
  std::vector<std::string> keys(wanted.size());
  std::vector<std::string> found = traits_of(dataset.kind()).keys(dataset.inputs(), places);
  for (std::size_t i = 0; i < rows.size(); ++i) keys[rows[i]] = std::move(found[i]);
  return keys;
}

std::vector<bool> among(const std::vector<uint64_t>& hashes, const std::vector<uint64_t>& others) {
  const std::unordered_set<uint64_t> known(others.begin(), others.end());
  std::vector<bool> found;
  for (const uint64_t hash : hashes) found.push_back(known.contains(hash));
  return found;
}

std::vector<bool> repeated(const std::vector<uint64_t>& hashes) {
  std::unordered_map<uint64_t, int64_t> count;
  for (const uint64_t hash : hashes) ++count[hash];
  std::vector<bool> found;
  for (const uint64_t hash : hashes) found.push_back(count[hash] > 1);
  return found;
}

}  // namespace

std::vector<int64_t> first_equal(const Dataset& a, const Dataset& b) {
  if (a.kind() != b.kind())
    fail(GRAFT_ERROR_DATA, "other holds ", name_of(b.kind()), ", this set ", name_of(a.kind()));
  if (&a == &b) return groups_of(a);
  const std::vector<uint64_t> of_a = hashes_of(a), of_b = hashes_of(b);
  const std::vector<bool> asked = among(of_a, of_b), answering = among(of_b, of_a);
  const std::vector<std::string> keys = keys_of(a, asked), others = keys_of(b, answering);
  std::unordered_map<std::string, int64_t> first;
  for (std::size_t row = 0; row < others.size(); ++row)
    if (answering[row]) first.emplace(others[row], int64_t(row));
  std::vector<int64_t> matches(keys.size(), -1);
  for (std::size_t row = 0; row < keys.size(); ++row)
    if (asked[row])
      if (const auto found = first.find(keys[row]); found != first.end())
        matches[row] = found->second;
  return matches;
}

std::vector<int64_t> groups_of(const Dataset& dataset) {
  const std::vector<bool> doubtful = repeated(hashes_of(dataset));
  const std::vector<std::string> keys = keys_of(dataset, doubtful);
  std::unordered_map<std::string, int64_t> first;
  std::vector<int64_t> groups;
  for (std::size_t row = 0; row < keys.size(); ++row)
    groups.push_back(doubtful[row] ? first.emplace(keys[row], int64_t(row)).first->second
                                   : int64_t(row));
  return groups;
}

int64_t repeated_rows(const Dataset& dataset) {
  const std::vector<int64_t> groups = groups_of(dataset);
  int64_t count = 0;
  for (std::size_t row = 0; row < groups.size(); ++row) count += groups[row] != int64_t(row);
  return count;
}

}  // namespace graft
