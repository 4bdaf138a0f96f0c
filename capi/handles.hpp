// What stands behind the opaque handles.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "base/context.hpp"
#include "base/options.hpp"
#include "data/dataset.hpp"
#include "graft.h"
#include "model/facts.hpp"
#include "model/model.hpp"
#include "transfer/fitter.hpp"

struct graft_context {
  std::shared_ptr<graft::Context> value;
};

struct graft_options {
  graft::Options value;
};

struct graft_dataset {
  graft::Dataset value;
  std::shared_ptr<const graft::Context> context;
};

struct graft_model {
  graft_model(std::shared_ptr<const graft::Model> model,
              std::shared_ptr<const graft::Context> shared)
      : value(std::move(model)), context(std::move(shared)) {}
  std::shared_ptr<const graft::Model> value;
  std::shared_ptr<const graft::Context> context;

  const std::vector<graft::Fact>& facts() const;  // found at the first call, from any thread

 private:
  mutable std::mutex mutex_;
  mutable std::unique_ptr<const std::vector<graft::Fact>> facts_;
};

struct graft_fitter {
  graft::Fitter value;
  std::shared_ptr<const graft::Context> context;
  std::atomic<bool> running{false};  // a callback that calls back into the fitter gets an error
};
