#include "nn/network.hpp"

#include <algorithm>
#include <utility>

namespace graft {

namespace {

const char* name_of(Block block) {
  switch (block) {
    case Block::embedding: return "embedding";
    case Block::encoder: return "encoder";
    case Block::phi: return "phi";
    case Block::psi: return "psi";
    case Block::head: return "head";
    case Block::teacher: return "teacher";
  }
  return "";
}

void copy_mlp(const ParameterLayout& from, std::span<const float> values, const Network::Mlp& mlp,
              const ParameterLayout& to, std::span<float> to_values, const Network::Mlp& to_mlp) {
  for (const auto& [f, t] : {std::pair{mlp.w1, to_mlp.w1}, {mlp.b1, to_mlp.b1},
                             {mlp.w2, to_mlp.w2}, {mlp.b2, to_mlp.b2}})
    std::copy_n(values.begin() + from[f].offset, from[f].rows * from[f].cols,
                to_values.begin() + to[t].offset);
}

}  // namespace

Network::Mlp Network::add_mlp(int64_t task, Block block, int64_t inputs, int64_t hidden,
                              int64_t outputs) {
  const std::string name = "task" + std::to_string(task) + "." + name_of(block);
  const Layer first{name + "1", block, 0, task}, second{name + "2", block, 1, task};
  Mlp mlp;
  mlp.w1 = layout_.add(name + ".w1", first, inputs, hidden);
  mlp.b1 = layout_.add(name + ".b1", first, 1, hidden, true);
  mlp.w2 = layout_.add(name + ".w2", second, hidden, outputs);
  mlp.b2 = layout_.add(name + ".b2", second, 1, outputs, true);
  return mlp;
}

Network::Network(const NetworkShape& shape, int64_t teacher_cols)
    : shape_(shape), embedding_(make_embedding(shape, layout_)) {
  const int64_t width = shape.width, latent = shape.latent;
  for (int64_t t = 0; t < shape.tasks; ++t) {
    Task task{};
    task.encoder = add_mlp(t, Block::encoder, width, shape.encoder_width, latent);
    if (shape.has_transfer) {
      task.phi = add_mlp(t, Block::phi, latent, latent, latent);
      task.psi = add_mlp(t, Block::psi, latent, latent, latent);
    }
    task.head = add_mlp(t, Block::head, latent, latent, 1);
    tasks_.push_back(task);
  }
  if (teacher_cols > 0)
    teacher_map_ =
        layout_.add("teacher.map", {"teacher.map", Block::teacher}, teacher_cols, latent);
}

void Network::initialise(std::span<float> values, uint64_t seed, uint64_t member, bool tied) const {
  layout_.initialise(values, seed, member);
  if (!tied) return;
  const auto copy = [&](const Mlp& from, const Mlp& to) {
    copy_mlp(layout_, values, from, layout_, values, to);
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
  // The embedding comes first in both layouts, and is the same.
  for (std::size_t e = 0; layout_.entries()[e].layer.block == Block::embedding; ++e) {
    const auto &own = layout_.entries()[e], &old = from.layout().entries()[e];
    std::copy_n(from_values.begin() + old.offset, old.rows * old.cols,
                values.begin() + own.offset);
  }
  for (int64_t t = 0; t < shape_.tasks; ++t) {
    const int64_t there = std::max<int64_t>(t - 1, 0);
    if (there >= from.shape().tasks) break;
    const Task &own = task(t), &old = from.task(there);
    const auto copy = [&](const Mlp& f, const Mlp& to) {
      copy_mlp(from.layout(), from_values, f, layout_, values, to);
    };
    copy(old.encoder, own.encoder);
    copy(old.head, own.head);
    if (!shape_.has_transfer || !from.shape().has_transfer) continue;
    copy(old.phi, own.phi);
    copy(old.psi, own.psi);
  }
}

Network::LastLayer Network::last_layer(std::span<const float> values, int64_t t) const {
  const auto &w = layout_[task(t).head.w2], &b = layout_[task(t).head.b2];
  return {values.subspan(std::size_t(w.offset), std::size_t(w.rows)),
          values[std::size_t(b.offset)]};
}

void Network::carry_head(std::span<float> values, int64_t t, double a, double b) const {
  const auto& w = layout_[task(t).head.w2];
  for (float& weight : values.subspan(std::size_t(w.offset), std::size_t(w.rows)))
    weight *= float(b);
  float& bias = values[std::size_t(layout_[task(t).head.b2].offset)];
  bias = float(a + b * bias);
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
