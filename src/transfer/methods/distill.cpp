#include "transfer/methods/distill.hpp"

#include <algorithm>
#include <numeric>

#include "transfer/methods/methods.hpp"
#include "transfer/networks/ensemble.hpp"
#include "transfer/networks/predict_rows.hpp"
#include "transfer/networks/regression.hpp"
#include "transfer/networks/source.hpp"

namespace graft {
namespace {

// The source's members' latents of every row of the fit, [rows, members * latent].
Floats teacher_latents(const FitData& data, const ModelContent& source, int threads) {
  const Network network(source.shape);
  const int64_t latent = source.shape.latent, cols = latent * int64_t(source.members.size());
  Floats latents(std::size_t(data.rows() * cols));
  std::vector<int64_t> rows(std::size_t(data.rows()));
  std::iota(rows.begin(), rows.end(), int64_t{0});
  Executor executor(threads);
  Tape tape(executor);
  FitData::Batcher batcher(data);
  for (std::size_t m = 0; m < source.members.size(); ++m)
    for_rows_through(
        tape, batcher, network, source.members[m], rows,
        [&](Tape& t, const BoundParameters& p, const InputBatch& inputs) {
          return network.latent(t, p, inputs, 0);
        },
        [&](std::size_t first, const Matrix& z) {
          for (int64_t i = 0; i < z.rows; ++i)
            std::copy_n(z.row(i), latent,
                        latents.begin() + (int64_t(first) + i) * cols + int64_t(m) * latent);
        });
  return latents;
}

constexpr const char* names[] = {"regression", "distilled"};

ModelContent fit(FitJob& job, Distill::Term term) {
  const int64_t own = job.options.integer("members") * job.options.integer("steps");
  job.control.expect_steps(source_steps(job) + own);
  const ModelContent source = source_model(job);
  const int64_t cols = source.shape.latent * int64_t(source.members.size());
  const bool maps = term == Distill::Term::latent;
  Distill objective(term, job.options.real("distill_weight"));
  EnsembleSetup setup{objective};
  setup.base = &source;
  setup.teacher_cols = maps ? cols : 0;
  Ensemble ensemble(job, target_sets(job), job.options, setup);
  ensemble.data().refuse_covariates();
  const int threads = int(job.options.integer("n_threads"));
  objective.set_teacher(teacher_latents(ensemble.data(), source, threads), cols);
  ensemble.train();
  ModelContent content = ensemble.content();
  content.info = describe(job, content, ensemble.facts());
  return content;
}

ModelContent fit_latent(FitJob& job) { return fit(job, Distill::Term::latent); }
ModelContent fit_similarity(FitJob& job) { return fit(job, Distill::Term::similarity); }

constexpr auto keys = all_keys(ensemble_keys, source_keys, Keys<1>{"distill_weight"});

}  // namespace

constexpr MethodInfo distill_method{
    "distill",
    1,
    1,
    true,
    "a network of the target that also learns the source's latent vectors, linearly mapped",
    keys,
    fit_latent};
constexpr MethodInfo gsp_distill_method{
    "gsp_distill",
    1,
    1,
    true,
    "a network of the target that also learns how similar rows are to the source's networks",
    keys,
    fit_similarity};

TermNames Distill::terms() const { return names; }

Losses Distill::losses(Tape& tape, const Network& network, const BoundParameters& p,
                       const LabelledBatch& batch, Rng) const {
  Losses l;
  l.names = names;
  double &regression = l.terms[0], &term = l.terms[1];
  const auto& targets = batch.parts[0].targets;
  const int64_t rows = int64_t(targets.size());
  const Var z = network.latent(tape, p, batch.inputs, 0);
  regression =
      square_loss(tape, network.apply(tape, p, network.task(0).head, z), targets, double(rows), 1);

  const Matrix teacher = tape.executor().arena.matrix(rows, cols_);
  for (int64_t i = 0; i < rows; ++i)
    std::copy_n(latents_.begin() + batch.numbers[std::size_t(i)] * cols_, cols_, teacher.row(i));
  const Var taught = tape.constant(teacher);
  if (term_ == Term::latent) {
    const Var mapped = dense(tape, taught, p[network.teacher_map()], Activation::none);
    term = square_loss(tape, z, mapped, double(rows * network.shape().latent), weight_);
  } else {
    term = square_loss(tape, cosine_similarity(tape, z), cosine_similarity(tape, taught),
                       double(rows * rows), weight_);
  }
  l.total = regression + weight_ * term;
  return l;
}

}  // namespace graft
