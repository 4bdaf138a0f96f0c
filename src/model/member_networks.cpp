#include "model/member_networks.hpp"

#include "base/error.hpp"

namespace graft {
namespace {

// Where there are no members a network of one task stands for them all, however many a file claims.
NetworkShape shape_of(const ModelContent& content) {
  NetworkShape shape = content.shape;
  if (content.members.empty()) shape.tasks = 1;
  return shape;
}

}  // namespace

struct MemberNetworks::Workspace {
  explicit Workspace(int threads) : wanted(threads), executor(threads), tape(executor) {}
  int wanted;  // threads; the system may have given fewer
  Executor executor;
  Tape tape;
  BoundParameters parameters;
};

// A workspace for the length of a prediction; it goes back to the store afterwards.
class MemberNetworks::Borrowed {
 public:
  Borrowed(const MemberNetworks& all, int threads) : all_(all) {
    {
      std::lock_guard lock(all.mutex_);
      for (auto& idle : all.idle_)
        if (idle->wanted == threads) {
          space_ = std::move(idle);
          std::swap(idle, all.idle_.back());
          all.idle_.pop_back();
          break;
        }
    }
    if (!space_) space_ = std::make_unique<Workspace>(threads);
  }
  ~Borrowed() {
    std::lock_guard lock(all_.mutex_);
    try {
      all_.idle_.push_back(std::move(space_));
    } catch (...) {  // no memory to keep it: the next prediction makes another
    }
  }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  Workspace& operator*() { return *space_; }

 private:
  const MemberNetworks& all_;
  std::unique_ptr<Workspace> space_;
};

MemberNetworks::MemberNetworks(const ModelContent& content)
    : content_(content), network_(shape_of(content)) {
  for (const Floats& member : content.members)
    if (int64_t(member.size()) != network_.layout().size())
      fail(GRAFT_ERROR_FORMAT, "a member has ", member.size(), " numbers, its network ",
           network_.layout().size());
}

MemberNetworks::~MemberNetworks() = default;

Executor& MemberNetworks::Chunk::executor() const { return space_.executor; }

Matrix MemberNetworks::Chunk::through(int64_t member, const LayerOf& layer) const {
  space_.tape.reset(false);
  const Floats& values = all_.content_.members[std::size_t(member)];
  space_.parameters.bind(space_.tape, all_.network_.layout(), const_cast<float*>(values.data()),
                         nullptr);
  return space_.tape.value(layer(space_.tape, space_.parameters, inputs));
}

void MemberNetworks::for_chunks(const Dataset& dataset, int threads,
                                const std::function<void(const Chunk&)>& body) const {
  Borrowed space(*this, threads);
  for_batches(dataset, content_.shape, content_.features,
              [&](int64_t first, int64_t rows, const InputBatch& inputs) {
                (*space).tape.reset(false);
                body(Chunk(*this, *space, first, rows, inputs));
              });
}

void MemberNetworks::for_outputs(const Dataset& dataset, int threads, const Outputs& body) const {
  std::vector<double> y;
  for_chunks(dataset, threads, [&](const Chunk& chunk) {
    y.resize(std::size_t(chunk.rows * count()));
    for (int64_t m = 0; m < count(); ++m) {
      const Matrix out =
          chunk.through(m, [&](Tape& tape, const BoundParameters& p, const InputBatch& inputs) {
            return network_.predict(tape, p, inputs, 0);
          });
      for (int64_t i = 0; i < chunk.rows; ++i) y[std::size_t(i * count() + m)] = out.data[i];
    }
    body(chunk.first, chunk.rows, y.data());
  });
}

}  // namespace graft
