#include "data_files.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "data/column_list.hpp"
#include "failure.hpp"

using namespace graft_api;

namespace command {

namespace {

// As the library reads --features: a name with a comma stands in quotes.
std::vector<std::string> columns_of(const Flag& flag) {
  try {
    return graft::names_in(flag.value, flag.name);
  } catch (const graft::Error& error) {
    wrong_usage(error.what());
  }
}

}  // namespace

const std::vector<std::string> column_flags = {"--smiles", "--formula", "--features", "--value",
                                               "--id",     "--extra",   "--unit",     "--name"};

bool take_data_flag(const Flag& flag, const std::vector<std::string>& roles,
                    std::vector<DataFile>& files) {
  if (std::find(roles.begin(), roles.end(), flag.name) != roles.end()) {
    DataFile file;
    file.flag = flag.name;
    file.path = flag.value;
    const auto slash = file.path.find_last_of('/');
    file.name = slash == std::string::npos ? file.path : file.path.substr(slash + 1);
    const auto dot = file.name.find_last_of('.');
    if (dot != std::string::npos && dot > 0) file.name.resize(dot);
    files.push_back(file);
    return true;
  }
  if (std::find(column_flags.begin(), column_flags.end(), flag.name) == column_flags.end())
    return false;
  if (files.empty()) wrong_usage(flag.name + " belongs to a data set: name its file first");
  if (flag.value.empty()) wrong_usage(flag.name + " wants a value");
  DataFile& file = files.back();
  if (flag.name == "--smiles" || flag.name == "--formula" || flag.name == "--features") {
    const std::string input = flag.name == "--formula" ? "formulas" : flag.name.substr(2);
    if (!file.input.empty()) wrong_usage(file.flag + " '" + file.path + "' has two kinds of input");
    file.input = input;
    file.columns = flag.value;
  } else if (flag.name == "--value") {
    file.value = flag.value;
  } else if (flag.name == "--id") {
    file.id = flag.value;
  } else if (flag.name == "--unit") {
    file.unit = flag.value;
  } else if (flag.name == "--name") {
    file.name = flag.value;
  } else {
    for (const auto& column : columns_of(flag)) file.extra.push_back(column);
  }
  return true;
}

void need_columns(const DataFile& file, bool wants_value) {
  const std::string which = file.flag + " '" + file.path + "'";
  if (file.input.empty())
    wrong_usage(which + " wants --smiles COLUMN, --formula COLUMN or --features COLUMNS");
  if (wants_value && file.value.empty()) wrong_usage(which + " wants --value COLUMN");
  if (!file.unit.empty() && file.value.empty()) wrong_usage(which + " has a unit but no --value");
}

Dataset select_rows(const Dataset& set, const std::vector<int64_t>& rows) {
  return set.select(rows);
}

Data select_rows(const Data& data, const std::vector<int64_t>& rows) {
  Data part;
  part.base = select_rows(data.base, rows);
  if (data.full) part.full = select_rows(data.full, rows);
  for (const auto& [column, cells] : data.texts)
    for (const int64_t row : rows) part.texts[column].push_back(cells[std::size_t(row)]);
  return part;
}

std::vector<int64_t> labelled_rows(const Dataset& set) {
  const std::vector<double> y = set.targets();
  std::vector<int64_t> rows;
  for (std::size_t i = 0; i < y.size(); ++i)
    if (!std::isnan(y[i])) rows.push_back(int64_t(i));
  return rows;
}

std::string row_id(const Dataset& set, int64_t row) { return set.id(row); }

}  // namespace command
