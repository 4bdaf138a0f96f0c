//! What a model says of rows.

use crate::error::{check, expect, Result};
use crate::matrix::{zeros, Float, Matrix, MatrixMut, MatrixRef};
use crate::options::{raw_options, Options};
use crate::text::{c_text, Pointers, Texts};
use crate::{Dataset, Model};
use graft_sys as sys;
use std::ptr::null_mut;

/// Predictions, one a row, in the target's unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prediction {
    /// The predicted values.
    pub mean: Vec<f64>,
    /// The spread of the members (0 with one member) or of the posterior.
    pub model_sd: Vec<f64>,
    /// The observations' noise, the same for every row; NaN when the fit had no validation rows.
    pub noise_sd: Vec<f64>,
}

/// One row of a [`Prediction`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Predicted {
    /// The predicted value.
    pub mean: f64,
    /// The model's part of the deviation.
    pub model_sd: f64,
    /// The noise's part of it.
    pub noise_sd: f64,
}

impl Predicted {
    /// The whole deviation.
    pub fn sd(&self) -> f64 {
        self.model_sd.hypot(self.noise_sd)
    }
}

impl Prediction {
    fn filled(rows: usize, fill: impl FnOnce(Outputs<'_>) -> Result<()>) -> Result<Prediction> {
        let mut to =
            Prediction { mean: zeros(rows)?, model_sd: zeros(rows)?, noise_sd: zeros(rows)? };
        fill(Outputs::new(&mut to.mean, &mut to.model_sd, &mut to.noise_sd))?;
        Ok(to)
    }

    /// The rows in their order.
    pub fn iter(&self) -> impl Iterator<Item = Predicted> + '_ {
        let deviations = self.model_sd.iter().zip(&self.noise_sd);
        self.mean.iter().zip(deviations).map(|(&mean, (&model_sd, &noise_sd))| Predicted {
            mean,
            model_sd,
            noise_sd,
        })
    }
}

/// Where predictions go: slices of yours, as long as there are rows; None for what is not wanted.
#[derive(Debug, Default)]
pub struct Outputs<'a> {
    /// The predicted values.
    pub mean: Option<&'a mut [f64]>,
    /// The model's part of the deviation.
    pub model_sd: Option<&'a mut [f64]>,
    /// The noise's part of it.
    pub noise_sd: Option<&'a mut [f64]>,
}

impl<'a> Outputs<'a> {
    /// All three.
    pub fn new(mean: &'a mut [f64], model_sd: &'a mut [f64], noise_sd: &'a mut [f64]) -> Self {
        Outputs { mean: Some(mean), model_sd: Some(model_sd), noise_sd: Some(noise_sd) }
    }

    /// The predicted values alone.
    pub fn mean(mean: &'a mut [f64]) -> Self {
        Outputs { mean: Some(mean), ..Outputs::default() }
    }

    /// Addresses of slices that are as long as `rows`.
    fn addresses(self, rows: usize) -> Result<[*mut f64; 3]> {
        let address = |slice: Option<&mut [f64]>, name| match slice {
            None => Ok(null_mut()),
            Some(slice) => expect(name, slice.len(), rows).map(|_| slice.as_mut_ptr()),
        };
        Ok([
            address(self.mean, "mean")?,
            address(self.model_sd, "model_sd")?,
            address(self.noise_sd, "noise_sd")?,
        ])
    }
}

/// Predictions. Options read: `n_threads`; for rows that are not a data set's also `strict` (0: one
/// that cannot be read gives NaN). Deviations and intervals are those of inputs like the training's;
/// far outside they are too narrow.
impl Model {
    /// Predicts each row of a set of the model's kind of input. Columns are taken by name where the
    /// model and the set have names, else by place.
    pub fn predict(&self, dataset: &Dataset, options: Option<&Options>) -> Result<Prediction> {
        Prediction::filled(dataset.len(), |to| self.predict_into(dataset, options, to))
    }

    /// The same into slices of yours.
    pub fn predict_into(
        &self,
        dataset: &Dataset,
        options: Option<&Options>,
        outputs: Outputs<'_>,
    ) -> Result<()> {
        let rows = dataset.len();
        let [mean, model_sd, noise_sd] = outputs.addresses(rows)?;
        let (set, options) = (dataset.raw(), raw_options(options));
        // SAFETY: whole handles, or NULL for the options; outputs as long as rows, here and below.
        check(unsafe {
            let (model, rows) = (self.raw(), rows as i64);
            sys::graft_model_predict(model, set, options, mean, model_sd, noise_sd, rows)
        })
    }

    /// Predicts molecules.
    pub fn predict_smiles<S: AsRef<str>>(
        &self,
        smiles: &[S],
        options: Option<&Options>,
    ) -> Result<Prediction> {
        let list = Pointers::new(smiles, "smiles")?;
        Prediction::filled(smiles.len(), |to| {
            let [mean, model_sd, noise_sd] = to.addresses(smiles.len())?;
            let (rows, options) = (smiles.len() as i64, raw_options(options));
            check(unsafe {
                let (model, smiles) = (self.raw(), list.as_ptr());
                sys::graft_model_predict_smiles(
                    model, smiles, rows, options, mean, model_sd, noise_sd,
                )
            })
        })
    }

    /// Predicts SMILES or formulas, whichever the model was fitted to.
    pub fn predict_texts(
        &self,
        texts: &Texts<'_>,
        options: Option<&Options>,
    ) -> Result<Prediction> {
        Prediction::filled(texts.len(), |to| {
            let [mean, model_sd, noise_sd] = to.addresses(texts.len())?;
            let (rows, options) = (texts.len() as i64, raw_options(options));
            check(unsafe {
                let (bytes, offsets) = (texts.bytes(), texts.offsets());
                sys::graft_model_predict_texts(
                    self.raw(),
                    bytes,
                    offsets,
                    rows,
                    options,
                    mean,
                    model_sd,
                    noise_sd,
                )
            })
        })
    }

    /// Predicts feature vectors, a sample a row, in the order of the fit's columns.
    pub fn predict_features<'a, T: Float + 'a>(
        &self,
        x: impl Into<MatrixRef<'a, T>>,
        options: Option<&Options>,
    ) -> Result<Prediction> {
        let x = x.into();
        Prediction::filled(x.rows(), |to| self.predict_features_into(x, options, to))
    }

    /// The same into slices of yours: nothing is allocated on the way to the library.
    pub fn predict_features_into<'a, T: Float + 'a>(
        &self,
        x: impl Into<MatrixRef<'a, T>>,
        options: Option<&Options>,
        outputs: Outputs<'_>,
    ) -> Result<()> {
        let x = x.into();
        let [mean, model_sd, noise_sd] = outputs.addresses(x.rows())?;
        let (s, options) = (x.shape, raw_options(options));
        // SAFETY: every element lies in the matrix.
        check(unsafe {
            T::PREDICT(
                self.raw(),
                x.as_ptr(),
                s.rows,
                s.cols,
                s.row_stride,
                s.col_stride,
                options,
                mean,
                model_sd,
                noise_sd,
            )
        })
    }

    /// Quantiles of the predictive distribution, noise included: one column for each level between
    /// 0 and 1.
    pub fn quantiles(
        &self,
        dataset: &Dataset,
        levels: &[f64],
        options: Option<&Options>,
    ) -> Result<Matrix<f64>> {
        Matrix::filled(dataset.len(), levels.len(), |to| {
            self.quantiles_into(dataset, levels, options, to)
        })
    }

    /// The same into a matrix of yours, of as many rows and columns.
    pub fn quantiles_into(
        &self,
        dataset: &Dataset,
        levels: &[f64],
        options: Option<&Options>,
        mut values: MatrixMut<'_, f64>,
    ) -> Result<()> {
        let s = values.shape;
        expect("values, columns", s.cols as usize, levels.len())?;
        let (set, options) = (dataset.raw(), raw_options(options));
        let (model, to, row, col) = (self.raw(), values.as_mut_ptr(), s.row_stride, s.col_stride);
        let (levels, count) = (levels.as_ptr(), levels.len() as i64);
        check(unsafe {
            sys::graft_model_quantiles(model, set, options, levels, count, to, s.rows, row, col)
        })
    }

    /// Draws: each column is one function, a posterior draw or a member, at every row, so that sums
    /// and differences of rows have honest spreads too. `noise` adds the observations' noise,
    /// determined by the option `seed`.
    pub fn draws(
        &self,
        dataset: &Dataset,
        count: usize,
        noise: bool,
        options: Option<&Options>,
    ) -> Result<Matrix<f64>> {
        Matrix::filled(dataset.len(), count, |to| self.draws_into(dataset, noise, options, to))
    }

    /// The same into a matrix of yours, with a row a sample and a column a draw.
    pub fn draws_into(
        &self,
        dataset: &Dataset,
        noise: bool,
        options: Option<&Options>,
        mut values: MatrixMut<'_, f64>,
    ) -> Result<()> {
        let s = values.shape;
        let (set, options, noise) = (dataset.raw(), raw_options(options), i32::from(noise));
        let (model, to, row, col) = (self.raw(), values.as_mut_ptr(), s.row_stride, s.col_stride);
        check(unsafe {
            sys::graft_model_draws(model, set, options, noise, to, s.rows, s.cols, row, col)
        })
    }

    /// A metric of [`score`](crate::score) over the rows that have a target, by the whole predictive
    /// distribution.
    pub fn evaluate(
        &self,
        dataset: &Dataset,
        metric: &str,
        options: Option<&Options>,
    ) -> Result<f64> {
        let (metric, mut value) = (c_text(metric, "metric")?, 0.0);
        let (set, options) = (dataset.raw(), raw_options(options));
        check(unsafe {
            sys::graft_model_evaluate(self.raw(), set, options, metric.as_ptr(), &mut value)
        })?;
        Ok(value)
    }

    /// What the first member makes of each row on the way: "embedding" (shared), "latent" of a task,
    /// or "frame" (the common locally flat one; gate only). Task 0 is the target, 1 and on the
    /// sources.
    pub fn embed(&self, dataset: &Dataset, what: &str, task: usize) -> Result<Matrix<f64>> {
        let cols = self.embed_cols(what)?;
        Matrix::filled(dataset.len(), cols, |to| self.embed_into(dataset, what, task, to))
    }

    /// The same into a matrix of yours, with [`Model::embed_cols`] columns.
    pub fn embed_into(
        &self,
        dataset: &Dataset,
        what: &str,
        task: usize,
        mut values: MatrixMut<'_, f64>,
    ) -> Result<()> {
        let (what, s) = (c_text(what, "what")?, values.shape);
        let (what, task) = (what.as_ptr(), i64::try_from(task).unwrap_or(i64::MAX));
        let (model, set, to) = (self.raw(), dataset.raw(), values.as_mut_ptr());
        let (row, col) = (s.row_stride, s.col_stride);
        check(unsafe {
            sys::graft_model_embed(model, set, what, task, to, s.rows, s.cols, row, col)
        })
    }

    /// How many columns these have. Errors: [`ErrorKind::Unsupported`](crate::ErrorKind) for models
    /// without a deep network.
    pub fn embed_cols(&self, what: &str) -> Result<usize> {
        let (what, mut cols) = (c_text(what, "what")?, 0);
        check(unsafe { sys::graft_model_embed_cols(self.raw(), what.as_ptr(), &mut cols) })?;
        Ok(cols as usize)
    }
}
