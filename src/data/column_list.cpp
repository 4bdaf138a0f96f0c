#include "data/column_list.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace graft {
namespace {

bool among(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The first row with a value in the column; the number of rows if there is none.
std::size_t first_value(const Table& table, std::size_t column) {
  std::size_t row = 0;
  while (row < table.rows.size() && table.rows[row][column].empty()) ++row;
  return row;
}

std::vector<int64_t> all_but(const Table& table, const std::vector<std::string>& others) {
  std::vector<int64_t> found;
  for (std::size_t c = 0; c < table.header.size(); ++c) {
    const std::string& name = table.header[c];
    if (!name.empty() && among(others, name)) continue;
    if (!name.empty()) {
      found.push_back(table.column(name));
      continue;
    }
    const std::size_t row = first_value(table, c);
    if (row < table.rows.size())
      fail(GRAFT_ERROR_DATA, table.what, ": '*' takes every column, and column ", c + 1,
           " has no name but values, the first in line ", table.line[row],
           "; name it or list the columns");
  }
  if (found.empty()) fail(GRAFT_ERROR_DATA, table.what, ": '*' leaves no column for features");
  return found;
}

}  // namespace

std::vector<std::string> names_in(const std::string& list, const std::string& what) {
  CsvRecord names, more;
  try {
    CsvReader reader(list, CsvDialect(), what);
    reader.next(names);
    if (reader.next(more)) names.clear();
  } catch (const Error&) {
    names.clear();
  }
  if (names.empty() || among(names, ""))
    fail(GRAFT_ERROR_ARGUMENT, what, ": ", quoted(list),
         " is not a list of column names (a,b,c; a name with a comma in quotes)");
  return names;
}

std::vector<int64_t> feature_columns(const Table& table, const std::string& list,
                                     const std::vector<std::string>& others) {
  if (list == "*") return all_but(table, others);
  std::vector<int64_t> found;
  for (const std::string& name : names_in(list, "columns")) {
    const int64_t column = table.column(name);
    if (std::find(found.begin(), found.end(), column) != found.end())
      fail(GRAFT_ERROR_DATA, table.what, ": ", quoted(name), " is named twice among the features");
    if (among(others, name))
      fail(GRAFT_ERROR_DATA, table.what, ": ", quoted(name),
           " is the target, the id or named for something else; it cannot be a feature too");
    found.push_back(column);
  }
  return found;
}

}  // namespace graft
