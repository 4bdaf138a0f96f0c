#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/file.hpp"
#include "data/csv.hpp"
#include "data/dataset.hpp"

namespace graft {
namespace {

std::vector<std::string> split_list(const std::string& list) {
  std::vector<std::string> parts(1);
  for (char c : list) {
    if (c == ',')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

// A table with the name it has in messages.
class NamedTable {
 public:
  NamedTable(const std::string& path, const CsvColumns& columns) : columns_(columns) {
    const auto bytes = read_file(path);
    table_ = parse_csv({bytes.begin(), bytes.end()}, quoted(path));
  }
  std::size_t rows() const { return table_.rows.size(); }
  const std::string& name() const { return table_.what; }
  const std::vector<int64_t>& lines() const { return table_.line; }

  // The columns that "a,b,c" or "*" names.
  std::vector<int64_t> feature_columns() const {
    std::vector<int64_t> found;
    if (columns_.columns != "*") {
      for (const std::string& name : split_list(columns_.columns))
        found.push_back(table_.column(name));
      return found;
    }
    for (std::size_t c = 0; c < table_.header.size(); ++c)
      if (table_.header[c] != columns_.target && table_.header[c] != columns_.id)
        found.push_back(int64_t(c));
    if (found.empty()) fail(GRAFT_ERROR_DATA, "columns: '*' leaves no column");
    return found;
  }

  std::vector<std::string> texts(const std::string& column) const {
    const std::size_t c = std::size_t(table_.column(column));
    std::vector<std::string> cells;
    for (const auto& row : table_.rows) cells.push_back(row[c]);
    return cells;
  }

  // The numbers of some columns, row after row.
  std::vector<double> numbers(const std::vector<int64_t>& columns, bool may_be_missing) const {
    std::vector<double> values;
    for (std::size_t row = 0; row < rows(); ++row)
      for (const int64_t c : columns) {
        const std::string& cell = table_.rows[row][std::size_t(c)];
        double value;
        if (!parse_number(cell, value) || (!may_be_missing && std::isnan(value)))
          fail(GRAFT_ERROR_DATA, name(), " line ", table_.line[row], ", column ",
               quoted(table_.header[std::size_t(c)]), ": ", quoted(cell),
               " is not a finite number");
        values.push_back(value);
      }
    return values;
  }
  int64_t column(const std::string& name) const { return table_.column(name); }

 private:
  const CsvColumns& columns_;
  Table table_;
};

Dataset inputs_from(const NamedTable& table, const CsvColumns& columns,
                    const std::vector<double>& targets, bool strict, int threads) {
  if (columns.input == "features") {
    const auto names = table.feature_columns();
    const std::vector<double> x = table.numbers(names, false);
    const int64_t cols = int64_t(names.size());
    return dataset_from_features({x.data(), int64_t(table.rows()), cols, cols, 1}, targets, strict);
  }
  std::vector<std::string> texts = table.texts(columns.columns);
  try {
    return columns.input == "smiles"
               ? dataset_from_smiles(std::move(texts), targets, strict, threads, table.lines())
               : dataset_from_formulas(std::move(texts), targets, strict, table.lines());
  } catch (const Error& error) {
    fail(error.status(), table.name(), " ", error.what());
  }
}

}  // namespace

Dataset dataset_from_csv(const std::string& path, const CsvColumns& columns, bool strict,
                         int threads) {
  if (columns.input != "smiles" && columns.input != "formulas" && columns.input != "features")
    fail(GRAFT_ERROR_ARGUMENT, "input: ", quoted(columns.input),
         " is not smiles, formulas or features; it says what a row is, columns names the column");
  const NamedTable table(path, columns);
  std::vector<double> targets;
  if (!columns.target.empty()) targets = table.numbers({table.column(columns.target)}, true);
  Dataset dataset = inputs_from(table, columns, targets, strict, threads);
  if (!columns.id.empty()) {
    const auto all = table.texts(columns.id);
    std::vector<std::string> ids;
    for (const int64_t row : dataset.input_rows()) ids.push_back(all[std::size_t(row)]);
    dataset.set_ids(std::move(ids));
  }
  if (!columns.target.empty()) dataset.set_property(columns.target, "");
  return dataset;
}

}  // namespace graft
