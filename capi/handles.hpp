// What stands behind the opaque handles.
#pragma once

#include <atomic>
#include <memory>

#include "base/options.hpp"
#include "data/dataset.hpp"
#include "graft.h"
#include "model/model.hpp"
#include "transfer/fitter.hpp"

struct graft_options {
  graft::Options value;
};

struct graft_dataset {
  graft::Dataset value;
};

struct graft_model {
  std::shared_ptr<const graft::Model> value;
};

struct graft_fitter {
  graft::Fitter value;
  std::atomic<bool> running{false};  // a callback that calls back into the fitter gets an error
};
