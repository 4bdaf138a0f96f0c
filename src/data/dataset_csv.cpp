#include <cmath>

#include "base/error.hpp"
#include "base/file.hpp"
#include "data/column_list.hpp"
#include "data/csv.hpp"
#include "data/dataset.hpp"
#include "data/missing_text.hpp"
#include "data/number_cell.hpp"

namespace graft {
namespace {

Table read_table(const std::string& path) {
  const auto bytes = read_file(path);
  return parse_csv({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, quoted(path));
}

// The cells of a table as values, and what is wrong with each row by the first bad cell of it.
class Cells {
 public:
  explicit Cells(const Table& table) : table_(table), faults_(table.rows.size()) {}

  // The numbers of some columns, row after row; NaN at a fault.
  std::vector<double> numbers(const std::vector<int64_t>& columns, bool may_be_missing) {
    std::vector<double> values;
    for (std::size_t row = 0; row < table_.rows.size(); ++row)
      for (const int64_t c : columns) {
        const std::string& cell = table_.rows[row][std::size_t(c)];
        const NumberCell read = read_number(cell);
        if (!read.fault.empty())
          blame(row, c, read.fault);
        else if (std::isnan(read.value) && !may_be_missing)
          blame(row, c, quoted(cell) + " is a missing value, and a feature must be known");
        values.push_back(read.value);
      }
    return values;
  }

  std::vector<std::string> texts(int64_t column) {
    std::vector<std::string> cells;
    for (std::size_t row = 0; row < table_.rows.size(); ++row) {
      cells.push_back(table_.rows[row][std::size_t(column)]);
      if (const std::string fault = encoding_fault(cells.back()); !fault.empty())
        blame(row, column, fault);
    }
    return cells;
  }

  // The texts of a column in which none may be missing; `name` is what each is.
  std::vector<std::string> known_texts(int64_t column, const char* name) {
    std::vector<std::string> cells = texts(column);
    for (std::size_t row = 0; row < cells.size(); ++row)
      if (is_missing_text(cells[row]))
        blame(row, column, join(quoted(cells[row]), " is a missing value, not a ", name));
    return cells;
  }

  RowNotes notes() const { return {table_.line, faults_}; }

 private:
  void blame(std::size_t row, int64_t column, const std::string& fault) {
    if (faults_[row].empty())
      faults_[row] = join("column ", quoted(table_.header[std::size_t(column)]), ": ", fault);
  }

  const Table& table_;
  std::vector<std::string> faults_;
};

Dataset inputs_from(const Table& table, Cells& cells, const CsvColumns& columns,
                    const std::vector<double>& targets, bool strict, int threads) {
  if (columns.input == "features") {
    const auto places = feature_columns(table, columns.columns, {columns.target, columns.id});
    const std::vector<double> x = cells.numbers(places, false);
    const auto rows = int64_t(table.rows.size()), cols = int64_t(places.size());
    Dataset dataset =
        dataset_from_features({x.data(), rows, cols, cols, 1}, targets, strict, cells.notes());
    std::vector<std::string> names;
    for (const int64_t c : places) names.push_back(table.header[std::size_t(c)]);
    dataset.set_columns(std::move(names));
    return dataset;
  }
  const int64_t column = table.column(columns.columns);
  if (columns.input == "smiles") {
    auto smiles = cells.known_texts(column, "SMILES");
    return dataset_from_smiles(std::move(smiles), targets, strict, threads, cells.notes());
  }
  auto formulas = cells.known_texts(column, "formula");
  return dataset_from_formulas(std::move(formulas), targets, strict, cells.notes());
}

}  // namespace

Dataset dataset_from_csv(const std::string& path, const CsvColumns& columns, bool strict,
                         int threads) {
  if (columns.input != "smiles" && columns.input != "formulas" && columns.input != "features")
    fail(GRAFT_ERROR_ARGUMENT, "input: ", quoted(columns.input),
         " is not smiles, formulas or features; it says what a row is, columns names the column");
  const Table table = read_table(path);
  Cells cells(table);
  std::vector<double> targets;
  if (!columns.target.empty()) targets = cells.numbers({table.column(columns.target)}, true);
  const auto ids =
      columns.id.empty() ? std::vector<std::string>() : cells.texts(table.column(columns.id));
  try {
    Dataset dataset = inputs_from(table, cells, columns, targets, strict, threads);
    if (!columns.id.empty()) {
      std::vector<std::string> kept;
      for (const int64_t row : dataset.input_rows()) kept.push_back(ids[std::size_t(row)]);
      dataset.set_ids(std::move(kept));
    }
    if (!columns.target.empty()) dataset.set_property(columns.target, "");
    return dataset;
  } catch (const Error& error) {  // of a row, which says its line but not its file
    if (std::string(error.what()).rfind("line ", 0) != 0) throw;
    throw Error(error.status(), table.what + " " + error.what());
  }
}

}  // namespace graft
