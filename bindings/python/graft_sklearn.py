"""An estimator for scikit-learn: graft.GraftRegressor."""

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted

import graft

try:  # scikit-learn 1.6
    from sklearn.utils.validation import validate_data
except ImportError:
    def validate_data(estimator, *arrays, **how):
        return estimator._validate_data(*arrays, **how)


class GraftRegressor(RegressorMixin, BaseEstimator):
    """A property learned from feature vectors with the help of an abundant one.

    method and options are those of graft.methods() and graft.options(); the source comes with fit,
    as (X, y) or a list of such pairs, a graft.Dataset or a graft.Model. predict with return_std
    gives the predictive deviation beside the mean.
    """

    def __init__(self, method="ridge", options=None):
        self.method = method
        self.options = options

    def fit(self, X, y, source=None):
        X, y = validate_data(self, X, y, dtype=[np.float64, np.float32], y_numeric=True,
                             ensure_min_samples=4)  # as many as every method needs
        sources = []
        for one in source if isinstance(source, list) else [] if source is None else [source]:
            if isinstance(one, tuple):
                one = graft.Dataset.from_features(*one)
            sources.append(one)
        target = graft.Dataset.from_features(X, y)
        self.model_ = graft.fit(self.method, target, sources, **(self.options or {}))
        return self

    def predict(self, X, return_std=False):
        check_is_fitted(self)
        X = validate_data(self, X, dtype=[np.float64, np.float32], reset=False)
        mean, model_sd, noise_sd = self.model_.predict(X)
        return (mean, np.hypot(model_sd, noise_sd)) if return_std else mean
