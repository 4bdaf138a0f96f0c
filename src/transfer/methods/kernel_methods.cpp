// The models that chemists trust with few rows, and compare with: Bayesian ridge regression and a
// Gaussian process over circular environments or features, alone or with a source's prediction as
// one more feature.
//
//   ridge              the linear kernel
//   gaussian_process   the option kernel
//   stacked            the same with a linear term in the source's prediction (cross_fitting.hpp)
//
// Variances and the length maximise the marginal likelihood; held-out figures leave out a row
// at a time, or all rows of one input (closed form).
#include <cmath>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "model/kernel_process.hpp"
#include "transfer/fit/info.hpp"
#include "transfer/methods/methods.hpp"
#include "transfer/networks/cross_fitting.hpp"
#include "transfer/networks/ensemble.hpp"
#include "transfer/networks/source.hpp"

namespace graft {
namespace {

// Variances and lengths are learned from no more rows: they belong to the prior, and each of some
// thirty evaluations costs n^3.
constexpr int64_t parameter_rows = 1000;

enum class Regressor { ridge, gaussian_process, stacked };

// For graphs a line for what grows with the molecule and a local kernel for the rest: of the two
// and their sum the sum did best on held-out rows of solubilities, hydration energies and flash
// points with 100 rows and more, and no worse than by a deviation of its error with 30. For band
// gaps from compositions the local kernel did as well alone.
std::vector<Kernel> kernels_of(const FitJob& job, Regressor regressor, InputKind input) {
  const std::string& name = job.options.string("kernel");
  const bool features = input == InputKind::features || input == InputKind::structures;
  if (regressor == Regressor::ridge || name == "linear") return {Kernel::linear};
  if (name == (features ? "minmax" : "matern52"))
    fail(GRAFT_ERROR_UNSUPPORTED, "kernel: ", name, " takes ",
         features ? "graphs" : "feature vectors", "; the target holds ", name_of(input));
  if (features) return {Kernel::matern52};
  if (name == "minmax") return {Kernel::minmax};
  return {Kernel::linear, Kernel::minmax};
}

GpData data_of(const KernelPart& part, int threads) {
  const auto vector = [](const std::vector<double>& v) -> Eigen::VectorXd {
    return Eigen::Map<const Eigen::VectorXd>(v.data(), Eigen::Index(v.size()));
  };
  const auto rows = rows_over_the_range(vector(part.targets), parameter_rows);
  const auto chosen = [&](const std::vector<double>& from) {
    std::vector<double> v;
    for (const int64_t row : rows)
      if (!from.empty()) v.push_back(from[std::size_t(row)]);
    return vector(v);
  };
  const auto n = Eigen::Index(rows.size());
  const Descriptors descriptors = select(part.rows, rows);
  const PartSimilarities similarities(part.kernels, descriptors);
  GpData data{{}, {}, chosen(part.source), chosen(part.targets)};
  data.similarity.assign(similarities.parts(), Eigen::MatrixXd(n, n));
  for (std::size_t p = 0; p < similarities.parts(); ++p)
    data.kernels.push_back(similarities.kernel(p));
  ThreadPool pool(threads);
  pool.for_blocks(n, [&](int64_t i, int) {
    for (std::size_t p = 0; p < similarities.parts(); ++p)
      similarities.compare(p, descriptors, i, data.similarity[p].col(i).data());
  });
  return data;
}

// Rows of equal input are left out together: the others would know the answer.
HeldOut left_out(const KernelProcess& process, const Groups& inputs,
                 const FitData::Labelled& target, int threads) {
  const auto m = process.leave_inputs_out(inputs, threads);
  HeldOut held_out;
  held_out.rows = double(target.values.size());
  double square = 0, absolute = 0;
  for (std::size_t i = 0; i < target.values.size(); ++i) {
    const double error = target.scaling.unscale(m.mean[Eigen::Index(i)]) - target.values[i];
    square += error * error;
    absolute += std::abs(error);
  }
  held_out.rmse = std::sqrt(square / held_out.rows);
  held_out.mae = absolute / held_out.rows;
  return held_out;
}

ModelContent fit(FitJob& job, Regressor regressor) {
  const int threads = int(job.options.integer("n_threads"));
  const Dataset& given = *job.sets.target;
  if (given.labelled() > most_kernel_rows)
    fail(GRAFT_ERROR_UNSUPPORTED, "method ", job.method, " takes at most ", most_kernel_rows,
         " target rows with a value, not ", given.labelled());
  FitSets sets;
  sets.target = given;
  SourcePrediction source;
  const bool stacked = regressor == Regressor::stacked;
  KernelPart part;
  part.kernels = kernels_of(job, regressor, given.kind());
  if (stacked) source = source_prediction(job);
  const FitData data(sets, job.options, false, stacked ? &source.model : nullptr);
  const FitData::Labelled& target = data.tasks[0];
  const Eigen::VectorXd y = target.scaled();
  part.targets.assign(y.data(), y.data() + y.size());
  part.rows = descriptors_of(given.select(target.rows), job.options.integer("radius"));
  if (stacked) {
    part.source_scaling = scaling_of(source.at_target);
    for (const double f : source.at_target)
      part.source.push_back(part.source_scaling.sd > 0 ? part.source_scaling.scale(f) : 0.0);
  }
  job.say(join(job.method, ": ", target.rows.size(), " target rows"));

  job.control.expect_steps(1);
  job.begin_stage("kernel parameters");
  const GpData learned_from = data_of(part, threads);
  part.parameters = fit_gaussian_process(learned_from, [&] {
    job.control.poll();
    return job.control.stopped();
  });
  job.control.throw_if_aborted();
  job.control.count_step();

  ModelContent content = data.content();
  content.members = std::move(source.model.members);
  FitFacts facts;
  facts.target_rows = double(target.rows.size());
  facts.parameters = double(to_logs(learned_from, part.parameters).size());
  content.kernel = std::make_shared<const KernelPart>(std::move(part));
  content.process = std::make_shared<const KernelProcess>(content.kernel, threads);
  facts.held_out = left_out(*content.process, data.target_groups, target, threads);
  const KernelPart& learned = *content.kernel;
  const GpParameters& p = learned.parameters;
  content.noise_sd = target.scaling.sd * std::sqrt(p.noise);
  content.diagnostics = {{"kernel.noise", p.noise}};
  const bool graphs = learned.rows.of_graphs();
  const std::size_t radii = p.amplitude.size() / learned.kernels.size();
  for (std::size_t i = 0; i < p.amplitude.size(); ++i) {
    const Kernel kernel = learned.kernels[i / radii];
    const std::string name = join("kernel.", name_of(kernel));
    content.diagnostics.push_back(
        {graphs ? join(name, ".radius", i % radii) : name, p.amplitude[i]});
    if (kernel == Kernel::matern52) content.diagnostics.push_back({"kernel.length", p.length});
  }
  if (stacked) {
    content.diagnostics.push_back({"source.slope", p.trend});
    content.diagnostics.push_back({"source.shared_rows", double(source.shared_rows)});
  }
  content.info = describe(job, content, facts);
  return content;
}

ModelContent fit_ridge(FitJob& job) { return fit(job, Regressor::ridge); }
ModelContent fit_process(FitJob& job) { return fit(job, Regressor::gaussian_process); }
ModelContent fit_stacked(FitJob& job) { return fit(job, Regressor::stacked); }

constexpr auto ridge_keys = all_keys(fit_keys, Keys<1>{"radius"});
constexpr auto process_keys = all_keys(ridge_keys, Keys<1>{"kernel"});
constexpr auto stacked_keys = all_keys(process_keys, ensemble_keys, source_keys);

}  // namespace

constexpr MethodInfo ridge_method{
    "ridge",
    0,
    0,
    false,
    "Bayesian ridge regression on counts of atom environments or on features",
    ridge_keys,
    fit_ridge};
constexpr MethodInfo gaussian_process_method{
    "gaussian_process", 0,          0, false, "an exact Gaussian process over the same",
    process_keys,       fit_process};
constexpr MethodInfo stacked_method{
    "stacked",
    1,
    1,
    true,
    "gaussian_process with the source's prediction as one more feature",
    stacked_keys,
    fit_stacked};

}  // namespace graft
