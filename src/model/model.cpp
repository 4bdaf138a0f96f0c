#include "model/model.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace graft {
namespace {

// Rows predicted at once: enough to share environments and fill tiles, small enough for the cache.
constexpr int64_t chunk_rows = 256;

}  // namespace

void scaled_features(const Dataset& dataset, int64_t row, std::span<const Scaling> scalings,
                     float* out) {
  const auto x = dataset.features(row);
  constexpr double most = 1e4;  // deviations: beyond any training value, and safe in float
  for (std::size_t j = 0; j < x.size(); ++j)  // a constant column tells nothing
    out[j] = scalings[j].sd > 0 ? float(std::clamp(scalings[j].scale(x[j]), -most, most)) : 0.f;
}

struct Model::Workspace {
  explicit Workspace(int threads) : executor(threads), tape(executor) {}
  Executor executor;
  Tape tape;
  BoundParameters parameters;
  GraphBatch graphs;
  std::vector<int64_t> all_rows;
  Floats features;
};

// A workspace for the length of a prediction; it goes back to the model's store afterwards.
class Model::Borrowed {
 public:
  Borrowed(const Model& model, int threads) : model_(model) {
    {
      std::lock_guard lock(model.mutex_);
      for (auto& idle : model.idle_)
        if (idle->executor.pool.threads() == threads) {
          space_ = std::move(idle);
          std::swap(idle, model.idle_.back());
          model.idle_.pop_back();
          break;
        }
    }
    if (!space_) space_ = std::make_unique<Workspace>(threads);
  }
  ~Borrowed() {
    std::lock_guard lock(model_.mutex_);
    try {
      model_.idle_.push_back(std::move(space_));
    } catch (...) {  // no memory to keep it: the next prediction makes another
    }
  }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  Workspace& operator*() { return *space_; }

 private:
  const Model& model_;
  std::unique_ptr<Workspace> space_;
};

Model::Model(ModelContent content) : content_(std::move(content)), network_(content_.shape) {
  for (const Floats& member : content_.members)
    if (int64_t(member.size()) != network_.layout().size())
      fail(GRAFT_ERROR_FORMAT, "a member has ", member.size(), " numbers, its network ",
           network_.layout().size());
}

Model::~Model() = default;

void Model::check(const Dataset& dataset) const {
  const NetworkShape& shape = content_.shape;
  const Inputs& inputs = dataset.inputs();
  if (dataset.kind() != shape.input)
    fail(GRAFT_ERROR_DATA, "dataset holds ", name_of(dataset.kind()), ", the model takes ",
         name_of(shape.input));
  if (inputs.feature_cols != shape.feature_cols)
    fail(GRAFT_ERROR_DATA, "dataset has ", inputs.feature_cols, " features, the model takes ",
         shape.feature_cols);
  if (inputs.atom_cols != shape.atom_cols || inputs.bond_cols != shape.bond_cols)
    fail(GRAFT_ERROR_DATA, "dataset has ", inputs.atom_cols, " atom and ", inputs.bond_cols,
         " bond features, the model takes ", shape.atom_cols, " and ", shape.bond_cols);
}

void Model::for_chunks(const Dataset& dataset, Workspace& space,
                       const std::function<void(int64_t, int64_t, const InputBatch&)>& body) const {
  check(dataset);
  const NetworkShape& shape = content_.shape;
  for (int64_t first = 0; first < dataset.rows(); first += chunk_rows) {
    const int64_t rows = std::min(chunk_rows, dataset.rows() - first);
    InputBatch batch;
    if (shape.takes_graphs()) {
      std::vector<const Graph*> graphs;
      space.all_rows.clear();
      for (int64_t row = 0; row < rows; ++row) {
        graphs.push_back(&dataset.graph(first + row));
        space.all_rows.push_back(row);
      }
      const Environments environments(graphs, shape.depth);
      GraphBatcher(environments, shape.pooling).build(space.all_rows, space.graphs);
      batch.graphs = &space.graphs;
    } else {
      space.features.assign(std::size_t(padded_rows(rows) * shape.feature_cols), 0.f);
      batch.features = {space.features.data(), rows, shape.feature_cols};
      for (int64_t row = 0; row < rows; ++row)
        scaled_features(dataset, first + row, content_.features, batch.features.row(row));
    }
    body(first, rows, batch);
  }
}

Prediction Model::predict(const Dataset& dataset, int threads) const {
  Borrowed space(*this, threads);
  const std::size_t members = content_.members.size();
  std::vector<double> y(std::size_t(dataset.rows()) * members);  // scaled, [rows, members]
  for_chunks(dataset, *space, [&](int64_t first, int64_t rows, const InputBatch& batch) {
    Tape& tape = (*space).tape;
    for (std::size_t m = 0; m < members; ++m) {
      tape.reset(false);
      BoundParameters& p = (*space).parameters;
      p.bind(tape, network_.layout(), const_cast<float*>(content_.members[m].data()), nullptr);
      const float* out = tape.value(network_.predict(tape, p, batch, 0)).data;
      for (int64_t i = 0; i < rows; ++i) y[std::size_t(first + i) * members + m] = out[i];
    }
  });
  Prediction result;
  for (int64_t row = 0; row < dataset.rows(); ++row) {
    const std::span<const double> values(y.data() + std::size_t(row) * members, members);
    double mean = 0, square = 0;
    for (double v : values) mean += v;
    mean /= double(members);
    for (double v : values) square += (v - mean) * (v - mean);
    result.mean.push_back(content_.targets[0].unscale(mean));
    result.model_sd.push_back(
        members > 1 ? content_.targets[0].sd * std::sqrt(square / double(members - 1)) : 0.0);
  }
  return result;
}

int64_t Model::embed_cols(const std::string& what) const {
  if (what == "embedding") return content_.shape.width;
  if (what == "latent") return content_.shape.latent;
  if (what != "frame")
    fail(GRAFT_ERROR_ARGUMENT, "what: ", quoted(what), " is not embedding, latent or frame");
  if (!content_.shape.has_transfer)
    fail(GRAFT_ERROR_UNSUPPORTED, "what: this model has no frame; only gate has");
  return content_.shape.latent;
}

std::vector<double> Model::embed(const Dataset& dataset, const std::string& what,
                                 int64_t task) const {
  const int64_t cols = embed_cols(what);
  if (task < 0 || task >= content_.shape.tasks)
    fail(GRAFT_ERROR_ARGUMENT, "task: ", task, " is not in [0, ", content_.shape.tasks, ")");
  Borrowed space(*this, 1);
  std::vector<double> values(std::size_t(dataset.rows() * cols));
  for_chunks(dataset, *space, [&](int64_t first, int64_t rows, const InputBatch& batch) {
    Tape& tape = (*space).tape;
    tape.reset(false);
    BoundParameters& p = (*space).parameters;
    p.bind(tape, network_.layout(), const_cast<float*>(content_.members[0].data()), nullptr);
    Var v = network_.embed(tape, p, batch);
    if (what != "embedding") v = network_.apply(tape, p, network_.task(task).encoder, v);
    if (what == "frame") v = network_.apply(tape, p, network_.task(task).phi, v);
    std::copy_n(tape.value(v).data, rows * cols, values.begin() + first * cols);
  });
  return values;
}

}  // namespace graft
