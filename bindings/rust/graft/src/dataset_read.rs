//! What a data set tells of itself.

use crate::error::{check, Result};
use crate::facts::{Fact, FactKind};
use crate::matrix::{zeros, Float, Matrix, MatrixMut};
use crate::text::{borrowed, c_text, owned, Texts};
use crate::Dataset;
use graft_sys as sys;
use std::os::raw::c_char;
use std::ptr::{null, null_mut};

fn index(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

impl Dataset {
    /// Rows with a target.
    pub fn labelled(&self) -> usize {
        // SAFETY: the set is whole, here and below.
        unsafe { sys::graft_dataset_labelled(self.raw()) as usize }
    }

    /// Rows of the input that were left out, with the option `strict` = 0.
    pub fn skipped(&self) -> usize {
        unsafe { sys::graft_dataset_skipped(self.raw()) as usize }
    }

    /// Why one of these was left out, with its row and text; counted from 0 among them.
    pub fn skipped_reason(&self, which: usize) -> Result<String> {
        self.text_at(sys::graft_dataset_skipped_reason, which)
    }

    /// Where they stood in the input.
    pub fn skipped_rows(&self) -> Result<Vec<i64>> {
        let mut rows = zeros(self.skipped())?;
        let count = rows.len() as i64;
        check(unsafe { sys::graft_dataset_skipped_rows(self.raw(), rows.as_mut_ptr(), count) })?;
        Ok(rows)
    }

    /// The targets, one a row; NaN is missing.
    pub fn targets(&self) -> Result<Vec<f64>> {
        let mut targets = zeros(self.len())?;
        let count = targets.len() as i64;
        check(unsafe { sys::graft_dataset_targets(self.raw(), targets.as_mut_ptr(), count) })?;
        Ok(targets)
    }

    /// Where each row stood in the input that it was made from.
    pub fn input_rows(&self) -> Result<Vec<i64>> {
        let mut rows = zeros(self.len())?;
        let count = rows.len() as i64;
        check(unsafe { sys::graft_dataset_input_rows(self.raw(), rows.as_mut_ptr(), count) })?;
        Ok(rows)
    }

    /// The feature vectors, as `f64` or `f32`. Errors: [`ErrorKind::Unsupported`](crate::ErrorKind)
    /// for graphs and molecules.
    pub fn features<T: Float>(&self) -> Result<Matrix<T>> {
        let cols = self.int("columns")? as usize;
        Matrix::filled(self.len(), cols, |to| self.features_into(to))
    }

    /// The same into a matrix of yours, of as many rows and columns.
    pub fn features_into<T: Float>(&self, mut x: MatrixMut<'_, T>) -> Result<()> {
        let s = x.shape;
        let (to, row, col) = (x.as_mut_ptr(), s.row_stride, s.col_stride);
        check(unsafe { T::FEATURES(self.raw(), to, s.rows, s.cols, row, col) })
    }

    /// A row's id.
    pub fn id(&self, row: usize) -> Result<String> {
        self.text_at(sys::graft_dataset_id, row)
    }

    /// A row's SMILES as given.
    pub fn smiles(&self, row: usize) -> Result<String> {
        self.text_at(sys::graft_dataset_smiles, row)
    }

    /// The SMILES of a row's Bemis-Murcko scaffold; "" when it has no ring.
    pub fn scaffold(&self, row: usize) -> Result<String> {
        self.text_at(sys::graft_dataset_scaffold, row)
    }

    /// The name of a column of features; "" when it has none.
    pub fn column(&self, col: usize) -> Result<String> {
        self.text_at(sys::graft_dataset_column, col)
    }

    fn text_at(
        &self,
        function: unsafe extern "C" fn(
            *const sys::graft_dataset,
            i64,
            *mut c_char,
            i64,
            *mut i64,
        ) -> sys::graft_status,
        place: usize,
    ) -> Result<String> {
        // At most capacity bytes are written.
        owned(|buffer, capacity, needed| unsafe {
            function(self.raw(), index(place), buffer, capacity, needed)
        })
    }

    /// All of these at once: "ids", "smiles", "scaffolds", "columns", or "skipped" (the reasons).
    pub fn texts(&self, what: &str) -> Result<Texts<'static>> {
        let count = match what {
            "columns" => self.int("columns")? as usize,
            "skipped" => self.skipped(),
            _ => self.len(),
        };
        let what = c_text(what, "what")?;
        let mut offsets = zeros(count + 1)?;
        let (to, count) = (offsets.as_mut_ptr(), count as i64);
        let texts = |bytes, capacity, needed| unsafe {
            sys::graft_dataset_texts(self.raw(), what.as_ptr(), bytes, capacity, to, count, needed)
        };
        let mut needed = 0;
        check(texts(null_mut(), 0, &mut needed))?;
        let mut bytes: Vec<u8> = zeros(needed as usize)?;
        check(texts(bytes.as_mut_ptr().cast(), needed, null_mut()))?;
        Ok(Texts::written(bytes, offsets))
    }

    /// A fact that is a text: "input", "kind", "property", "unit", "checksum". Errors:
    /// [`ErrorKind::Argument`](crate::ErrorKind) for an unknown key, naming the nearest, or another
    /// type.
    pub fn text(&self, key: &str) -> Result<String> {
        let key = c_text(key, "key")?;
        // At most capacity bytes are written.
        owned(|buffer, capacity, needed| unsafe {
            sys::graft_dataset_get_text(self.raw(), key.as_ptr(), buffer, capacity, needed)
        })
    }

    /// A fact that is an integer: "rows", "repeated", "columns" and others.
    pub fn int(&self, key: &str) -> Result<i64> {
        let (key, mut value) = (c_text(key, "key")?, 0);
        check(unsafe { sys::graft_dataset_get_int(self.raw(), key.as_ptr(), &mut value) })?;
        Ok(value)
    }

    /// Every fact there is, by key and type.
    pub fn facts(&self) -> impl Iterator<Item = Fact<'_>> + '_ {
        let count = unsafe { sys::graft_dataset_fact_count(self.raw()) };
        (0..count).map(move |index| {
            let (mut key, mut kind) = (null(), null());
            // Texts that are static.
            unsafe {
                sys::graft_dataset_fact(self.raw(), index, &mut key, &mut kind);
                Fact { key: borrowed(key), kind: FactKind::of(borrowed(kind)) }
            }
        })
    }
}
