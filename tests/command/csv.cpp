// The tables that the command writes: what it wrote it reads, wherever its writer was killed.
#include <cstdio>
#include <random>

#include "csv.hpp"
#include "failure.hpp"

using namespace command;

static int failures = 0;

static void expect(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n", what.c_str());
  ++failures;
}

int main() {
  std::mt19937 random(5);
  const auto below = [&](unsigned n) { return unsigned(random()) % n; };
  for (int round = 0; round < 200; ++round) {
    std::vector<Record> records(1 + below(5));
    std::string text;
    std::vector<std::size_t> ends = {0};
    const unsigned cols = 1 + below(4);
    for (Record& record : records) {
      for (unsigned c = 0; c < cols; ++c) {
        std::string cell(c == 0 ? "x" : "");
        for (unsigned i = below(6); i > 0; --i) cell += "ab \",;\r\n"[below(8)];
        record.push_back(cell);
      }
      text += csv_line(record);
      ends.push_back(text.size());
    }
    expect(read_csv(text).records == records, "what was written is read");
    for (std::size_t length = 0; length <= text.size(); ++length) {
      const CsvText cut = read_csv(std::string_view(text).substr(0, length));
      std::size_t whole = 0;
      while (whole + 1 < ends.size() && ends[whole + 1] <= length) ++whole;
      expect(cut.whole == ends[whole], "a line that was not finished is no record");
      expect(cut.records == std::vector<Record>(records.begin(), records.begin() + long(whole)),
             "the records before it are");
    }
  }
  bool refused = false;
  try {
    read_csv("a,b\n\"1\"x,2\n");
  } catch (const Failure& failure) {
    refused = failure.code() == exit_io;
  }
  expect(refused, "a table that nobody wrote so is refused");
  return failures == 0 ? 0 : 1;
}
