#include "nn/network.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace graft {

void NetworkShape::write(ByteWriter& to) const {
  to.u8(uint8_t(input));
  for (int64_t n : {atom_cols, bond_cols, feature_cols, depth, width}) to.i64(n);
  to.u8(uint8_t(activation));
  to.u8(uint8_t(pooling));
  for (int64_t n : {encoder_width, latent, tasks}) to.i64(n);
  to.u8(has_transfer ? all_routes ? 2 : 1 : 0);
}

NetworkShape NetworkShape::read(ByteReader& from) {
  const auto size = [&](int64_t least, int64_t most = 1 << 20) {
    const int64_t n = from.i64();
    if (n < least || n > most) fail(GRAFT_ERROR_FORMAT, "network size ", n, " is impossible");
    return n;
  };
  const auto choice = [&](uint8_t last) {
    const uint8_t n = from.u8();
    if (n > last) fail(GRAFT_ERROR_FORMAT, "network choice ", int(n), " is unknown");
    return n;
  };
  NetworkShape s;
  s.input = InputKind(choice(uint8_t(InputKind::features)));
  s.atom_cols = size(0);
  s.bond_cols = size(0);
  s.feature_cols = size(0);
  s.depth = size(1, 1000);
  s.width = size(1);
  s.activation = Activation(choice(uint8_t(Activation::tanh)));
  s.pooling = Pooling(choice(uint8_t(Pooling::sum)));
  s.encoder_width = size(1);
  s.latent = size(1);
  s.tasks = size(1, 10000);
  const uint8_t transfer = choice(2);
  s.has_transfer = transfer > 0;
  s.all_routes = transfer == 2;
  return s;
}

Network::Mlp Network::add_mlp(const std::string& name, int64_t inputs, int64_t hidden,
                              int64_t outputs) {
  Mlp mlp;
  mlp.w1 = layout_.add(name + ".w1", inputs, hidden);
  mlp.b1 = layout_.add(name + ".b1", 1, hidden, true);
  mlp.w2 = layout_.add(name + ".w2", hidden, outputs);
  mlp.b2 = layout_.add(name + ".b2", 1, outputs, true);
  return mlp;
}

Network::Network(const NetworkShape& shape, int64_t teacher_cols) : shape_(shape) {
  const int64_t width = shape.width, latent = shape.latent;
  if (shape.takes_graphs()) {
    bond_input_ = layout_.add("embedding.bond_input", shape.atom_cols + shape.bond_cols, width);
    message_ = layout_.add("embedding.message", width, width);
    atom_input_ = layout_.add("embedding.atom_input", shape.atom_cols, width);
    atom_message_ = layout_.add("embedding.atom_message", width, width);
    atom_bias_ = layout_.add("embedding.atom_bias", 1, width, true);
  } else {
    for (int64_t layer = 0; layer < shape.depth; ++layer) {
      const std::string name = "embedding.dense" + std::to_string(layer);
      const int w = layout_.add(name + ".w", layer == 0 ? shape.feature_cols : width, width);
      dense_.push_back({w, layout_.add(name + ".b", 1, width, true)});
    }
  }
  for (int64_t t = 0; t < shape.tasks; ++t) {
    const std::string name = "task" + std::to_string(t);
    Task task{};
    task.encoder = add_mlp(name + ".encoder", width, shape.encoder_width, latent);
    if (shape.has_transfer) {
      task.phi = add_mlp(name + ".phi", latent, latent, latent);
      task.psi = add_mlp(name + ".psi", latent, latent, latent);
    }
    task.head = add_mlp(name + ".head", latent, latent, 1);
    tasks_.push_back(task);
  }
  if (teacher_cols > 0) teacher_map_ = layout_.add("teacher.map", teacher_cols, latent);
}

void Network::initialise(std::span<float> values, uint64_t seed, uint64_t member, bool tied) const {
  layout_.initialise(values, seed, member);
  if (!tied) return;
  const auto copy = [&](const Mlp& from, const Mlp& to) {
    for (auto [f, t] :
         {std::pair{from.w1, to.w1}, {from.b1, to.b1}, {from.w2, to.w2}, {from.b2, to.b2}}) {
      const auto& source = layout_.entries()[std::size_t(f)];
      std::copy_n(values.begin() + source.offset, source.rows * source.cols,
                  values.begin() + layout_.entries()[std::size_t(t)].offset);
    }
  };
  for (std::size_t t = 1; t < tasks_.size(); ++t) {
    copy(tasks_[0].encoder, tasks_[t].encoder);
    if (!shape_.has_transfer) continue;
    copy(tasks_[0].phi, tasks_[t].phi);
    copy(tasks_[0].psi, tasks_[t].psi);
  }
}

void Network::adopt(std::span<float> values, const Network& from,
                    std::span<const float> from_values) const {
  const auto name_there = [](const std::string& name) {
    if (!name.starts_with("task")) return name;
    const auto dot = name.find('.');
    const int64_t task = std::stoll(name.substr(4, dot - 4));
    return "task" + std::to_string(std::max<int64_t>(task - 1, 0)) + name.substr(dot);
  };
  for (const auto& entry : layout_.entries()) {
    const std::string name = name_there(entry.name);
    for (const auto& old : from.layout().entries())
      if (old.name == name)
        std::copy_n(from_values.begin() + old.offset, old.rows * old.cols,
                    values.begin() + entry.offset);
  }
}

void Network::negate(std::span<float> values, int64_t t) const {
  for (const int index : {task(t).head.w2, task(t).head.b2}) {
    const auto& entry = layout_.entries()[std::size_t(index)];
    for (int64_t i = 0; i < entry.rows * entry.cols; ++i)
      values[std::size_t(entry.offset + i)] *= -1;
  }
}

Var Network::message_passing(Tape& tape, const BoundParameters& p, const GraphBatch& batch) const {
  // h0 = act(W_i [x; e]) for each distinct directed bond
  const int64_t bond_cols = shape_.atom_cols + shape_.bond_cols;
  const Var first =
      activate(tape, sparse_product(tape, batch.bond_inputs.view(bond_cols), p[bond_input_]),
               shape_.activation);
  Var h = first;
  for (const GraphBatch::Round& round : batch.rounds) {  // h = act(h0 + W_m m)
    const Var m = sparse_product(tape, round.messages.view(tape.value(h).rows), h);
    h = dense(tape, m, p[message_], shape_.activation,
              {.bias = {}, .addend = first, .addend_row = round.bond_input.data()});
  }
  // h_v = act(W_o [x_v; sum of h] + b), the two halves of W_o apart
  const Var kinds = sparse_product(tape, batch.atom_inputs.view(shape_.atom_cols), p[atom_input_]);
  const Var sums = sparse_product(tape, batch.atom_messages.view(tape.value(h).rows), h);
  const Var atoms =
      dense(tape, sums, p[atom_message_], shape_.activation,
            {.bias = p[atom_bias_], .addend = kinds, .addend_row = batch.atom_kind.data()});
  return sparse_product(tape, batch.pool.view(tape.value(atoms).rows), atoms);
}

Var Network::embed(Tape& tape, const BoundParameters& p, const InputBatch& batch) const {
  if (batch.graphs) return message_passing(tape, p, *batch.graphs);
  Var x = tape.constant(batch.features);
  for (const auto& [w, b] : dense_)
    x = dense(tape, x, p[w], shape_.activation, {.bias = p[b], .addend = {}});
  return x;
}

Var Network::first_layer(Tape& tape, const BoundParameters& p, const Mlp& mlp, Var x) const {
  return dense(tape, x, p[mlp.w1], Activation::none, {.bias = p[mlp.b1], .addend = {}});
}

Var Network::second_layer(Tape& tape, const BoundParameters& p, const Mlp& mlp, Var hidden) const {
  return dense(tape, hidden, p[mlp.w2], Activation::none, {.bias = p[mlp.b2], .addend = {}});
}

Var Network::apply(Tape& tape, const BoundParameters& p, const Mlp& mlp, Var x) const {
  return second_layer(
      tape, p, mlp, dense(tape, x, p[mlp.w1], Activation::silu, {.bias = p[mlp.b1], .addend = {}}));
}

Var Network::latent(Tape& tape, const BoundParameters& p, const InputBatch& batch,
                    int64_t t) const {
  return apply(tape, p, task(t).encoder, embed(tape, p, batch));
}

Var Network::head_hidden(Tape& tape, const BoundParameters& p, const InputBatch& batch,
                         int64_t t) const {
  return activate(tape, first_layer(tape, p, task(t).head, latent(tape, p, batch, t)),
                  Activation::silu);
}

Var Network::predict(Tape& tape, const BoundParameters& p, const InputBatch& batch,
                     int64_t t) const {
  const Var e = embed(tape, p, batch);
  const auto value = [&](Var z) { return apply(tape, p, task(t).head, z); };
  const Var own = value(apply(tape, p, task(t).encoder, e));
  if (!shape_.all_routes || shape_.tasks == 1) return own;
  Var* const routes = tape.executor().arena.array<Var>(shape_.tasks);
  for (int64_t s = 0; s < shape_.tasks; ++s)
    routes[s] = s == t
                    ? own
                    : value(apply(tape, p, task(t).psi,
                                  apply(tape, p, task(s).phi, apply(tape, p, task(s).encoder, e))));
  return mean_of(tape, {routes, std::size_t(shape_.tasks)});
}

}  // namespace graft
