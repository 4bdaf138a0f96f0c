#include "data_files.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>

#include "csv.hpp"
#include "failure.hpp"
#include "output.hpp"

using namespace graft_api;

namespace command {
namespace {

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : ",") + part;
  return text;
}

// The library reads files by their path, some of them more than once: standard input is kept in a
// temporary file, and messages name what the user knows.
class Readable {
 public:
  explicit Readable(const std::string& path) : path_(path) {
    if (path != "-") return;
    static bool taken = false;
    if (taken) wrong_usage("'-': standard input can be read only once");
    taken = true;
    const char* folder = ::getenv("TMPDIR");
    path_ = std::string(folder && *folder ? folder : "/tmp") + "/graft-XXXXXX";
    const int file = ::mkstemp(path_.data());
    if (file < 0) cannot_write(path_, errno);
    copied_ = true;
    int code = 0;
    try {
      code = write_all(file, read_text("/dev/stdin"));
    } catch (...) {
      ::close(file);
      ::unlink(path_.c_str());
      throw;
    }
    ::close(file);
    if (code == 0) return;
    ::unlink(path_.c_str());
    cannot_write(path_, code);
  }
  ~Readable() {
    if (copied_) ::unlink(path_.c_str());
  }
  Readable(const Readable&) = delete;
  Readable& operator=(const Readable&) = delete;

  const std::string& path() const { return path_; }
  std::string in_users_words(std::string message) const {
    const std::string shown = "'" + path_ + "'";
    const auto at = message.find(shown);
    if (copied_ && at != std::string::npos) message.replace(at, shown.size(), "standard input");
    return message;
  }

 private:
  std::string path_;
  bool copied_ = false;
};

// "*" stands for every column that is not named otherwise, also by what the library does not see.
std::string feature_columns(const DataFile& file, const std::string& path,
                            const std::vector<std::string>& text_columns) {
  if (file.input != "features" || file.columns != "*") return file.columns;
  auto named = text_columns;
  named.insert(named.end(), file.extra.begin(), file.extra.end());
  named.insert(named.end(), {file.value, file.id});
  std::vector<std::string> rest;
  for (const auto& column : csv_header(path))
    if (std::find(named.begin(), named.end(), column) == named.end()) rest.push_back(column);
  return joined(rest);
}

void tell_skipped(const Dataset& set, const DataFile& file) {
  const int64_t count = graft_dataset_skipped(set.get());
  if (count == 0) return;
  complain(std::to_string(count) + " rows of '" + file.path + "' are left out; the first: " +
           text(graft_dataset_skipped_reason, set.get(), int64_t{0}));
}

Data read_from(const Readable& from, const DataFile& file, const Options& options,
               const std::vector<std::string>& text_columns) {
  const char* path = from.path().c_str();
  const std::string columns = feature_columns(file, from.path(), text_columns);
  const auto read = [&](const std::string& target, const std::string& id) {
    return make<Dataset>(graft_dataset_from_csv, nullptr, path, file.input.c_str(), columns.c_str(),
                         or_null(target), or_null(id), options.get());
  };
  Data data{read(file.value, file.id), nullptr, {}};
  if (!file.unit.empty())
    check(graft_dataset_set_property(data.base.get(), file.value.c_str(), file.unit.c_str()));
  tell_skipped(data.base, file);
  const int64_t rows = graft_dataset_rows(data.base.get());
  for (const std::string& column : text_columns) {
    const Dataset again = read("", column);  // a column of texts: the ids of another reading
    for (int64_t row = 0; row < rows; ++row) data.texts[column].push_back(row_id(again, row));
  }
  if (file.extra.empty()) return data;

  const auto cols = int64_t(file.extra.size());
  std::vector<double> x(std::size_t(rows * cols));
  std::vector<int64_t> complete;
  for (int64_t j = 0; j < cols; ++j) {
    const std::vector<double> values = targets(read(file.extra[std::size_t(j)], ""));
    for (int64_t i = 0; i < rows; ++i) x[std::size_t(i * cols + j)] = values[std::size_t(i)];
  }
  for (int64_t i = 0; i < rows; ++i) {
    const auto begin = x.begin() + i * cols;
    if (std::none_of(begin, begin + cols, [](double v) { return std::isnan(v); }))
      complete.push_back(i);
  }
  if (int64_t(complete.size()) < rows) {
    if (text(graft_options_get_text, options.get(), "strict") == "1")  // says which line and column
      make<Dataset>(graft_dataset_from_csv, nullptr, path, "features", joined(file.extra).c_str(),
                    nullptr, nullptr, options.get());
    complain(std::to_string(rows - int64_t(complete.size())) + " rows of '" + file.path +
             "' are left out: no value in a column of --extra");
    std::vector<double> kept;
    for (const int64_t i : complete)
      kept.insert(kept.end(), x.begin() + i * cols, x.begin() + (i + 1) * cols);
    x = std::move(kept);
    data = select_rows(data, complete);
  }
  data.full = make<Dataset>(graft_dataset_append_features, data.base.get(), x.data(),
                            int64_t(complete.size()), cols, cols, int64_t{1});
  return data;
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
    for (const auto& column : list_of(flag)) file.extra.push_back(column);
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

Data read_data(const DataFile& file, const Options& options,
               const std::vector<std::string>& text_columns) {
  const Readable from(file.path);
  try {
    return read_from(from, file, options, text_columns);
  } catch (const Error& error) {
    throw Failure(error.status() == GRAFT_ERROR_IO ? exit_io : exit_refused,
                  from.in_users_words(error.what()));
  }
}

Dataset select_rows(const Dataset& set, const std::vector<int64_t>& rows) {
  return make<Dataset>(graft_dataset_select, set.get(), rows.data(), int64_t(rows.size()));
}

Data select_rows(const Data& data, const std::vector<int64_t>& rows) {
  Data part{select_rows(data.base, rows), nullptr, {}};
  if (data.full) part.full = select_rows(data.full, rows);
  for (const auto& [column, cells] : data.texts)
    for (const int64_t row : rows) part.texts[column].push_back(cells[std::size_t(row)]);
  return part;
}

std::vector<int64_t> labelled_rows(const Dataset& set) {
  const std::vector<double> y = targets(set);
  std::vector<int64_t> rows;
  for (std::size_t i = 0; i < y.size(); ++i)
    if (!std::isnan(y[i])) rows.push_back(int64_t(i));
  return rows;
}

std::string row_id(const Dataset& set, int64_t row) {
  return text(graft_dataset_id, set.get(), row);
}

}  // namespace command
