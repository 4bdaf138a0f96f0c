// Every kind of model, asked from several threads at once, each call with threads of its own.
#include "model/model.hpp"

#include <thread>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "model/small_models.hpp"

using namespace graft;

TEST_CASE("threads that ask one model at once get what one alone gets") {
  for (const ModelContent& content :
       {small_models::ensemble(), small_models::heads(), small_models::small_network(),
        small_models::process()}) {
    const Model model(content);
    const double levels[] = {0.1, 0.5, 0.9};
    struct Answers {
      std::vector<double> mean, quantiles, draws;
      bool operator==(const Answers&) const = default;
    };
    const auto ask = [&](int caller) {
      const Dataset rows = small_models::rows(300 + 7 * caller, uint64_t(caller));
      const int threads = 1 + caller % 3;
      return Answers{model.predict(rows, threads).mean, model.quantiles(rows, levels, threads),
                     model.sample(rows, 3, true, 5, threads)};
    };
    std::vector<Answers> expected, answers(4);
    for (int caller = 0; caller < 4; ++caller) expected.push_back(ask(caller));
    std::vector<std::thread> callers;
    for (int caller = 0; caller < 4; ++caller)
      callers.emplace_back([&, caller] {
        for (int round = 0; round < 5; ++round) answers[std::size_t(caller)] = ask(caller);
      });
    for (auto& caller : callers) caller.join();
    for (std::size_t caller = 0; caller < 4; ++caller) CHECK(answers[caller] == expected[caller]);
  }
}

TEST_CASE("a model of no rows gives nothing") {
  const std::vector<int64_t> none;
  const Dataset empty = small_models::rows(2).select(none);
  for (const ModelContent& content :
       {small_models::ensemble(), small_models::heads(), small_models::small_network(),
        small_models::process()}) {
    const Model model(content);
    CHECK(model.predict(empty, 2).mean.empty());
    CHECK(model.sample(empty, 3, true, 1, 1).empty());
  }
}

TEST_CASE("what a model without an embedding is asked to embed is refused by its kind") {
  for (const auto& [given, why] :
       {std::pair{small_models::process(), "it is a kernel model"},
        std::pair{small_models::small_network(), "its network is a small one"}}) {
    const ModelContent& content = given;  // which a lambda may name
    const Thrown error = thrown_by([&] { Model(content).embed_cols("latent"); });
    CHECK(error.status == GRAFT_ERROR_UNSUPPORTED);
    CHECK(error.says(why));
  }
  CHECK(Model(small_models::heads()).embed_cols("latent") == 3);
}
