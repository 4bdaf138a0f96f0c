// Distillation: the target's network learns from the latent vectors of the source's networks.
#include "transfer/methods/distill.hpp"

#include <Eigen/Dense>
#include <cmath>

#include "base/thrown.hpp"
#include "nn/reference_dmpnn.hpp"
#include "transfer/fits.hpp"

using namespace graft;
using namespace graft::fits;
namespace ref = graft::reference;
using ref::Mat;

namespace {

double known(const double* x) { return std::tanh(x[0] + 0.5 * x[1]) - std::tanh(x[1] - x[2]); }
double other(const double* x) { return x[2] * x[0] + 0.2 * x[1]; }

Options options() { return with(deep_options(), {{"members", "1"}}); }

FitSets feature_sets() {
  FitSets s;
  s.target = sets::features(30, 3, 1, [](const double* x, Rng&) { return other(x); });
  s.sources.push_back(sets::features(200, 3, 2, [](const double* x, Rng&) { return known(x); }));
  return s;
}

FitSets graph_sets() {
  FitSets s;
  s.target = sets::graphs(25, 1);
  s.sources.push_back(sets::graphs(60, 2));
  return s;
}

// A network with a batch of all its rows, and a teacher's latents of more rows than these.
struct Lesson {
  static constexpr int64_t rows = 9, cols = 6, latent = 4;
  Network network;
  Floats values;
  Mat x = ref::random(rows, 3, 2), taught = ref::random(20, cols, 3), y = ref::random(rows, 1, 4);
  std::vector<int64_t> numbers;

  static NetworkShape shape() {
    NetworkShape s;
    s.feature_cols = 3;
    s.depth = 1;
    s.width = 7;
    s.activation = Activation::tanh;
    s.encoder_width = 6;
    s.latent = latent;
    return s;
  }
  explicit Lesson(Distill::Term term)
      : network(shape(), term == Distill::Term::latent ? cols : 0),
        values(ref::random_values(network, 1)) {
    for (int64_t i = 0; i < rows; ++i) numbers.push_back(2 * i + 1);
  }

  Losses losses(Distill::Term term, double weight, Floats& gradients) {
    Distill method(term, weight);
    method.set_teacher(Floats(taught.x.begin(), taught.x.end()), cols);
    Executor executor(1);
    Tape tape(executor);
    tape.reset(true);
    gradients.assign(values.size(), 0.f);
    BoundParameters p;
    p.bind(tape, network.layout(), values.data(), gradients.data());
    LabelledBatch batch;
    batch.rows = rows;
    batch.numbers = numbers;
    batch.inputs.features = executor.arena.matrix(rows, 3);
    std::copy(x.x.begin(), x.x.end(), batch.inputs.features.data);
    const std::vector<float> targets(y.x.begin(), y.x.end());
    batch.parts.push_back({0, targets});
    const Losses l = method.losses(tape, network, p, batch, Rng(1, 1));
    tape.backward();
    return l;
  }

  Mat teacher() const {
    Mat t(rows, cols);
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j < cols; ++j) t(i, j) = taught(numbers[std::size_t(i)], j);
    return t;
  }
  // (regression, distilled term) in double, straight from the formulas.
  std::pair<double, double> expected(Distill::Term term, const ref::Parameters& p) const {
    const Mat z = ref::mlp(ref::feature_embedding(x, p, 1, Activation::tanh), p, "task0.encoder");
    const Mat f = ref::mlp(z, p, "task0.head"), t = teacher();
    double regression = 0, sum = 0;
    for (int64_t i = 0; i < rows; ++i) regression += std::pow(f(i, 0) - y(i, 0), 2) / double(rows);
    if (term == Distill::Term::similarity) {
      const Mat mine = ref::cosine_similarity(z), theirs = ref::cosine_similarity(t);
      for (int64_t i = 0; i < rows; ++i)
        for (int64_t j = 0; j < rows; ++j)
          sum += std::pow(mine(i, j) - theirs(i, j), 2) / double(rows * rows);
      return {regression, sum};
    }
    const Mat& map = p.at("teacher.map");
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t k = 0; k < latent; ++k) {
        double mapped = 0;
        for (int64_t j = 0; j < cols; ++j) mapped += t(i, j) * map(j, k);
        sum += std::pow(z(i, k) - mapped, 2) / double(rows * latent);
      }
    return {regression, sum};
  }
};

// Mean squared difference between the cosines of the model's latents and those of the source's.
double apart(const Model& model, const Model& source, const Dataset& rows) {
  const auto cosines = [&](const Model& m) {
    Mat z(rows.rows(), m.embed_cols("latent"));
    z.x = m.embed(rows, "latent", 0);
    return ref::cosine_similarity(z);
  };
  const Mat a = cosines(model), b = cosines(source);
  double sum = 0;
  for (std::size_t i = 0; i < a.x.size(); ++i) sum += std::pow(a.x[i] - b.x[i], 2);
  return sum / double(a.x.size());
}

}  // namespace

TEST_CASE("the distilled losses and their gradients are those of plain double", "[distill]") {
  const auto term = GENERATE(Distill::Term::latent, Distill::Term::similarity);
  const double weight = GENERATE(0.0, 0.7, 5.0);
  CAPTURE(int(term), weight);
  Lesson lesson(term);
  Floats gradients;
  const Losses l = lesson.losses(term, weight, gradients);
  auto p = ref::parameters_of(lesson.network.layout(), lesson.values);
  const auto [regression, distilled] = lesson.expected(term, p);
  CHECK(l["regression"] == Approx(regression).epsilon(1e-5));
  CHECK(l.total == Approx(regression + weight * distilled).epsilon(1e-5));
  CHECK(l["distilled"] == Approx(distilled).epsilon(1e-5));
  CHECK(std::isnan(l["mapping"]));  // no term of this objective
  const auto total = [&] {
    const auto [r, d] = lesson.expected(term, p);
    return r + weight * d;
  };
  for (const auto& entry : lesson.network.layout().entries()) {
    CAPTURE(entry.name);
    const float* g = gradients.data() + entry.offset;
    if (entry.name == "teacher.map" && weight == 0)
      CHECK(std::all_of(g, g + entry.rows * entry.cols, [](float v) { return v == 0.f; }));
    else
      CHECK(ref::error_of(g, ref::gradient(p.at(entry.name), total)) < 1e-4);
  }
}

TEST_CASE("without a weight a distilled fit is the target's alone, to the bit", "[distill]") {
  const std::string method = GENERATE("distill", "gsp_distill");
  const bool graphs = GENERATE(true, false);
  CAPTURE(method, graphs);
  FitSets s = graphs ? graph_sets() : feature_sets();
  if (!graphs) {  // of the same inputs, so that the columns are scaled alike
    std::vector<double> values;
    for (int64_t row = 0; row < s.target->rows(); ++row)
      values.push_back(known(s.target->features(row).data()));
    s.sources[0] = *s.target;
    s.sources[0].set_targets(values);
  }
  const auto taught = fit(method, with(options(), {{"distill_weight", "0"}}), s);
  const auto alone = fit("scratch", options(), without_sources(s));
  CHECK(taught->content().members == alone->content().members);
  CHECK(taught->content().noise_sd == alone->content().noise_sd);
  CHECK(fit(method, options(), s)->content().members != alone->content().members);
}

TEST_CASE("a strong weight pulls the latents towards the source's geometry", "[distill]") {
  const Options source_options = with(options(), {{"steps", "400"}});
  FitSets s = feature_sets(), of_source;
  of_source.target = s.sources[0];
  const auto source = fit("scratch", source_options, of_source);
  const Dataset unseen = sets::features(60, 3, 7, [](const double* x, Rng&) { return other(x); });
  s.sources.clear();
  s.source_model = source;
  const auto away = [&](const char* method, const char* weight) {
    return apart(*fit(method, with(source_options, {{"distill_weight", weight}}), s), *source,
                 unseen);
  };
  const double alone = away("gsp_distill", "0");
  CAPTURE(alone);
  CHECK(away("gsp_distill", "30") < 0.2 * alone);
  CHECK(away("gsp_distill", "1") < alone);

  // The other way is a linear map: what a line through the source's latents leaves unexplained.
  const auto unexplained = [&](const char* weight) {
    const auto model = fit("distill", with(source_options, {{"distill_weight", weight}}), s);
    const Eigen::Index d = Eigen::Index(model->embed_cols("latent")), n = unseen.rows();
    using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto z = model->embed(unseen, "latent", 0), t = source->embed(unseen, "latent", 0);
    const Eigen::MatrixXd a = Eigen::Map<const Rows>(t.data(), n, d),
                          b = Eigen::Map<const Rows>(z.data(), n, d);
    return (b - a * a.colPivHouseholderQr().solve(b)).squaredNorm() / b.squaredNorm();
  };
  CHECK(unexplained("30") < 0.3 * unexplained("0"));
}

TEST_CASE("a distilled model holds no teacher's map and is read back", "[distill]") {
  const std::string method = GENERATE("distill", "gsp_distill");
  const bool graphs = GENERATE(false, true);
  CAPTURE(method, graphs);
  const FitSets s = graphs ? graph_sets() : feature_sets();
  const auto model = fit(method, with(options(), {{"members", "2"}}), s);
  REQUIRE(model->content().members.size() == 2);
  const auto alone = fit("scratch", options(), without_sources(s));
  for (const Floats& member : model->content().members)
    CHECK(member.size() == alone->content().members[0].size());
  const auto text = [](const Model& m) {  // of the entry in the info
    const std::string& info = m.content().info;
    return info.substr(info.find("\"parameters\""), 24);
  };
  CHECK(text(*model) == text(*alone));
  const Model read(read_model(bytes_of(*model), "model"));
  CHECK(read.predict(*s.target, 1).mean == model->predict(*s.target, 1).mean);
}

TEST_CASE("a given source and the user's validation rows are taken", "[distill]") {
  const std::string method = GENERATE("distill", "gsp_distill");
  CAPTURE(method);
  FitSets s = feature_sets(), of_source;
  of_source.target = s.sources[0];
  s.sources.clear();
  s.source_model = fit("gate", with(options(), {{"steps", "60"}}), [&] {
    FitSets two = feature_sets();
    std::swap(*two.target, two.sources[0]);  // a source of several tasks and transfer maps
    return two;
  }());
  s.validation = sets::features(7, 3, 6, [](const double* x, Rng&) { return other(x); });
  Fitter fitter(method, options());
  fitter.sets = s;
  const auto model = fitter.fit().model;
  CHECK(model->content().info.find("\"validation_set_rows\": 7") != std::string::npos);
  CHECK(model->content().info.find("\"held_out_rows\": 7") != std::string::npos);
  CHECK(model->content().shape.tasks == 1);
  CHECK_FALSE(model->content().shape.has_transfer);
}

TEST_CASE("the history of a distilled fit tells both stages and what the source teaches",
          "[distill]") {
  const std::string method = GENERATE("distill", "gsp_distill");
  CAPTURE(method);
  Fitter fitter(method, with(options(), {{"source_steps", "100"}}));
  fitter.sets = feature_sets();
  fitter.fit();
  const auto& history = fitter.history();
  REQUIRE(history.size() == 5 + 15);  // epochs of 20 steps
  for (std::size_t i = 0; i < history.size(); ++i) {
    CAPTURE(i);
    CHECK(std::isfinite(history[i].valid_rmse));
    CHECK(std::isfinite(history[i].train["distilled"]) == (i >= 5));  // the target's stage
    const double taught = history[i].train.total - history[i].train["regression"];
    CHECK((taught > 0) == (i >= 5));
    CHECK((history[i].valid.total > history[i].valid["regression"]) == (i >= 5));
  }
  CHECK(history.back().train.total < history[5].train.total);
  // One table for both stages.
  const auto columns = columns_of(history);
  CHECK(columns == std::vector<std::string>{"member", "epoch", "step", "seconds", "train_total",
                                            "train_regression", "train_distilled", "valid_total",
                                            "valid_regression", "valid_distilled", "valid_rmse",
                                            "jacobian_condition"});
  CHECK(std::isnan(values_in(columns, history[0])[6]));
  CHECK(values_in(columns, history.back())[6] == history.back().train["distilled"]);
}

TEST_CASE("distillation has the same bits for any number of threads", "[distill]") {
  const std::string method = GENERATE("distill", "gsp_distill");
  const bool graphs = GENERATE(false, true);
  CAPTURE(method, graphs);
  const Options two = with(options(), {{"members", "2"}, {"steps", "40"}});
  const auto one = bytes_of(*fit(method, two, graphs ? graph_sets() : feature_sets()));
  for (const char* threads : {"2", "3"})
    CHECK(bytes_of(*fit(method, with(two, {{"n_threads", threads}}),
                        graphs ? graph_sets() : feature_sets())) == one);
}

TEST_CASE("sources that a distilled fit cannot take are refused", "[distill]") {
  const std::string method = GENERATE("distill", "gsp_distill");
  FitSets s = feature_sets();
  s.sources.push_back(s.sources[0]);
  CHECK(thrown_by([&] { fit(method, options(), s); }).says("one source, not 2"));
  s = feature_sets();
  s.target = sets::features(30, 4, 1, [](const double* x, Rng&) { return other(x); });
  CHECK(thrown_by([&] { fit(method, options(), s); }).says("1 features more than the source"));
  s.target = sets::graphs(20, 1);
  CHECK(thrown_by([&] { fit(method, options(), s); }).status == GRAFT_ERROR_DATA);
}
