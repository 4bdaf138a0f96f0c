//! Matrices: rows by columns, where they lie.

use crate::error::{Error, Result};
use graft_sys as sys;

/// The numbers that feature vectors may be of: `f64` and `f32`.
pub trait Float: calls::Calls {}
impl Float for f64 {}
impl Float for f32 {}

/// The functions of the library that exist for each of them.
pub(crate) mod calls {
    use super::sys::*;

    type Status = graft_status;
    type FromFeatures<T> = unsafe extern "C" fn(
        *const graft_context,
        *const T,
        i64,
        i64,
        i64,
        i64,
        *const f64,
        *const graft_options,
        *mut *mut graft_dataset,
    ) -> Status;
    type Append<T> = unsafe extern "C" fn(
        *const graft_dataset,
        *const T,
        i64,
        i64,
        i64,
        i64,
        *mut *mut graft_dataset,
    ) -> Status;
    type Features<T> =
        unsafe extern "C" fn(*const graft_dataset, *mut T, i64, i64, i64, i64) -> Status;
    type Predict<T> = unsafe extern "C" fn(
        *const graft_model,
        *const T,
        i64,
        i64,
        i64,
        i64,
        *const graft_options,
        *mut f64,
        *mut f64,
        *mut f64,
    ) -> Status;

    pub trait Calls: Copy + Default {
        const FROM_FEATURES: FromFeatures<Self>;
        const APPEND: Append<Self>;
        const FEATURES: Features<Self>;
        const PREDICT: Predict<Self>;
    }

    impl Calls for f64 {
        const FROM_FEATURES: FromFeatures<f64> = graft_dataset_from_features;
        const APPEND: Append<f64> = graft_dataset_append_features;
        const FEATURES: Features<f64> = graft_dataset_features;
        const PREDICT: Predict<f64> = graft_model_predict_features;
    }

    impl Calls for f32 {
        const FROM_FEATURES: FromFeatures<f32> = graft_dataset_from_features_f32;
        const APPEND: Append<f32> = graft_dataset_append_features_f32;
        const FEATURES: Features<f32> = graft_dataset_features_f32;
        const PREDICT: Predict<f32> = graft_model_predict_features_f32;
    }
}

/// Where the elements of a matrix stand in a slice: (i, j) at `i * row_stride + j * col_stride`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub rows: i64,
    pub cols: i64,
    pub row_stride: i64,
    pub col_stride: i64,
}

impl Shape {
    /// Errors unless every element lies in a slice of that length.
    fn new(len: usize, rows: usize, cols: usize, strides: (usize, usize)) -> Result<Shape> {
        let reach = |n: usize, stride: usize| (n.max(1) - 1).checked_mul(stride);
        let last = reach(rows, strides.0)
            .and_then(|row| reach(cols, strides.1).and_then(|col| row.checked_add(col)))
            .filter(|&last| last < isize::MAX as usize);
        let (int, empty) = (i64::try_from, rows == 0 || cols == 0);
        match (last, int(rows), int(cols)) {
            (Some(last), Ok(r), Ok(c)) if empty || last < len => {
                let of = |n, stride| if n > 1 { stride as i64 } else { 1 };
                let (row_stride, col_stride) = (of(rows, strides.0), of(cols, strides.1));
                Ok(Shape { rows: r, cols: c, row_stride, col_stride })
            }
            _ => Err(Error::argument(format!(
                "matrix: {} rows of {} with strides {} and {} do not fit into {} elements",
                rows, cols, strides.0, strides.1, len
            ))),
        }
    }

    /// As many elements as there are, no more.
    fn whole(len: usize, rows: usize, cols: usize, strides: (usize, usize)) -> Result<Shape> {
        if rows.checked_mul(cols) != Some(len) {
            let message = format!("matrix: {} elements are not {} rows of {}", len, rows, cols);
            return Err(Error::argument(message));
        }
        Shape::new(len, rows, cols, strides)
    }

    /// Whether two elements may share a place.
    fn overlaps(&self) -> bool {
        let (row, col) = ((self.row_stride, self.rows), (self.col_stride, self.cols));
        let ((small, n), (large, m)) = if row.0 <= col.0 { (row, col) } else { (col, row) };
        let empty = n == 0 || m == 0;
        !empty && ((n > 1 && small == 0) || (m > 1 && large <= (n - 1) * small))
    }
}

/// A matrix that is read where it lies: `rows` samples of `cols` numbers, any strides in elements.
/// Arrays of arrays turn into one by themselves: `(&[[2.0, 0.0], [3.0, 1.0]]).into()`.
#[derive(Clone, Copy, Debug)]
pub struct MatrixRef<'a, T> {
    data: &'a [T],
    pub(crate) shape: Shape,
}

impl<'a, T> MatrixRef<'a, T> {
    /// Row after row. Errors unless `data` has `rows * cols` elements.
    pub fn new(data: &'a [T], rows: usize, cols: usize) -> Result<Self> {
        Ok(MatrixRef { data, shape: Shape::whole(data.len(), rows, cols, (cols.max(1), 1))? })
    }

    /// Column after column. Errors unless `data` has `rows * cols` elements.
    pub fn column_major(data: &'a [T], rows: usize, cols: usize) -> Result<Self> {
        Ok(MatrixRef { data, shape: Shape::whole(data.len(), rows, cols, (1, rows.max(1)))? })
    }

    /// Element (i, j) is `data[i * row_stride + j * col_stride]`. Errors unless each lies in `data`;
    /// a stride of 0, which would repeat an element, is refused by the library.
    pub fn strided(
        data: &'a [T],
        rows: usize,
        cols: usize,
        row_stride: usize,
        col_stride: usize,
    ) -> Result<Self> {
        let shape = Shape::new(data.len(), rows, cols, (row_stride, col_stride))?;
        Ok(MatrixRef { data, shape })
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.shape.rows as usize
    }

    pub(crate) fn as_ptr(&self) -> *const T {
        self.data.as_ptr()
    }
}

impl<'a, T, const N: usize> From<&'a [[T; N]]> for MatrixRef<'a, T> {
    fn from(rows: &'a [[T; N]]) -> Self {
        // SAFETY: an array has its elements one behind the other, and a slice its arrays.
        let data = unsafe { std::slice::from_raw_parts(rows.as_ptr().cast(), rows.len() * N) };
        let of = |n: usize| n as i64;
        let shape =
            Shape { rows: of(rows.len()), cols: of(N), row_stride: of(N.max(1)), col_stride: 1 };
        MatrixRef { data, shape }
    }
}

impl<'a, T, const N: usize, const M: usize> From<&'a [[T; N]; M]> for MatrixRef<'a, T> {
    fn from(rows: &'a [[T; N]; M]) -> Self {
        rows[..].into()
    }
}

impl<'a, T> From<&'a Matrix<T>> for MatrixRef<'a, T> {
    fn from(matrix: &'a Matrix<T>) -> Self {
        MatrixRef::new(&matrix.data, matrix.rows, matrix.cols).expect("a matrix fits into itself")
    }
}

/// A matrix that is written where it lies. Elements do not share places.
#[derive(Debug)]
pub struct MatrixMut<'a, T> {
    data: &'a mut [T],
    pub(crate) shape: Shape,
}

impl<'a, T> MatrixMut<'a, T> {
    /// Row after row. Errors unless `data` has `rows * cols` elements.
    pub fn new(data: &'a mut [T], rows: usize, cols: usize) -> Result<Self> {
        let shape = Shape::whole(data.len(), rows, cols, (cols.max(1), 1))?;
        Ok(MatrixMut { data, shape })
    }

    /// Column after column. Errors unless `data` has `rows * cols` elements.
    pub fn column_major(data: &'a mut [T], rows: usize, cols: usize) -> Result<Self> {
        let shape = Shape::whole(data.len(), rows, cols, (1, rows.max(1)))?;
        Ok(MatrixMut { data, shape })
    }

    /// Element (i, j) is `data[i * row_stride + j * col_stride]`. Errors unless each lies in `data`,
    /// and rows (or columns) one behind the other, so that none share a place.
    pub fn strided(
        data: &'a mut [T],
        rows: usize,
        cols: usize,
        row_stride: usize,
        col_stride: usize,
    ) -> Result<Self> {
        let shape = Shape::new(data.len(), rows, cols, (row_stride, col_stride))?;
        if shape.overlaps() {
            return Err(Error::argument(format!(
                "matrix: elements of {} rows of {} with strides {} and {} overlap",
                rows, cols, row_stride, col_stride
            )));
        }
        Ok(MatrixMut { data, shape })
    }

    pub(crate) fn as_mut_ptr(&mut self) -> *mut T {
        self.data.as_mut_ptr()
    }
}

/// As many zeros; an error where there is no memory for them.
pub(crate) fn zeros<T: Copy + Default>(count: usize) -> Result<Vec<T>> {
    let mut data = Vec::new();
    data.try_reserve_exact(count).map_err(|_| Error::memory(count))?;
    data.resize(count, T::default());
    Ok(data)
}

/// A matrix of its own, row after row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix<T> {
    data: Vec<T>,
    rows: usize,
    cols: usize,
}

impl<T: Copy + Default> Matrix<T> {
    /// One that a function fills.
    pub(crate) fn filled(
        rows: usize,
        cols: usize,
        fill: impl FnOnce(MatrixMut<'_, T>) -> Result<()>,
    ) -> Result<Matrix<T>> {
        let mut data = zeros(rows.saturating_mul(cols))?;
        fill(MatrixMut::new(&mut data, rows, cols)?)?;
        Ok(Matrix { data, rows, cols })
    }
}

impl<T> Matrix<T> {
    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// Row `i`; none beyond the last.
    pub fn row(&self, i: usize) -> Option<&[T]> {
        if i < self.rows {
            Some(&self.data[i * self.cols..(i + 1) * self.cols])
        } else {
            None
        }
    }

    /// The rows in their order.
    pub fn iter(&self) -> impl Iterator<Item = &[T]> + '_ {
        (0..self.rows).map(move |i| &self.data[i * self.cols..(i + 1) * self.cols])
    }

    /// All elements, row after row.
    pub fn as_slice(&self) -> &[T] {
        &self.data
    }

    /// All elements, row after row.
    pub fn into_vec(self) -> Vec<T> {
        self.data
    }
}

impl<T> std::ops::Index<(usize, usize)> for Matrix<T> {
    type Output = T;

    /// Element (row, column). Panics outside the matrix, as a slice does.
    fn index(&self, (row, col): (usize, usize)) -> &T {
        &self.data[row * self.cols..(row + 1) * self.cols][col]
    }
}
