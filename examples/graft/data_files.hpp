// The data sets of a command line: a file, what its columns are, and the reading of it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "graft.hpp"

namespace command {

struct DataFile {
  std::string flag;             // "--target": what named the file
  std::string path;             // "-" is standard input
  std::string input, columns;   // as graft_dataset_from_csv wants them
  std::string value, id, unit;  // "": none
  std::vector<std::string> extra;
  std::string name;         // in results; from the file's name unless --name says otherwise
  long long subsample = 0;  // 0: all rows
};

// The flags that belong to the data set named last.
extern const std::vector<std::string> column_flags;

// Takes a flag that names a data set (one of `roles`) or that describes the last one; false for
// other flags. Throws Failure(exit_usage).
bool take_data_flag(const Flag& flag, const std::vector<std::string>& roles,
                    std::vector<DataFile>& files);

// Checks that a data set says what it is read from. Throws Failure(exit_usage).
void need_columns(const DataFile& file, bool wants_value);

// A row of the file that cannot be used.
struct LeftOut {
  int64_t row;  // of the file, counted from 0
  std::string id;
  std::string reason;  // "line 5: column 'y': '>5' is a censored value, which is not read"
};

struct Data {
  graft_api::Dataset base;  // the rows' own inputs
  graft_api::Dataset full;  // the same rows with the extra columns behind; NULL if there are none
  std::map<std::string, std::vector<std::string>> texts;  // column: by row, of those asked for
  std::vector<LeftOut> left_out;  // in the file's order; of a whole file, not of its parts
  const graft_api::Dataset& fit() const { return full ? full : base; }
};

// Reads the file. Rows that cannot be used are an error that names the line, or are left out, with
// a note on standard error, when `options` have strict = 0. Throws Failure. (data_reading.cpp)
Data read_data(const DataFile& file, const graft_api::Options& options,
               const std::vector<std::string>& text_columns = {});

// The rows with these indices of all that `data` holds.
Data select_rows(const Data& data, const std::vector<int64_t>& rows);

graft_api::Dataset select_rows(const graft_api::Dataset& set, const std::vector<int64_t>& rows);

// The numbers of the rows that have a value.
std::vector<int64_t> labelled_rows(const graft_api::Dataset& set);

std::string row_id(const graft_api::Dataset& set, int64_t row);

}  // namespace command
