//! Data sets: what they are, and what is made from them.

use crate::error::{check, expect, Result};
use crate::handle::Owned;
use crate::matrix::{zeros, Float, MatrixRef};
use crate::options::{raw_options, Options};
use crate::text::{c_text, Pointers, Texts};
use crate::{CsvReader, DatasetBuilder};
use graft_sys as sys;
use std::path::Path;

/// Rows of inputs (molecules, formulas, graphs or feature vectors) with at most one property, the
/// target; NaN is a missing one. Inputs never change; targets, ids and names can be set, which does
/// not reach fitters and sets that were made before. Many threads may read one at once.
///
/// ```
/// let x = [[2.0, 0.0], [3.0, 0.0], [6.0, 1.0]];
/// let mut set = graft::Dataset::builder().targets(&[285.9, 288.2, 262.2]).features(&x)?;
/// set.set_property("flash point", "K")?;
/// assert_eq!((set.len(), set.text("unit")?.as_str()), (3, "K"));
/// # Ok::<(), graft::Error>(())
/// ```
pub struct Dataset {
    handle: Owned<sys::graft_dataset>,
}

impl Dataset {
    /// What makes a set from what a program holds.
    pub fn builder<'a>() -> DatasetBuilder<'a> {
        DatasetBuilder::default()
    }

    /// What reads a set from a CSV file.
    pub fn csv<P: AsRef<Path> + ?Sized>(path: &P) -> CsvReader<'_> {
        CsvReader::new(path.as_ref())
    }

    pub(crate) fn made(
        function: impl FnOnce(*mut *mut sys::graft_dataset) -> sys::graft_status,
    ) -> Result<Dataset> {
        Ok(Dataset { handle: Owned::made(function)? })
    }

    pub(crate) fn raw(&self) -> *const sys::graft_dataset {
        self.handle.get()
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        // SAFETY: the set is whole, here and below.
        unsafe { sys::graft_dataset_rows(self.raw()) as usize }
    }

    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The same rows with more columns of features behind those there are. Feature vectors only.
    pub fn append_features<'a, T: Float + 'a>(
        &self,
        x: impl Into<MatrixRef<'a, T>>,
    ) -> Result<Dataset> {
        let (x, set) = (x.into(), self.raw());
        let s = x.shape;
        let (row, col) = (s.row_stride, s.col_stride);
        Dataset::made(|out| unsafe { T::APPEND(set, x.as_ptr(), s.rows, s.cols, row, col, out) })
    }

    /// The rows with these indices, in this order, repetitions allowed. Shares the inputs.
    pub fn select(&self, rows: &[usize]) -> Result<Dataset> {
        let rows: Vec<i64> = rows.iter().map(|&r| i64::try_from(r).unwrap_or(i64::MAX)).collect();
        let (set, count) = (self.raw(), rows.len() as i64);
        Dataset::made(|out| unsafe { sys::graft_dataset_select(set, rows.as_ptr(), count, out) })
    }

    /// The rows `r` with `part[r] == which`, of a split or of an array of your own.
    pub fn select_part(&self, part: &[i32], which: i32) -> Result<Dataset> {
        expect("part", part.len(), self.len())?;
        let (set, part) = (self.raw(), part.as_ptr());
        Dataset::made(|out| unsafe { sys::graft_dataset_select_part(set, part, which, out) })
    }

    /// These rows, then those of another set of the same kind, width and names of columns. Property
    /// and unit are this set's.
    pub fn concat(&self, other: &Dataset) -> Result<Dataset> {
        let (set, other) = (self.raw(), other.raw());
        Dataset::made(|out| unsafe { sys::graft_dataset_concat(set, other, out) })
    }

    /// The rows whose input does not occur in another set.
    pub fn without(&self, other: &Dataset) -> Result<Dataset> {
        let (set, other) = (self.raw(), other.raw());
        Dataset::made(|out| unsafe { sys::graft_dataset_without(set, other, out) })
    }

    /// How far each row is from the nearest row of a reference: what `graft.h` says of
    /// `graft_dataset_distances`. Infinite when that has no row. Options read: `radius`, `n_threads`.
    pub fn distances(&self, reference: &Dataset, options: Option<&Options>) -> Result<Vec<f64>> {
        let mut distances = zeros(self.len())?;
        let (rows, to) = (self.len() as i64, distances.as_mut_ptr());
        let (reference, options) = (reference.raw(), raw_options(options));
        check(unsafe { sys::graft_dataset_distances(self.raw(), reference, options, to, rows) })?;
        Ok(distances)
    }

    /// Replaces the targets, one a row; NaN is missing.
    pub fn set_targets(&mut self, targets: &[f64]) -> Result<()> {
        let (count, set) = (targets.len() as i64, self.handle.get());
        check(unsafe { sys::graft_dataset_set_targets(set, targets.as_ptr(), count) })
    }

    /// Replaces the ids, one a row. Without ids, a row's id is its SMILES or its number.
    pub fn set_ids<S: AsRef<str>>(&mut self, ids: &[S]) -> Result<()> {
        let list = Pointers::new(ids, "ids")?;
        let (count, set) = (ids.len() as i64, self.handle.get());
        check(unsafe { sys::graft_dataset_set_ids(set, list.as_ptr(), count) })
    }

    /// The same from texts in one piece.
    pub fn set_ids_texts(&mut self, ids: &Texts<'_>) -> Result<()> {
        let (count, set) = (ids.len() as i64, self.handle.get());
        let (bytes, offsets) = (ids.bytes(), ids.offsets());
        check(unsafe { sys::graft_dataset_set_ids_texts(set, bytes, offsets, count) })
    }

    /// Names the columns of feature vectors, all different. Models keep the names and take columns
    /// by them.
    pub fn set_columns<S: AsRef<str>>(&mut self, names: &[S]) -> Result<()> {
        let list = Pointers::new(names, "names")?;
        let (count, set) = (names.len() as i64, self.handle.get());
        check(unsafe { sys::graft_dataset_set_columns(set, list.as_ptr(), count) })
    }

    /// Name of the property and its unit ("flash point", "K"), kept in models fitted to it. A source
    /// and a target that name the same ones are taken for one quantity.
    pub fn set_property(&mut self, name: &str, unit: &str) -> Result<()> {
        let (name, unit) = (c_text(name, "name")?, c_text(unit, "unit")?);
        let set = self.handle.get();
        check(unsafe { sys::graft_dataset_set_property(set, name.as_ptr(), unit.as_ptr()) })
    }
}

/// Splits: 0 for training and 1 for testing, or the fold's number, one a row, for
/// [`Dataset::select_part`]. The same arguments give the same split on every machine, and rows with
/// the same input stay together.
impl Dataset {
    fn part(&self, split: impl FnOnce(*mut i32, i64) -> sys::graft_status) -> Result<Vec<i32>> {
        let mut part = zeros(self.len())?;
        check(split(part.as_mut_ptr(), part.len() as i64))?;
        Ok(part)
    }

    /// Rows drawn without replacement.
    pub fn split_random(&self, test_fraction: f64, seed: u64) -> Result<Vec<i32>> {
        self.part(|part, rows| unsafe {
            sys::graft_split_random(self.raw(), test_fraction, seed, part, rows)
        })
    }

    /// Whole Bemis-Murcko scaffolds on one side. Molecules only.
    pub fn split_scaffold(&self, test_fraction: f64, seed: u64) -> Result<Vec<i32>> {
        self.part(|part, rows| unsafe {
            sys::graft_split_scaffold(self.raw(), test_fraction, seed, part, rows)
        })
    }

    /// The textbook variant, without a seed: groups by falling size, training part first.
    pub fn split_scaffold_ordered(&self, test_fraction: f64) -> Result<Vec<i32>> {
        self.part(|part, rows| unsafe {
            sys::graft_split_scaffold_ordered(self.raw(), test_fraction, part, rows)
        })
    }

    /// Folds from 0 of nearly equal size, at least 2.
    pub fn split_kfold(&self, folds: usize, seed: u64) -> Result<Vec<i32>> {
        let folds = i64::try_from(folds).unwrap_or(i64::MAX);
        self.part(|part, rows| unsafe {
            sys::graft_split_kfold(self.raw(), folds, seed, part, rows)
        })
    }
}

impl std::fmt::Debug for Dataset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let fact = |key| self.text(key).unwrap_or_default();
        f.debug_struct("Dataset")
            .field("rows", &self.len())
            .field("labelled", &self.labelled())
            .field("input", &fact("input"))
            .field("property", &fact("property"))
            .finish_non_exhaustive()
    }
}
