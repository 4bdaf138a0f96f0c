//! Data sets from what a program or a file holds.

use crate::context::{raw_context, Context};
use crate::error::{expect, Error, Result};
use crate::matrix::{Float, MatrixRef};
use crate::options::{raw_options, Options};
use crate::text::{c_path, c_text, Pointers, Texts};
use crate::Dataset;
use graft_sys as sys;
use std::path::Path;
use std::ptr::null;

/// Makes a data set; what is said of targets, options and context first holds for each of the
/// functions that end it. Options read: `strict` (1: a row that cannot be used is an error; 0: it is
/// left out and counted), `n_threads`. Everything is copied.
#[derive(Clone, Copy, Debug, Default)]
pub struct DatasetBuilder<'a> {
    context: Option<&'a Context>,
    options: Option<&'a Options>,
    targets: Option<&'a [f64]>,
}

impl<'a> DatasetBuilder<'a> {
    /// The context that the set is made in.
    pub fn context(mut self, context: &'a Context) -> Self {
        self.context = Some(context);
        self
    }

    /// Options to read.
    pub fn options(mut self, options: &'a Options) -> Self {
        self.options = Some(options);
        self
    }

    /// One target a row; NaN is missing, infinite an error. Without targets all are missing.
    pub fn targets(mut self, targets: &'a [f64]) -> Self {
        self.targets = Some(targets);
        self
    }

    /// The targets' address, if there are as many as rows.
    fn targets_of(&self, rows: usize) -> Result<*const f64> {
        match self.targets {
            None => Ok(null()),
            Some(targets) => expect("targets", targets.len(), rows).map(|_| targets.as_ptr()),
        }
    }

    /// Molecules from SMILES. Errors: [`ErrorKind::Data`](crate::ErrorKind) with the row, the text
    /// and the reason; [`Unsupported`](crate::ErrorKind::Unsupported) without RDKit.
    pub fn smiles<S: AsRef<str>>(self, smiles: &[S]) -> Result<Dataset> {
        let list = Pointers::new(smiles, "smiles")?;
        let (rows, targets) = (smiles.len() as i64, self.targets_of(smiles.len())?);
        let (context, options) = (raw_context(self.context), raw_options(self.options));
        // SAFETY: as many texts and targets as rows.
        Dataset::made(|out| unsafe {
            sys::graft_dataset_from_smiles(context, list.as_ptr(), rows, targets, options, out)
        })
    }

    /// Compositions from chemical formulas, as feature vectors. Errors:
    /// [`ErrorKind::Data`](crate::ErrorKind) with the row, the text and the character.
    pub fn formulas<S: AsRef<str>>(self, formulas: &[S]) -> Result<Dataset> {
        let list = Pointers::new(formulas, "formulas")?;
        let (rows, targets) = (formulas.len() as i64, self.targets_of(formulas.len())?);
        let (context, options) = (raw_context(self.context), raw_options(self.options));
        // SAFETY: as many texts and targets as rows.
        Dataset::made(|out| unsafe {
            sys::graft_dataset_from_formulas(context, list.as_ptr(), rows, targets, options, out)
        })
    }

    /// Texts in one piece: `input` says what they are, "smiles" or "formulas".
    pub fn texts(self, input: &str, texts: &Texts<'_>) -> Result<Dataset> {
        let input = c_text(input, "input")?;
        let (rows, targets) = (texts.len() as i64, self.targets_of(texts.len())?);
        let (context, options) = (raw_context(self.context), raw_options(self.options));
        let (bytes, offsets) = (texts.bytes(), texts.offsets());
        let input = input.as_ptr();
        // SAFETY: one more offset than rows, all within the bytes.
        Dataset::made(|out| unsafe {
            sys::graft_dataset_from_texts(
                context, input, bytes, offsets, rows, targets, options, out,
            )
        })
    }

    /// Feature vectors, a sample a row. Errors: [`ErrorKind::Data`](crate::ErrorKind) with row and
    /// column for a value that is not finite.
    pub fn features<'x, T: Float + 'x>(self, x: impl Into<MatrixRef<'x, T>>) -> Result<Dataset> {
        let x = x.into();
        let (s, targets) = (x.shape, self.targets_of(x.rows())?);
        let (context, options) = (raw_context(self.context), raw_options(self.options));
        let (x, row, col) = (x.as_ptr(), s.row_stride, s.col_stride);
        // SAFETY: every element lies in the matrix, and there are as many targets as rows.
        Dataset::made(|out| unsafe {
            T::FROM_FEATURES(context, x, s.rows, s.cols, row, col, targets, options, out)
        })
    }

    /// Ready-made graphs.
    pub fn graphs(self, graphs: &Graphs<'_>) -> Result<Dataset> {
        let rows = graphs.rows()?;
        let targets = self.targets_of(rows)?;
        let (context, options) = (raw_context(self.context), raw_options(self.options));
        let (atom_cols, bond_cols) = (cols(graphs.atom_cols), cols(graphs.bond_cols));
        // SAFETY: the offsets rise from 0 to what the arrays hold.
        Dataset::made(|out| unsafe {
            sys::graft_dataset_from_graphs(
                context,
                rows as i64,
                graphs.atom_offsets.as_ptr(),
                graphs.atom_features.as_ptr(),
                atom_cols,
                graphs.bond_offsets.as_ptr(),
                graphs.bond_atoms.as_ptr().cast(),
                graphs.bond_features.as_ptr(),
                bond_cols,
                targets,
                options,
                out,
            )
        })
    }
}

fn cols(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Graphs as arrays: graph `g` has the atoms `atom_offsets[g]..atom_offsets[g + 1]` and the bonds
/// `bond_offsets[g]..bond_offsets[g + 1]`; bonds join two atoms counted within their graph, in both
/// directions. Features are row after row.
#[derive(Clone, Copy, Debug)]
pub struct Graphs<'a> {
    /// One more than graphs, from 0.
    pub atom_offsets: &'a [i64],
    /// `atom_cols` numbers an atom.
    pub atom_features: &'a [f64],
    /// Features of an atom.
    pub atom_cols: usize,
    /// One more than graphs, from 0.
    pub bond_offsets: &'a [i64],
    /// The two atoms of each bond.
    pub bond_atoms: &'a [[i64; 2]],
    /// `bond_cols` numbers a bond.
    pub bond_features: &'a [f64],
    /// Features of a bond; may be 0.
    pub bond_cols: usize,
}

impl Graphs<'_> {
    /// The number of graphs, if the arrays are as long as the offsets say.
    fn rows(&self) -> Result<usize> {
        let rows = self.atom_offsets.len().checked_sub(1);
        let rows = rows.ok_or_else(|| Error::argument("atom_offsets: is empty"))?;
        expect("bond_offsets", self.bond_offsets.len(), rows + 1)?;
        let atoms = rising("atom_offsets", self.atom_offsets)?;
        let bonds = rising("bond_offsets", self.bond_offsets)?;
        let entries = |count: usize, cols| count.saturating_mul(cols);
        expect("atom_features", self.atom_features.len(), entries(atoms, self.atom_cols))?;
        expect("bond_atoms", self.bond_atoms.len(), bonds)?;
        expect("bond_features", self.bond_features.len(), entries(bonds, self.bond_cols))?;
        Ok(rows)
    }
}

/// The last of offsets that rise from 0.
fn rising(name: &str, offsets: &[i64]) -> Result<usize> {
    let mut before = 0;
    for (i, &offset) in offsets.iter().enumerate() {
        if offset < before || (i == 0 && offset != 0) {
            let message = format!("{}[{}] = {}: they rise from 0", name, i, offset);
            return Err(Error::argument(message));
        }
        before = offset;
    }
    Ok(before as usize)
}

/// Where the inputs stand in a CSV file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns<'a> {
    /// A column of SMILES.
    Smiles(&'a str),
    /// A column of chemical formulas.
    Formulas(&'a str),
    /// Columns of numbers, whose names the features keep.
    Features(&'a [&'a str]),
    /// Every column that is not named otherwise, as numbers.
    OtherColumns,
}

/// Reads a CSV file (RFC 4180, with a header row); `graft.h` says of `graft_dataset_from_csv` which
/// dialects it takes.
///
/// ```no_run
/// let flash = graft::Dataset::csv("examples/data/flash_points.csv")
///     .target("flash_point_K")
///     .read(graft::Columns::Smiles("smiles"))?;
/// # Ok::<(), graft::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CsvReader<'a> {
    path: &'a Path,
    target: Option<&'a str>,
    id: Option<&'a str>,
    context: Option<&'a Context>,
    options: Option<&'a Options>,
}

impl<'a> CsvReader<'a> {
    pub(crate) fn new(path: &'a Path) -> Self {
        CsvReader { path, target: None, id: None, context: None, options: None }
    }

    /// The column of the target. An empty cell, or NA, NaN and the like, is a missing one.
    pub fn target(mut self, column: &'a str) -> Self {
        self.target = Some(column);
        self
    }

    /// The column of the rows' ids.
    pub fn id(mut self, column: &'a str) -> Self {
        self.id = Some(column);
        self
    }

    /// The context that the set is made in.
    pub fn context(mut self, context: &'a Context) -> Self {
        self.context = Some(context);
        self
    }

    /// Options to read: `strict`, `n_threads`.
    pub fn options(mut self, options: &'a Options) -> Self {
        self.options = Some(options);
        self
    }

    /// Reads. Errors: [`ErrorKind::Io`](crate::ErrorKind); [`Data`](crate::ErrorKind::Data) with the
    /// line, the column and the text, or with the columns there are when a named one is absent.
    pub fn read(self, inputs: Columns<'_>) -> Result<Dataset> {
        let (input, columns) = match inputs {
            Columns::Smiles(column) => ("smiles", column.to_string()),
            Columns::Formulas(column) => ("formulas", column.to_string()),
            Columns::Features(names) => {
                let quoted = |name: &&str| format!("\"{}\"", name.replace('"', "\"\""));
                ("features", names.iter().map(quoted).collect::<Vec<_>>().join(","))
            }
            Columns::OtherColumns => ("features", "*".to_string()),
        };
        let optional = |text: Option<&str>, name| text.map(|text| c_text(text, name)).transpose();
        let (path, input) = (c_path(self.path)?, c_text(input, "input")?);
        let columns = c_text(columns, "columns")?;
        let (target, id) = (optional(self.target, "target")?, optional(self.id, "id")?);
        let (context, options) = (raw_context(self.context), raw_options(self.options));
        // SAFETY: texts that end in a zero, or NULL for those that may be.
        Dataset::made(|out| unsafe {
            sys::graft_dataset_from_csv(
                context,
                path.as_ptr(),
                input.as_ptr(),
                columns.as_ptr(),
                target.as_ref().map_or(null(), |text| text.as_ptr()),
                id.as_ref().map_or(null(), |text| text.as_ptr()),
                options,
                out,
            )
        })
    }
}
