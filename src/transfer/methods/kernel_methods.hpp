// The models that chemists trust with few rows, and compare with: Bayesian ridge regression and a
// Gaussian process over circular environments or features, alone or with a source's prediction as
// one more feature.
#pragma once

#include "model/model.hpp"
#include "transfer/fit/job.hpp"

namespace graft {

// "ridge": the linear kernel; "gaussian_process": the option kernel; "stacked": the same with a
// linear term in the prediction of the source (source_prediction.hpp). Variances and the length
// maximise the marginal likelihood; held-out figures are leave-one-out (closed form). Throws
// GRAFT_ERROR_UNSUPPORTED for more than 8,000 target rows.
ModelContent fit_classical(FitJob& job);

}  // namespace graft
