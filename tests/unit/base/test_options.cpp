#include <cmath>
#include <limits>
#include <set>

#include "base/options.hpp"
#include "base/thrown.hpp"
#include "catch.hpp"

using namespace graft;

TEST_CASE("every option has a meaning, a name of its own and a default within its range") {
  std::set<std::string> names;
  const Options defaults;
  for (const OptionSpec& spec : option_table()) {
    CAPTURE(spec.key);
    CHECK(names.insert(spec.key).second);
    CHECK(std::string(spec.meaning).size() > 0);
    CHECK(defaults.text(spec.key) == spec.initial);
    if (spec.type == OptionType::text) {
      CHECK_NOTHROW(Options().set_string(spec.key, spec.initial));
      continue;
    }
    CHECK(spec.least < spec.most);
    const double value = spec.type == OptionType::integer ? double(defaults.integer(spec.key))
                                                          : defaults.real(spec.key);
    CHECK(value >= spec.least);
    CHECK(value <= spec.most);
  }
}

TEST_CASE(
    "the ends of an option's range are allowed and what is beyond is refused with the range") {
  for (const OptionSpec& spec : option_table()) {
    if (spec.type == OptionType::text) continue;
    CAPTURE(spec.key);
    Options options;
    const auto set = [&](double v) {
      if (spec.type == OptionType::integer)
        options.set_integer(spec.key, int64_t(v));
      else
        options.set_real(spec.key, v);
    };
    CHECK_NOTHROW(set(spec.least));
    CHECK_NOTHROW(set(spec.most));
    const std::string kept = options.text(spec.key);
    const double below = spec.type == OptionType::integer
                             ? spec.least - 1
                             : std::nextafter(spec.least, -std::numeric_limits<double>::infinity());
    const double above =
        spec.type == OptionType::integer ? spec.most * 2 + 1 : spec.most * (1 + 1e-15);
    for (const double v : {below, above}) {
      const Thrown error = thrown_by([&] { set(v); });
      CHECK(error.status == GRAFT_ERROR_OPTION);
      CHECK(error.says(spec.key));
      CHECK(error.says(option_range(spec)));
    }
    CHECK(options.text(spec.key) == kept);
  }
}

TEST_CASE("values that are not numbers are refused") {
  Options options;
  for (const double v : {std::nan(""), std::numeric_limits<double>::infinity(),
                         -std::numeric_limits<double>::infinity()})
    CHECK(thrown_by([&] { options.set_real("learning_rate", v); }).status == GRAFT_ERROR_OPTION);
  for (const char* text : {"", " 1", "1 ", "1x", "x", "1e-3,", "nan", "inf", "0x1p-3"}) {
    CAPTURE(text);
    CHECK(thrown_by([&] { options.set_text("learning_rate", text); }).status == GRAFT_ERROR_OPTION);
  }
  for (const char* text : {"", "1.5", "1e2", "99999999999999999999", "--1"}) {
    CAPTURE(text);
    CHECK(thrown_by([&] { options.set_text("steps", text); }).status == GRAFT_ERROR_OPTION);
  }
}

TEST_CASE("an unknown option names the nearest one") {
  Options options;
  const Thrown error = thrown_by([&] { options.set_real("learning_rat", 0.1); });
  CHECK(error.status == GRAFT_ERROR_OPTION);
  CHECK(error.says("'learning_rat'"));
  CHECK(error.says("'learning_rate'"));
  CHECK(thrown_by([&] { options.set_integer("tread", 1); }).says("the nearest is"));
  CHECK(thrown_by([&] { options.text(""); }).status == GRAFT_ERROR_OPTION);
  CHECK(thrown_by([&] { options.set_text(std::string(100000, 'x'), "1"); }).message.size() < 1000);
}

TEST_CASE("an option of another type is refused, but an integer serves as a number") {
  Options options;
  CHECK(thrown_by([&] { options.set_real("depth", 2); }).says("an integer"));
  CHECK(thrown_by([&] { options.set_string("depth", "2"); }).says("an integer"));
  CHECK(thrown_by([&] { options.set_integer("activation", 2); }).says("a text"));
  options.set_integer("clip", 5);
  CHECK(options.real("clip") == 5.0);
}

TEST_CASE("an option with choices takes exactly those") {
  Options options;
  for (const char* choice : {"relu", "silu", "tanh"}) {
    options.set_string("activation", choice);
    CHECK(options.string("activation") == choice);
  }
  for (const char* wrong : {"", "Relu", "relu ", "relu | silu", "|", "el"}) {
    CAPTURE(wrong);
    const Thrown error = thrown_by([&] { options.set_string("activation", wrong); });
    CHECK(error.status == GRAFT_ERROR_OPTION);
    CHECK(error.says("relu | silu | tanh"));
  }
  CHECK(options.string("activation") == "tanh");
}

TEST_CASE("an option's text sets the same value, to the last bit") {
  Options options, copy;
  for (const double v : {0.1, 1.0 / 3, 1e-9, 0.30000000000000004, 1.0}) {
    options.set_real("learning_rate", v);
    copy.set_text("learning_rate", options.text("learning_rate"));
    CHECK(copy.real("learning_rate") == v);
  }
  options.set_integer("seed", 9007199254740991);
  copy.set_text("seed", options.text("seed"));
  CHECK(copy.integer("seed") == 9007199254740991);
  options.set_string("checkpoint", "a b,c=\n");
  copy.set_text("checkpoint", options.text("checkpoint"));
  CHECK(copy.string("checkpoint") == "a b,c=\n");
}
