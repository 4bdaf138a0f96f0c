// The networks of a model with what they run on: rows go through them chunk by chunk, from any
// number of threads at once.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "data/dataset.hpp"
#include "model/content.hpp"
#include "nn/rows.hpp"

namespace graft {

class MemberNetworks {
  struct Workspace;

 public:
  // Keeps a reference. Throws GRAFT_ERROR_FORMAT for members that are not of the network's size.
  explicit MemberNetworks(const ModelContent& content);
  ~MemberNetworks();

  const Network& network() const { return network_; }
  int64_t count() const { return int64_t(content_.members.size()); }

  // Some rows on their way: `inputs`, and what members make of them.
  class Chunk {
   public:
    Chunk(const MemberNetworks& all, Workspace& space, int64_t first, int64_t rows,
          const InputBatch& inputs)
        : first(first), rows(rows), inputs(inputs), all_(all), space_(space) {}
    const int64_t first, rows;
    const InputBatch& inputs;
    Executor& executor() const;
    // Valid until the next call.
    Matrix through(int64_t member, const LayerOf& layer) const;

   private:
    const MemberNetworks& all_;
    Workspace& space_;
  };
  void for_chunks(const Dataset& dataset, int threads,
                  const std::function<void(const Chunk&)>& body) const;
  // The members' outputs of the target, scaled: body(first row, rows, y [rows, count()]).
  using Outputs = std::function<void(int64_t, int64_t, double*)>;
  void for_outputs(const Dataset& dataset, int threads, const Outputs& body) const;

 private:
  class Borrowed;
  const ModelContent& content_;
  Network network_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Workspace>> idle_;  // kept for the next prediction
};

}  // namespace graft
