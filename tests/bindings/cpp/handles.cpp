// What graft.hpp owns, how it moves, and what it says of the library.
#include <algorithm>
#include <array>
#include <type_traits>

#include "../../unit/catch.hpp"
#include "samples.hpp"

using namespace samples;

static_assert(!std::is_copy_constructible_v<graft::Dataset>);
static_assert(!std::is_copy_constructible_v<graft::Fitter>);
static_assert(!std::is_copy_assignable_v<graft::Model>);
static_assert(std::is_nothrow_move_constructible_v<graft::Model>);
static_assert(std::is_nothrow_move_assignable_v<graft::Fitter>);
static_assert(std::is_base_of_v<std::runtime_error, graft::Error>);

TEST_CASE("a handle moves, and what it was moved from is empty") {
  graft::Dataset first = Sample(5, 1).set();
  graft_dataset* const raw = first.get();
  graft::Dataset second = std::move(first);
  CHECK(second.get() == raw);
  CHECK(!first);
  CHECK(first.rows() == 0);
  CHECK(refuses([&] { first.targets(); }, GRAFT_ERROR_ARGUMENT, "dataset"));
  second = std::move(second.set_property("y"));  // to itself
  CHECK(second.rows() == 5);
  first = std::move(second);
  CHECK(first.rows() == 5);
}

TEST_CASE("a handle given up is the program's to free") {
  graft::Dataset set = Sample(5, 1).set();
  graft_dataset* const raw = set.release();
  CHECK(!set);
  const graft::Dataset taken(raw);
  CHECK(taken.rows() == 5);
}

TEST_CASE("every call on an empty handle is an error, not a crash") {
  const graft::Dataset set;
  const graft::Model model;
  graft::Fitter fitter;
  const Sample sample(4, 1);
  for (const auto& f :
       {failure([&] { set.select({0}); }), failure([&] { set.features(); }),
        failure([&] { set.text("kind"); }), failure([&] { set.split_random(0.5, 1); }),
        failure([&] { model.predict(sample.view()); }), failure([&] { model.info(); }),
        failure([&] { model.save("nowhere"); }), failure([&] { fitter.fit(); }),
        failure([&] { fitter.cancel(); }), failure([&] { fitter.set_target(set); }),
        failure([&] { fitter.set_progress([](const graft::Progress&) {}); }),
        failure([&] { fitter.set_log([](std::string_view) {}); })})
    CHECK(f.status == GRAFT_ERROR_ARGUMENT);
  CHECK(set.facts().empty());
  CHECK(model.diagnostics().empty());
}

TEST_CASE("handles may be freed in any order") {
  graft::Context context(graft::Options().set("n_threads", 2));
  graft::Dataset set =
      graft::Dataset::from_features(Sample(30, 1).view(), Sample(30, 1).y, {}, context);
  graft::Fitter fitter("ridge", {}, context);
  fitter.set_target(set);
  context = {};
  set = {};
  const graft::Model model = fitter.fit();
  fitter = {};
  CHECK(model.predict(Sample(3, 9).view()).mean.size() == 3);
}

TEST_CASE("options are set by the type of their value and read as text") {
  graft::Options options = graft::Options().set("steps", 7).set("kernel", "linear");
  options.set("learning_rate", 0.5f).set("strict", false).set_text("depth", "4");
  CHECK(options.text("steps") == "7");
  CHECK(options.text("kernel") == "linear");
  CHECK(options.text("learning_rate") == "0.5");
  CHECK(options.text("strict") == "0");
  CHECK(options.text("depth") == "4");
  const graft::Options copy = options.clone();
  options.set("steps", 8);
  CHECK(copy.text("steps") == "7");
  CHECK(graft::Options().text("n_threads") == "1");
  CHECK(!graft::Options().clone());
  CHECK(refuses([&] { options.set("stpes", 3); }, GRAFT_ERROR_OPTION, "steps"));
  CHECK(refuses([&] { options.set("steps", "many"); }, GRAFT_ERROR_OPTION, "steps"));
}

TEST_CASE("a text that holds a zero is refused") {
  using namespace std::string_view_literals;
  CHECK(refuses([] { graft::Options().set("kernel", "lin\0ear"sv); }, GRAFT_ERROR_ARGUMENT,
                "value: holds a zero"));
  CHECK(refuses([] { graft::Fitter("gate\0"sv); }, GRAFT_ERROR_ARGUMENT, "method: holds a zero"));
  CHECK(refuses(
      [] {
        graft::Dataset::from_formulas({"NaCl"sv, "Na\0Cl"sv});
      },
      GRAFT_ERROR_ARGUMENT, "texts[1]: holds a zero"));
  CHECK(refuses([] { graft::Dataset::from_csv(std::string("a\0.csv", 6), "features", "*"); },
                GRAFT_ERROR_ARGUMENT, "path: holds a zero"));
}

TEST_CASE("a failure has its status, its name and its words, and is kept as a copy") {
  try {
    graft::Fitter("gaet");
    FAIL("a method of that name was found");
  } catch (const graft::Error& error) {
    CHECK(error.status() == GRAFT_ERROR_ARGUMENT);
    CHECK(error.name() == std::string_view("GRAFT_ERROR_ARGUMENT"));
    CHECK(graft::last_error() == error.what());
    CHECK(std::string_view(error.what()).find("gaet") != std::string_view::npos);
  }
}

TEST_CASE("the library tells its version, options and methods") {
  CHECK(graft::version_number() >= GRAFT_VERSION);
  CHECK(graft::version().find('.') != std::string_view::npos);
  CHECK(!graft::has_feature("time travel"));
  const auto options = graft::option_table();
  CHECK(std::any_of(options.begin(), options.end(), [](const graft::OptionEntry& option) {
    return option.key == "n_threads" && option.type == "int" && option.default_value == "1";
  }));
  const auto methods = graft::method_table();
  CHECK(std::any_of(methods.begin(), methods.end(), [](const graft::MethodEntry& method) {
    return method.name == "gate" && method.least_sources == 1 && method.most_sources == -1;
  }));
}
