#include <algorithm>
#include <cstring>
#include <numeric>
#include <set>

#include "catch.hpp"
#include "chem/molecules.hpp"
#include "nn/reference_dmpnn.hpp"

using namespace graft;
namespace ref = graft::reference;

namespace {

NetworkShape graph_shape(int64_t depth, Activation act = Activation::relu,
                         Pooling pooling = Pooling::mean, int64_t width = 24) {
  NetworkShape s;
  s.input = InputKind::graphs;
  s.atom_cols = atom_features;
  s.bond_cols = bond_features;
  s.depth = depth;
  s.width = width;
  s.activation = act;
  s.pooling = pooling;
  s.encoder_width = 8;
  s.latent = 4;
  return s;
}

// Embeddings of the molecules `rows` among `graphs`, over their shared environments.
std::vector<float> embed(const Network& network, Floats& values,
                         const std::vector<const Graph*>& graphs, std::vector<int64_t> rows = {}) {
  if (rows.empty()) {
    rows.resize(graphs.size());
    std::iota(rows.begin(), rows.end(), 0);
  }
  const Environments environments(graphs, network.shape().depth);
  GraphBatch batch;
  GraphBatcher(environments, network.shape().pooling).build(rows, batch);
  Executor executor(1);
  Tape tape(executor);
  tape.reset(false);
  BoundParameters p;
  p.bind(tape, network.layout(), values.data(), nullptr);
  const Matrix e = tape.value(network.embed(tape, p, {.graphs = &batch, .features = {}}));
  REQUIRE(e.rows == int64_t(rows.size()));
  return {e.data, e.data + e.size()};
}

bool same_bits(const float* a, const float* b, int64_t n) {
  return std::memcmp(a, b, sizeof(float) * std::size_t(n)) == 0;
}

std::string row_text(const SparseRows& rows, int64_t row, int64_t shift = 0) {
  std::string text;
  for (auto e = rows.start[std::size_t(row)]; e < rows.start[std::size_t(row) + 1]; ++e)
    text += std::to_string(shift + rows.index[std::size_t(e)]) + ":" +
            std::to_string(rows.value[std::size_t(e)]) + " ";
  return text;
}

std::string tree(const std::string& own, std::vector<std::string> children) {
  std::sort(children.begin(), children.end());
  std::string text = own + "(";
  for (const auto& child : children) text += child + ",";
  return text + ")";
}

// The unfolding tree of every directed bond and atom of a graph, as a text.
struct Unfolded {
  std::vector<std::vector<std::string>> bonds;  // by round
  std::vector<std::string> atoms;

  Unfolded(const Graph& g, int64_t depth) {
    const auto from = [&](std::size_t d) { return g.ends[d / 2][d & 1]; };
    const std::size_t directed = 2 * g.ends.size();
    std::vector<std::string> inputs;
    for (std::size_t d = 0; d < directed; ++d)
      inputs.push_back(row_text(g.atoms, from(d)) +
                       row_text(g.bonds, int64_t(d / 2), g.atoms.cols));
    bonds.push_back(inputs);
    for (int64_t round = 1; round < depth; ++round) {
      std::vector<std::string> next;
      for (std::size_t d = 0; d < directed; ++d) {
        std::vector<std::string> incoming;
        for (std::size_t k = 0; k < directed; ++k)
          if (from(k ^ 1) == from(d) && k != (d ^ 1)) incoming.push_back(bonds.back()[k]);
        next.push_back(tree(inputs[d], incoming));
      }
      bonds.push_back(next);
    }
    for (int32_t v = 0; v < g.atom_count(); ++v) {
      std::vector<std::string> incoming;
      for (std::size_t k = 0; k < directed; ++k)
        if (from(k ^ 1) == v) incoming.push_back(bonds.back()[k]);
      atoms.push_back(tree(row_text(g.atoms, v), incoming));
    }
  }
};

// The same texts from the library's environments.
struct Shared {
  std::vector<std::vector<std::string>> bonds;
  std::vector<std::string> atoms;

  explicit Shared(const Environments& all) {
    bonds.emplace_back();
    for (int64_t i = 0; i < all.bond_inputs.rows(); ++i)
      bonds[0].push_back(row_text(all.bond_inputs, i));
    for (const auto& round : all.rounds) {
      std::vector<std::string> texts;
      for (int64_t i = 0; i < round.incoming.size(); ++i) {
        std::vector<std::string> children;
        for (int32_t k : round.incoming[i]) children.push_back(bonds.back()[std::size_t(k)]);
        texts.push_back(tree(bonds[0][std::size_t(round.bond_input[std::size_t(i)])], children));
      }
      bonds.push_back(texts);
    }
    for (int64_t i = 0; i < all.atom_incoming.size(); ++i) {
      std::vector<std::string> children;
      for (int32_t k : all.atom_incoming[i]) children.push_back(bonds.back()[std::size_t(k)]);
      atoms.push_back(tree(row_text(all.atom_inputs, all.atom_kind[std::size_t(i)]), children));
    }
  }
};

Environments environments_of(const Graph& g, int64_t depth) {
  const Graph* one[] = {&g};
  return Environments(one, depth);
}

}  // namespace

TEST_CASE("message passing over shared environments is plain message passing") {
  const auto depth = GENERATE(1, 2, 3, 5);
  const auto pooling = GENERATE(Pooling::mean, Pooling::sum);
  const auto act = GENERATE(Activation::relu, Activation::silu, Activation::tanh);
  CAPTURE(depth, int(pooling), int(act));
  const auto graphs = molecules::several();
  const auto all = molecules::pointers(graphs);
  const Network network(graph_shape(depth, act, pooling));
  Floats values = ref::random_values(network, 5);
  const auto e = embed(network, values, all);
  const auto p = ref::parameters_of(network.layout(), values);
  for (std::size_t i = 0; i < all.size(); ++i) {  // each on its own scale
    CAPTURE(i);
    CHECK(ref::error_of(e.data() + long(i) * 24, ref::dmpnn({all[i]}, p, network.shape())) < 1e-5);
  }
}

TEST_CASE("renumbering a molecule's atoms and bonds leaves its embedding's bits as they are") {
  const auto depth = GENERATE(1, 3, 5);
  const auto graphs = molecules::several();
  const Network network(graph_shape(depth, Activation::silu, Pooling::mean, 33));
  Floats values = ref::random_values(network, 6);
  for (const Graph& g : graphs) {
    const auto e = embed(network, values, {&g});
    for (uint64_t seed = 0; seed < 5; ++seed) {
      const Graph other = molecules::renumbered(g, seed);
      REQUIRE(same_bits(embed(network, values, {&other}).data(), e.data(), 33));
    }
  }
}

TEST_CASE("a molecule's embedding has the same bits whatever stands beside it and in which order") {
  const auto graphs = molecules::several();
  const auto all = molecules::pointers(graphs);
  const Network network(graph_shape(3));
  Floats values = ref::random_values(network, 7);
  const auto e = embed(network, values, all);
  for (uint64_t seed = 0; seed < 5; ++seed) {
    // Another order in the batch, of the same environments ...
    const auto order = permutation(int64_t(all.size()), Rng(seed, 1));
    const auto permuted = embed(network, values, all, order);
    // ... and of environments that were numbered in another order.
    std::vector<const Graph*> moved;
    for (const int64_t i : order) moved.push_back(all[std::size_t(i)]);
    const auto renumbered = embed(network, values, moved);
    for (std::size_t i = 0; i < order.size(); ++i) {
      REQUIRE(same_bits(permuted.data() + i * 24, e.data() + order[i] * 24, 24));
      REQUIRE(same_bits(renumbered.data() + i * 24, e.data() + order[i] * 24, 24));
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    REQUIRE(same_bits(embed(network, values, {all[i]}).data(), e.data() + i * 24, 24));
    REQUIRE(same_bits(embed(network, values, all, {int64_t(i)}).data(), e.data() + i * 24, 24));
  }
  const auto twice = embed(network, values, all, {3, 9, 3});
  CHECK(same_bits(twice.data(), twice.data() + 48, 24));
}

TEST_CASE("symmetric molecules have as few environments as they must") {
  for (const int64_t depth : {1, 2, 3, 5}) {
    CAPTURE(depth);
    const auto benzene = environments_of(molecules::benzene(), depth);
    CHECK(benzene.depth() == depth);
    CHECK(benzene.molecules() == 1);
    CHECK(benzene.bond_inputs.rows() == 1);
    CHECK(benzene.bond_inputs.cols == atom_features + bond_features);
    CHECK(benzene.atom_inputs.rows() == 1);
    for (const auto& round : benzene.rounds) CHECK(round.incoming.size() == 1);
    CHECK(benzene.atom_incoming.size() == 1);
    CHECK(benzene.molecule_atoms[0].size() == 6);

    const auto neopentane = environments_of(molecules::neopentane(), depth);
    CHECK(neopentane.bond_inputs.rows() == 2);  // outwards and inwards
    for (const auto& round : neopentane.rounds) CHECK(round.incoming.size() == 2);
    CHECK(neopentane.atom_incoming.size() == 2);
    CHECK(neopentane.molecule_atoms[0].size() == 5);

    const auto methane = environments_of(molecules::methane(), depth);
    CHECK(methane.bond_inputs.rows() == 0);
    CHECK(methane.atom_incoming.size() == 1);
    CHECK(methane.atom_incoming[0].empty());

    const auto salt = environments_of(molecules::salt(), depth);
    CHECK(salt.atom_incoming.size() == 2);

    // Two rings that message passing cannot tell apart share everything.
    const Graph five = molecules::cyclopentane(), six = molecules::cyclohexane();
    const Graph* rings[] = {&five, &six};
    const Environments both(rings, depth);
    CHECK(both.bond_inputs.rows() == 1);
    CHECK(both.atom_incoming.size() == 1);
    CHECK(both.molecule_atoms[0].size() == 5);
    CHECK(both.molecule_atoms[1].size() == 6);
  }
}

TEST_CASE("ethanol's environments by hand") {
  const auto all = environments_of(molecules::ethanol(), 2);
  CHECK(all.atom_inputs.rows() == 3);  // CH3, CH2, OH
  CHECK(all.bond_inputs.rows() == 3);  // both bonds from CH2 are single bonds ...
  REQUIRE(all.rounds.size() == 1);
  CHECK(all.rounds[0].incoming.size() == 4);  // ... but one comes from CH3, the other from OH
  CHECK(all.atom_incoming.size() == 3);
}

TEST_CASE("environments are equal exactly when their unfolding trees are") {
  const auto depth = GENERATE(1, 2, 3, 5);
  CAPTURE(depth);
  const auto graphs = molecules::several();
  const auto all = molecules::pointers(graphs);
  const Environments environments(all, depth);
  const Shared shared(environments);
  REQUIRE(shared.bonds.size() == std::size_t(depth));
  std::vector<std::set<std::string>> expected(static_cast<std::size_t>(depth));
  for (std::size_t m = 0; m < all.size(); ++m) {
    Unfolded unfolded(*all[m], depth);
    for (std::size_t t = 0; t < expected.size(); ++t)
      expected[t].insert(unfolded.bonds[t].begin(), unfolded.bonds[t].end());
    std::vector<std::string> atoms;
    for (const int32_t i : environments.molecule_atoms[int64_t(m)])
      atoms.push_back(shared.atoms[std::size_t(i)]);
    std::sort(atoms.begin(), atoms.end());
    std::sort(unfolded.atoms.begin(), unfolded.atoms.end());
    CHECK(atoms == unfolded.atoms);
  }
  for (std::size_t t = 0; t < expected.size(); ++t) {
    const std::set<std::string> distinct(shared.bonds[t].begin(), shared.bonds[t].end());
    CHECK(distinct.size() == shared.bonds[t].size());  // none is kept twice
    CHECK(distinct == expected[t]);
  }
  const std::set<std::string> atoms(shared.atoms.begin(), shared.atoms.end());
  CHECK(atoms.size() == shared.atoms.size());
}

TEST_CASE("an atom with a hundred neighbours has one environment however they are numbered") {
  std::vector<molecules::Atom> atoms{{26}};
  std::vector<molecules::Bond> bonds;
  for (int leaf = 1; leaf <= 100; ++leaf) {
    atoms.push_back({1 + leaf % 40, leaf % 3 - 1});
    bonds.push_back({0, leaf});
  }
  const Graph star = molecules::make(atoms, bonds);
  std::vector<Graph> graphs{star};
  for (uint64_t seed = 1; seed <= 4; ++seed) graphs.push_back(molecules::renumbered(star, seed));
  const Environments environments(molecules::pointers(graphs), 3);
  const auto first = environments.molecule_atoms[0];
  for (int64_t g = 1; g < environments.molecules(); ++g)
    CHECK(std::ranges::equal(environments.molecule_atoms[g], first));
}
