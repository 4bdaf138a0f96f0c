// The method "select": which of several methods suits these data, by nested cross-validation.
//
// The target's rows are parted into folds. Each candidate is fitted without a fold, with one
// network where it trains networks and validation rows of its own, and predicts the fold; the
// fold's inputs are taken out of the sources, so that no source tells a value of the very molecule
// that is asked for. The candidate with the smallest squared error is chosen and fitted to all
// rows. If it takes a source it must beat the reference, the best candidate that takes none, by
// more than one standard error of the difference between their squared errors (rows paired): else
// the reference is chosen. So transfer that does not clearly help is not used. Source: ours.
#pragma once

#include "model/model.hpp"
#include "transfer/fit/job.hpp"

namespace graft {

// Options candidates and select_folds. The model is the chosen method's; its diagnostics tell
// "select.NAME.rmse" of each candidate, its info "selected". Candidates that need what the sets do
// not have (a source, rows of a source) are left out; those that fail are passed over, unless none
// supports the kind of source that is given. Throws GRAFT_ERROR_ARGUMENT for an unknown candidate,
// GRAFT_STOPPED when stopped before the choice, and the first failure when all fail.
ModelContent fit_select(FitJob& job);

}  // namespace graft
