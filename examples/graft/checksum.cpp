#include "checksum.hpp"

#include <sys/stat.h>

#include <cstdint>

#include "csv.hpp"

using namespace graft_api;

namespace command {
namespace {

// FNV-1a (Fowler, Noll and Vo), 64 bits: for accidents, not against intent.
class Sum {
 public:
  void add(const std::string& text) {
    for (const char c : text) add(c);
    add('\0');  // "a", "bc" is not "ab", "c"
  }
  std::string digits() const {
    static const char hex[] = "0123456789abcdef";
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) text += hex[(sum_ >> shift) & 15];
    return text;
  }

 private:
  void add(char c) { sum_ = (sum_ ^ uint8_t(c)) * 0x100000001b3; }
  uint64_t sum_ = 0xcbf29ce484222325;
};

bool is_regular(const std::string& path) {
  struct stat info;
  return path != "-" && ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

}  // namespace

std::string checksum(const DataFile& file, const Data& data) {
  Sum sum;
  if (is_regular(file.path)) {
    sum.add(read_text(file.path));
  } else {  // read once, and gone
    const std::vector<double> y = targets(data.base);
    for (std::size_t i = 0; i < y.size(); ++i) {
      sum.add(row_id(data.base, int64_t(i)));
      sum.add(number_text(y[i]));
    }
  }
  return sum.digits();
}

std::string checksum(const std::vector<std::string>& texts) {
  Sum sum;
  for (const std::string& text : texts) sum.add(text);
  return sum.digits();
}

}  // namespace command
