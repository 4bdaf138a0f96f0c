// What options do, set by their keys: those that no other test sets so.
#include <cmath>

#include "catch.hpp"
#include "transfer/fits.hpp"

using namespace graft;
using namespace graft::fits;

namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

FitSets vectors(bool with_source) {
  const auto y = [](const double* x, Rng& rng) {
    return std::sin(x[0]) + x[1] * x[2] + 0.1 * rng.normal();
  };
  FitSets s;
  s.target = sets::features(60, 3, 1, y);
  if (with_source) s.sources.push_back(sets::features(120, 3, 2, y));
  return s;
}

Options trained() {
  return with(sets::small_options(), {{"network", "deep"},
                                      {"steps", "200"},
                                      {"epoch_steps", "20"},
                                      {"learning_rate", "0.01"},
                                      {"averaging", "0"},
                                      {"valid_fraction", "0"}});
}

Floats member_of(const std::string& method, const Values& more, bool with_source) {
  return fit(method, with(trained(), more), vectors(with_source))->content().members[0];
}

// The sum of squares of the matrices, biases left out.
double matrices_square(const Model& model) {
  double sum = 0;
  for (const auto& entry : model.network().layout().entries())
    for (int64_t i = 0; !entry.is_bias && i < entry.rows * entry.cols; ++i)
      sum += std::pow(double(model.content().members[0][std::size_t(entry.offset + i)]), 2);
  return sum;
}

double travelled(const Floats& from, const Floats& to) {
  double sum = 0;
  for (std::size_t i = 0; i < from.size(); ++i) sum += std::pow(double(to[i]) - from[i], 2);
  return std::sqrt(sum);
}

Losses last_losses(const Values& more) {
  Fitter fitter("gate", with(trained(), more));
  fitter.sets = vectors(true);
  fitter.fit();
  return fitter.history().back().train;
}

// The median distance from the source, and half of the target unlike it.
double median_distance(const Values& more) {
  const Options options = with(deep_options(), {{"fallback", "none"}, {"members", "1"}});
  FitSets s = vectors(true);
  s.target = sets::features(30, 3, 3, [](const double* x, Rng& rng) {
    return std::sin(x[0]) - x[1] + 0.1 * rng.normal();
  });
  return diagnostic(*fit("pc_prior", with(options, more), s), "transfer.distance.head.q50");
}

}  // namespace

TEST_CASE("weight_decay shrinks matrices, by its share of the rate a step", "[options]") {
  const auto norm = [](const char* decay) {
    return matrices_square(
        *fit("scratch", with(trained(), {{"weight_decay", decay}}), vectors(false)));
  };
  const double free = norm("0"), little = norm("0.1"), much = norm("1");
  CHECK(little < free);
  CHECK(much < 0.7 * little);
  // With a rate too small to learn, the decay alone is left: 200 steps of 1e-4, half of it on
  // average along the cosine to 0.
  const Values still{{"learning_rate", "0.0001"}, {"final_rate", "0"}, {"warmup", "0"}};
  const double begun = matrices_square(
      *fit("scratch", with(trained(), {{"learning_rate", "1e-9"}}), vectors(false)));
  const auto slow = [&](const char* decay) {
    return matrices_square(
        *fit("scratch", with(with(trained(), still), {{"weight_decay", decay}}), vectors(false)));
  };
  CHECK((slow("0") - slow("1")) / begun == Approx(2 * 200 * 1e-4 * 0.5).epsilon(0.1));
}

TEST_CASE("final_rate keeps the steps long until the end", "[options]") {
  // The last 20 of 200 steps move at the final share of the rate, or at hardly any.
  const auto last_stretch = [](const char* share) {
    const Values rates{{"final_rate", share}, {"warmup", "0"}};
    Fitter fitter("scratch", with(with(trained(), rates), {{"epoch_steps", "180"}}));
    fitter.sets = vectors(false);
    fitter.progress = [](const Progress& now) { return now.done >= 180 ? 1 : 0; };
    const Floats before = fitter.fit().model->content().members[0];
    return travelled(before, member_of("scratch", rates, false));
  };
  CHECK(last_stretch("0") < 0.2 * last_stretch("1"));
}

TEST_CASE("each of GATE's weights lowers the loss that it is named for", "[options]") {
  const std::vector<std::pair<const char*, const char*>> terms = {
      {"autoencoder_weight", "autoencoder"},
      {"consistency_weight", "consistency"},
      {"mapping_weight", "mapping"},
      {"distance_weight", "distance"}};
  const Values none{{"autoencoder_weight", "0"},
                    {"consistency_weight", "0"},
                    {"mapping_weight", "0"},
                    {"distance_weight", "0"}};
  std::vector<Losses> losses;
  for (const auto& term : terms) {
    Values one = none;
    one.push_back({term.first, "10"});
    losses.push_back(last_losses(one));
  }
  for (std::size_t term = 0; term < terms.size(); ++term)
    for (std::size_t other = 0; other < terms.size(); ++other) {
      if (other == term) continue;
      CAPTURE(terms[term].first, terms[other].first);
      CHECK(losses[term][terms[term].second] < losses[other][terms[term].second]);
    }
}

TEST_CASE("perturbations and their size act through the distance loss alone", "[options]") {
  const Values few{{"perturbations", "1"}}, far{{"perturbation_size", "1"}};
  const Values off{{"distance_weight", "0"}}, on{{"distance_weight", "1"}};
  const auto both = [](Values a, const Values& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  };
  for (const Values& change : {few, far}) {
    CHECK(member_of("gate", both(off, change), true) == member_of("gate", off, true));
    CHECK(member_of("gate", both(on, change), true) != member_of("gate", on, true));
  }
  // Distances are relative to the perturbation: small ones all tell the same, the metric of the
  // embedding, and large ones something else.
  const auto first = [](const char* size) {
    return last_losses({{"perturbation_size", size},
                        {"steps", "20"},
                        {"learning_rate", "1e-9"},
                        {"tied_start", "0"}})["distance"];
  };
  CHECK(first("0.001") == Approx(first("0.002")).epsilon(0.02));
  CHECK(std::abs(first("10") / first("0.001") - 1) > 0.1);
}

TEST_CASE("tied_start begins the tasks' encoders and transfer maps as copies", "[options]") {
  const auto differences = [](const char* tied) {
    const auto model = fit(
        "gate", with(trained(), {{"tied_start", tied}, {"steps", "1"}, {"learning_rate", "1e-9"}}),
        vectors(true));
    const Floats& values = model->content().members[0];
    const auto& entries = model->network().layout().entries();
    int compared = 0, differ = 0;
    for (const auto& one : entries)
      for (const auto& other : entries) {
        if (!one.name.starts_with("task0.") || one.name.starts_with("task0.head") || one.is_bias ||
            other.name != "task1." + one.name.substr(6))
          continue;
        ++compared;
        double largest = 0;
        for (int64_t i = 0; i < one.rows * one.cols; ++i)
          largest = std::max(largest, std::abs(double(values[std::size_t(one.offset + i)]) -
                                               values[std::size_t(other.offset + i)]));
        differ += largest > 1e-6;
      }
    CHECK(compared == 6);  // two matrices of encoder, phi and psi each
    return differ;
  };
  CHECK(differences("1") == 0);
  CHECK(differences("0") == 6);
}

TEST_CASE("pc_tail holds the target nearer to its source the smaller it is", "[options]") {
  const auto at = [](const char* tail) {
    return median_distance({{"pc_hyperprior", "0"}, {"pc_limit", "1"}, {"pc_tail", tail}});
  };
  const double strict = at("1e-9"), usual = at("0.05"), loose = at("0.9");
  CHECK(strict < usual);
  CHECK(usual < loose);
}

TEST_CASE("pc_hyperprior lets an unrelated source go that a fixed rate holds", "[options]") {
  const auto at = [](const char* shape) {
    return median_distance({{"pc_limit", "0.02"}, {"pc_hyperprior", shape}});
  };
  CHECK(at("1") > 1.2 * at("0"));
  CHECK(at("1000") == Approx(at("0")).epsilon(0.1));  // the rate as good as known
}

TEST_CASE("radius is how many bonds far an atom's surroundings are told apart", "[options]") {
  // Dichlorocyclohexanes: the same atoms with the same neighbours' number; 1,2 and 1,3 differ from
  // one bond on.
  const auto dichloride = [](int place) {
    std::vector<molecules::Atom> atoms(6, molecules::Atom{6});
    std::vector<molecules::Bond> bonds;
    for (int i = 0; i < 6; ++i) bonds.push_back({i, (i + 1) % 6, BondOrder::single, true});
    atoms.insert(atoms.end(), 2, molecules::Atom{17});
    bonds.push_back({0, 6});
    bonds.push_back({place, 7});
    return molecules::make(atoms, bonds);
  };
  auto inputs = std::make_shared<Inputs>();
  inputs->kind = InputKind::graphs;
  inputs->atom_cols = atom_features;
  inputs->bond_cols = bond_features;
  std::vector<double> targets;
  std::vector<int64_t> rows;
  for (int64_t i = 0; i < 12; ++i) {
    inputs->graphs.push_back(i < 4 ? dichloride(1 + int(i % 2))
                                   : molecules::random(int(i), uint64_t(i)));
    targets.push_back(i < 4 ? double(i % 2) : 0.1 * double(i));
    rows.push_back(i);
  }
  FitSets s;
  s.target = Dataset(inputs, targets, rows, {});
  const auto gap = [&](const char* radius) {
    const auto mean =
        fit("ridge", with(Options(), {{"radius", radius}}), s)->predict(*s.target, 1).mean;
    return mean[1] - mean[0];
  };
  CHECK(gap("0") == 0);
  CHECK(gap("1") > 0.05);
}
