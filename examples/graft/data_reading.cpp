// A data set's file, read: the inputs by the library, which featurises them once, and what the
// library has no place for, further columns and the rows that were left out, from the same table.
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <filesystem>
#include <optional>

#include "base/error.hpp"
#include "csv.hpp"
#include "data/column_list.hpp"
#include "data/number_cell.hpp"
#include "data_files.hpp"
#include "failure.hpp"
#include "output.hpp"

using namespace graft_api;

namespace command {
namespace {

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

// The library reads files by their path, a second time: what can be read only once, standard input
// and pipes, is kept in a temporary file, and messages name what the user knows.
class Readable {
 public:
  explicit Readable(const std::string& path)
      : path_(path), name_(path == "-" ? "standard input" : "'" + path + "'") {
    if (path == "-") {
      static bool taken = false;
      if (taken) wrong_usage("'-': standard input can be read only once");
      taken = true;
    }
    const std::string from = path == "-" ? "/dev/stdin" : path;
    std::error_code error;
    const bool again = path != "-" && !std::filesystem::is_fifo(from, error) &&
                       !std::filesystem::is_character_file(from, error) &&
                       !std::filesystem::is_socket(from, error);
    text_ = read_text(from);
    if (!again) keep_copy();
  }
  ~Readable() {
    if (copied_) ::unlink(path_.c_str());
  }
  Readable(const Readable&) = delete;
  Readable& operator=(const Readable&) = delete;

  const std::string& path() const { return path_; }
  const std::string& name() const { return name_; }
  graft::Table table() const { return graft::parse_csv(text_, name_); }
  std::string in_users_words(std::string message) const {
    const std::string shown = "'" + path_ + "'";
    const auto at = message.find(shown);
    if (copied_ && at != std::string::npos) message.replace(at, shown.size(), name_);
    return message;
  }

 private:
  void keep_copy() {
    const char* folder = ::getenv("TMPDIR");
    path_ = std::string(folder && *folder ? folder : "/tmp") + "/graft-XXXXXX";
    const int file = ::mkstemp(path_.data());
    if (file < 0) cannot_write(path_, errno);
    copied_ = true;
    const int code = write_all(file, text_);
    ::close(file);
    if (code == 0) return;
    ::unlink(path_.c_str());
    cannot_write(path_, code);
  }

  std::string path_, name_, text_;
  bool copied_ = false;
};

std::string list_text(const Record& names) {
  std::string line = csv_line(names);
  line.pop_back();
  return line;
}

// The columns as the library is told them. "*" stands for every column that is not named otherwise,
// also by what the library does not see.
std::string input_columns(const graft::Table& table, const DataFile& file,
                          const std::vector<std::string>& text_columns) {
  if (file.input != "features") return file.columns;
  std::vector<std::string> others = {file.value, file.id};
  others.insert(others.end(), file.extra.begin(), file.extra.end());
  if (file.columns == "*") others.insert(others.end(), text_columns.begin(), text_columns.end());
  Record names;
  for (const int64_t column : graft::feature_columns(table, file.columns, others))
    names.push_back(table.header[std::size_t(column)]);
  return list_text(names);
}

// The number of the file's row by which a row without a name of its own is known, or its cell.
std::string id_of(const graft::Table& table, const DataFile& file, int64_t row) {
  if (file.id.empty() && file.input == "features") return std::to_string(row);
  const std::string& column = file.id.empty() ? file.columns : file.id;
  return table.rows[std::size_t(row)][std::size_t(table.column(column))];
}

// The file's row of each row of the set, and what the library left out.
std::vector<int64_t> input_rows(const Dataset& set) {
  std::vector<int64_t> rows(std::size_t(graft_dataset_rows(set.get())));
  check(graft_dataset_input_rows(set.get(), rows.data(), int64_t(rows.size())));
  return rows;
}

// The values of the columns of --extra at the rows that have them all; the others are left out.
class Extra {
 public:
  Extra(const graft::Table& table, const DataFile& file)
      : table_(table),
        columns_(graft::feature_columns(table, list_text(file.extra), {file.value, file.id})) {}

  std::string take(int64_t row) {
    std::vector<double> values;
    for (const int64_t column : columns_) {
      const std::string& cell = table_.rows[std::size_t(row)][std::size_t(column)];
      const graft::NumberCell read = graft::read_number(cell);
      if (read.fault.empty() && !std::isnan(read.value)) {
        values.push_back(read.value);
        continue;
      }
      return graft::join("line ", table_.line[std::size_t(row)], ": column ",
                         graft::quoted(table_.header[std::size_t(column)]), ": ",
                         read.fault.empty() ? graft::quoted(cell) +
                                                  " is a missing value, and a feature must be known"
                                            : read.fault);
    }
    x_.insert(x_.end(), values.begin(), values.end());
    return "";
  }
  // The set with these values behind its own, and with the names of all its columns.
  Dataset behind(const Dataset& base) const {
    const auto cols = int64_t(columns_.size());
    Dataset full = make<Dataset>(graft_dataset_append_features, base.get(), x_.data(),
                                 graft_dataset_rows(base.get()), cols, cols, int64_t{1});
    int64_t own = 0;
    check(graft_dataset_get_int(base.get(), "columns", &own));
    Record names;
    for (int64_t column = 0; column < own; ++column)
      names.push_back(text(graft_dataset_column, base.get(), column));
    for (const int64_t column : columns_) {
      std::string name = table_.header[std::size_t(column)];
      // A composition has a feature "elements", too.
      while (std::find(names.begin(), names.end(), name) != names.end()) name += " (extra)";
      names.push_back(std::move(name));
    }
    std::vector<const char*> pointers;
    for (const std::string& name : names) pointers.push_back(name.c_str());
    check(graft_dataset_set_columns(full.get(), pointers.data(), int64_t(pointers.size())));
    return full;
  }

 private:
  const graft::Table& table_;
  std::vector<int64_t> columns_;
  std::vector<double> x_;
};

Data read_from(const Readable& from, const DataFile& file, const Options& options,
               const std::vector<std::string>& text_columns) {
  const graft::Table table = from.table();
  const std::string columns = input_columns(table, file, text_columns);
  Data data;
  data.base =
      make<Dataset>(graft_dataset_from_csv, nullptr, from.path().c_str(), file.input.c_str(),
                    columns.c_str(), or_null(file.value), or_null(file.id), options.get());
  if (!file.unit.empty())
    check(graft_dataset_set_property(data.base.get(), file.value.c_str(), file.unit.c_str()));

  const std::vector<int64_t> used = input_rows(data.base);
  const auto skipped = std::size_t(graft_dataset_skipped(data.base.get()));
  if (used.size() + skipped != table.rows.size())
    throw Failure(exit_io, from.name() + " was changed while it was read");
  const bool strict = text(graft_options_get_text, options.get(), "strict") == "1";
  std::optional<Extra> extra;
  if (!file.extra.empty()) extra.emplace(table, file);
  std::vector<int64_t> complete;  // rows of the set
  const auto leave_out = [&](int64_t row, std::string reason) {
    data.left_out.push_back({row, id_of(table, file, row), std::move(reason)});
  };
  for (int64_t row = 0, next = 0, left = 0; row < int64_t(table.rows.size()); ++row) {
    if (std::size_t(next) == used.size() || used[std::size_t(next)] != row) {
      leave_out(row, text(graft_dataset_skipped_reason, data.base.get(), left++));
      continue;
    }
    const std::string fault = extra ? extra->take(row) : "";
    if (!fault.empty() && strict) throw Failure(exit_refused, from.name() + " " + fault);
    if (fault.empty())
      complete.push_back(next);
    else
      leave_out(row, fault);
    ++next;
  }
  if (complete.size() < used.size()) data.base = select_rows(data.base, complete);
  if (extra) data.full = extra->behind(data.base);
  for (const std::string& name : text_columns) {
    const auto column = std::size_t(table.column(name));
    for (const int64_t row : complete) {
      const auto at = std::size_t(used[std::size_t(row)]);
      const std::string& cell = table.rows[at][column];
      if (const std::string fault = graft::encoding_fault(cell); !fault.empty())
        throw Failure(exit_refused, from.name() + graft::join(" line ", table.line[at], ": column ",
                                                              graft::quoted(name), ": ", fault));
      data.texts[name].push_back(cell);
    }
  }
  return data;
}

void tell_left_out(const Data& data, const DataFile& file, const std::string& name) {
  const std::size_t count = data.left_out.size();
  if (count == 0) return;
  complain(std::to_string(count) + (count == 1 ? " row of " : " rows of ") + name +
           (file.flag == "--in" ? " without a prediction" : " left out") +
           "; the first: " + data.left_out[0].reason);
}

}  // namespace

Data read_data(const DataFile& file, const Options& options,
               const std::vector<std::string>& text_columns) {
  const Readable from(file.path);
  try {
    Data data = read_from(from, file, options, text_columns);
    tell_left_out(data, file, from.name());
    return data;
  } catch (const Error& error) {
    throw Failure(error.status() == GRAFT_ERROR_IO ? exit_io : exit_refused,
                  from.in_users_words(error.what()));
  } catch (const graft::Error& error) {
    throw Failure(exit_refused, error.what());
  }
}

}  // namespace command
