//! Graft: transfer learning for scarce property data. A thin layer over the C library, whose manual
//! is `graft.h`: handles that free themselves, statuses as [`Error`]s, slices where the library
//! takes arrays, closures where it takes callbacks.
//!
//! ```no_run
//! # fn main() -> graft::Result<()> {
//! use graft::{Columns, Dataset, Fitter};
//! let boiling = Dataset::csv("examples/data/boiling_points.csv")
//!     .target("boiling_point_K")
//!     .read(Columns::Smiles("smiles"))?;
//! let flash = Dataset::csv("examples/data/flash_points.csv")
//!     .target("flash_point_K")
//!     .read(Columns::Smiles("smiles"))?;
//! let mut fitter = Fitter::new("gate", None)?;
//! fitter.add_source(&boiling)?.set_target(&flash)?;
//! let model = fitter.fit()?;
//! for molecule in model.predict_smiles(&["CCO", "c1ccccc1"], None)?.iter() {
//!     println!("{:.0} +- {:.0} K", molecule.mean, molecule.sd());
//! }
//! # Ok(()) }
//! ```
//!
//! Every handle may go to another thread and be read by many at once; what changes one takes `&mut
//! self`. Results are the same bits for any number of threads.
#![warn(missing_docs, missing_debug_implementations)]

mod callback;
mod context;
mod dataset;
mod dataset_make;
mod dataset_read;
mod error;
mod facts;
mod fitter;
mod handle;
mod matrix;
mod model;
mod model_predict;
mod options;
mod text;

pub use callback::{Progress, Step, Watch};
pub use context::Context;
pub use dataset::Dataset;
pub use dataset_make::{Columns, CsvReader, DatasetBuilder, Graphs};
pub use error::{last_error, Error, ErrorKind, Result};
pub use facts::{Fact, FactKind};
pub use fitter::{Canceller, Fitter, History};
pub use matrix::{Float, Matrix, MatrixMut, MatrixRef};
pub use model::Model;
pub use model_predict::{Outputs, Predicted, Prediction};
pub use options::{methods, options, MethodEntry, OptionEntry, OptionValue, Options};
pub use text::Texts;

use error::{check, expect};
use graft_sys as sys;
use std::ptr::null;
use text::{borrowed, c_text};

/// The version of the library that runs, "0.2.0".
pub fn version() -> &'static str {
    // SAFETY: a static text.
    unsafe { borrowed(sys::graft_version()) }
}

/// The same as one number that grows: 1.23.4 is 12304.
pub fn version_number() -> i64 {
    // SAFETY: takes nothing.
    unsafe { sys::graft_version_number() }
}

/// Whether the library has a feature: "rdkit" (SMILES input).
pub fn has_feature(name: &str) -> bool {
    // SAFETY: a text that ends in a zero.
    c_text(name, "name").map_or(false, |name| unsafe { sys::graft_has_feature(name.as_ptr()) != 0 })
}

/// A metric over the rows whose `y` is not NaN: "rmse", "mae", "r2"; with deviations also
/// "coverage95", "crps" and "log_density". All slices are of one length.
pub fn score(metric: &str, y: &[f64], mean: &[f64], sd: Option<&[f64]>) -> Result<f64> {
    expect("mean", mean.len(), y.len())?;
    expect("sd", sd.map_or(y.len(), <[f64]>::len), y.len())?;
    let (metric, rows, mut value) = (c_text(metric, "metric")?, y.len() as i64, 0.0);
    let (y, mean, sd) = (y.as_ptr(), mean.as_ptr(), sd.map_or(null(), <[f64]>::as_ptr));
    // SAFETY: rows of each, or NULL for the deviations.
    check(unsafe { sys::graft_score(metric.as_ptr(), y, mean, sd, rows, &mut value) })?;
    Ok(value)
}
