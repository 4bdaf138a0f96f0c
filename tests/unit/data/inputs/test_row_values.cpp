#include "data/inputs/row_values.hpp"

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>

#include "catch.hpp"

using namespace graft;

namespace {

const std::vector<std::size_t> rows{3, 0, 3, 7};

}  // namespace

TEST_CASE("A text is made once for each row that is asked for") {
  RowValues<std::string> texts;
  std::atomic<int> made{0};
  const auto make = [&](std::size_t row) {
    ++made;
    return std::to_string(row);
  };
  const auto first = texts.of(rows, 8, 2, make);
  CHECK(*first[0] == "3");
  CHECK(*first[3] == "7");
  CHECK(first[0] == first[2]);
  CHECK(made == 3);
  const std::vector<std::size_t> more{7, 1};
  const auto second = texts.of(more, 8, 1, make);
  CHECK(second[0] == first[3]);
  CHECK(made == 4);
}

TEST_CASE("What making a text throws is rethrown, and the text can be made later") {
  RowValues<std::string> texts;
  const auto refuse = [](std::size_t) -> std::string { throw std::bad_alloc(); };
  CHECK_THROWS_AS(texts.of(rows, 8, 1, refuse), std::bad_alloc);
  CHECK(*texts.of(rows, 8, 1, [](std::size_t) { return std::string("x"); })[0] == "x");
}

TEST_CASE("Threads that ask at once get the same texts") {
  RowValues<std::string> texts;
  std::atomic<int> made{0};
  std::vector<std::vector<const std::string*>> found(4);
  std::vector<std::size_t> all(100);
  for (std::size_t row = 0; row < all.size(); ++row) all[row] = row;
  std::vector<std::thread> threads;
  for (auto& own : found)
    threads.emplace_back([&] {
      own = texts.of(all, all.size(), 2, [&](std::size_t row) {
        ++made;
        return std::to_string(row);
      });
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(made == 100);
  for (const auto& own : found) CHECK(own == found[0]);
}
