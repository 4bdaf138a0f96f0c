#include "results.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "failure.hpp"
#include "output.hpp"

namespace command {

const Record result_columns = {
    "source", "target",      "method",     "split",   "seed",    "train_rows",  "rmse",
    "mae",    "r2",          "coverage95", "width95", "crps",    "log_density", "train",
    "test",   "source_rows", "seconds",    "status",  "version", "options",     "data"};

const Record prediction_columns = {"source",     "target", "method", "split",   "seed",
                                   "train_rows", "id",     "y",      "mean",    "model_sd",
                                   "noise_sd",   "low",    "high",   "distance"};

RunKey RunKey::of(const Record& row) { return {row[0], row[1], row[2], row[3], row[4], row[5]}; }

void Ledger::open_and_lock(const std::string& path) {
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file_ < 0) cannot_write(path, errno);
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    throw Failure(exit_io, "'" + path + "' is being written by another graft evaluate");
}

Ledger::Ledger(std::string path, const Record& columns)
    : path_(std::move(path)), columns_(columns) {
  if (path_.empty()) return;
  const std::string header = csv_line(columns_);
  if (path_ == "-") {
    print(header);
    return;
  }
  open_and_lock(path_);
  const std::string text = read_text(path_);
  CsvText table = read_csv(text);
  const bool unfinished_header = table.records.empty() && header.compare(0, text.size(), text) == 0;
  Record without_data = columns_;
  without_data.pop_back();
  if (!table.records.empty() && table.records[0] == without_data)
    throw Failure(exit_io, "'" + path_ + "' was written by an older graft evaluate and has no " +
                               "column '" + columns_.back() + "': choose another --out");
  if (!unfinished_header && (table.records.empty() || table.records[0] != columns_))
    throw Failure(exit_io, "'" + path_ + "' has other columns than graft evaluate writes");
  for (std::size_t i = 1; i < table.records.size(); ++i)
    if (table.records[i].size() != columns_.size())
      throw Failure(exit_io, "'" + path_ + "' record " + std::to_string(i + 1) + " has " +
                                 std::to_string(table.records[i].size()) + " cells where " +
                                 std::to_string(columns_.size()) + " are wanted");
  const std::size_t whole = unfinished_header ? 0 : table.whole;
  if (whole < text.size() && ::ftruncate(file_, off_t(whole)) != 0) cannot_write(path_, errno);
  if (unfinished_header) {
    const int code = write_all(file_, header);
    if (code != 0) cannot_write(path_, code);
    return;
  }
  rows_.assign(std::make_move_iterator(table.records.begin() + 1),
               std::make_move_iterator(table.records.end()));
}

Ledger::~Ledger() {
  if (file_ >= 0) ::close(file_);
}

void Ledger::append(const std::vector<Record>& rows) {
  std::string text;
  for (const Record& row : rows) text += csv_line(row);
  rows_.insert(rows_.end(), rows.begin(), rows.end());
  if (path_ == "-") {
    print(text);
    return;
  }
  if (file_ < 0) return;
  const int code = write_all(file_, text);
  if (code != 0) cannot_write(path_, code);
}

void Ledger::replace(std::vector<Record> rows) {
  rows_ = std::move(rows);
  if (file_ < 0) return;
  std::string text = csv_line(columns_);
  for (const Record& row : rows_) text += csv_line(row);
  write_text(path_, text);
  ::close(file_);
  open_and_lock(path_);
}

}  // namespace command
