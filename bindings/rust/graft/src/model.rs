//! Models: files, bytes, and what they tell of themselves.

use crate::callback::{go_on_with_panic, guarded, ENDED};
use crate::context::{raw_context, Context};
use crate::error::{check, Result};
use crate::facts::{Fact, FactKind};
use crate::handle::Owned;
use crate::matrix::zeros;
use crate::text::{borrowed, c_path, c_text, owned};
use graft_sys as sys;
use std::io::{self, Write};
use std::os::raw::c_void;
use std::path::Path;
use std::ptr::{null, null_mut};

/// A fitted model. It never changes and predicts from any number of threads at once; it needs
/// neither the fitter nor the data.
///
/// ```compile_fail,E0382
/// # fn f(model: graft::Model) -> graft::Result<()> {
/// drop(model);
/// model.save("freed.graft")?; // it is no more
/// # Ok(()) }
/// ```
pub struct Model {
    handle: Owned<sys::graft_model>,
}

impl Model {
    pub(crate) fn owning(handle: Owned<sys::graft_model>) -> Model {
        Model { handle }
    }

    pub(crate) fn raw(&self) -> *const sys::graft_model {
        self.handle.get()
    }

    /// Reads a file. Errors: [`ErrorKind::Format`](crate::ErrorKind) (damaged, truncated, another
    /// kind), [`Version`](crate::ErrorKind::Version) (from a newer library),
    /// [`Io`](crate::ErrorKind::Io).
    pub fn load(path: impl AsRef<Path>) -> Result<Model> {
        Model::loaded(None, path.as_ref())
    }

    pub(crate) fn loaded(context: Option<&Context>, path: &Path) -> Result<Model> {
        let (context, path) = (raw_context(context), c_path(path)?);
        // SAFETY: whole handles or NULL, and a text that ends in a zero, here and below.
        let load = |out| unsafe { sys::graft_model_load(context, path.as_ptr(), out) };
        Owned::made(load).map(Model::owning)
    }

    /// Reads what [`Model::to_bytes`], [`Model::write_to`] or a file gave.
    pub fn from_bytes(bytes: &[u8]) -> Result<Model> {
        Model::read(None, bytes)
    }

    pub(crate) fn read(context: Option<&Context>, bytes: &[u8]) -> Result<Model> {
        let (context, size) = (raw_context(context), bytes.len() as i64);
        let from = bytes.as_ptr().cast();
        let read = |out| unsafe { sys::graft_model_load_memory(context, from, size, out) };
        Owned::made(read).map(Model::owning)
    }

    /// Saves to a file, whole or not at all.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = c_path(path.as_ref())?;
        check(unsafe { sys::graft_model_save(self.raw(), path.as_ptr()) })
    }

    /// The bytes of a model file.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut needed = 0;
        check(unsafe { sys::graft_model_save_memory(self.raw(), null_mut(), 0, &mut needed) })?;
        let mut bytes: Vec<u8> = zeros(needed as usize)?;
        let to = bytes.as_mut_ptr().cast();
        check(unsafe { sys::graft_model_save_memory(self.raw(), to, needed, null_mut()) })?;
        Ok(bytes)
    }

    /// Writes these bytes, piece by piece: to a socket, an archive, a buffer. An error of the writer
    /// comes back as it is, as does a panic; those of the library hold an
    /// [`Error`](crate::Error).
    pub fn write_to<W: Write>(&self, writer: W) -> io::Result<()> {
        let mut writing = Writing { writer, failed: None };
        let user: *mut Writing<W> = &mut writing;
        // SAFETY: only the callback uses what is written meanwhile.
        let status =
            unsafe { sys::graft_model_write(self.raw(), Some(on_bytes::<W>), user.cast()) };
        let outcome = check(status);
        go_on_with_panic();
        match writing.failed {
            Some(failure) => Err(failure),
            None => Ok(outcome?),
        }
    }

    /// How a posterior was found: names and values, as `graft.h` lists them for
    /// `graft_model_diagnostic_count`. None for ensembles.
    pub fn diagnostics(&self) -> impl Iterator<Item = (&str, f64)> + '_ {
        let count = unsafe { sys::graft_model_diagnostic_count(self.raw()) };
        (0..count).map(move |index| {
            let (mut name, mut value) = (null(), f64::NAN);
            // The name lives as long as the model.
            unsafe {
                sys::graft_model_diagnostic(self.raw(), index, &mut name, &mut value);
                (borrowed(name), value)
            }
        })
    }

    /// One of these.
    pub fn diagnostic(&self, name: &str) -> Option<f64> {
        self.diagnostics().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// A fact that is a text: "method", "input", "kind", "property", "unit", "ended" and others.
    /// Errors: [`ErrorKind::Argument`](crate::ErrorKind) for an unknown key, naming the nearest, or
    /// another type.
    pub fn text(&self, key: &str) -> Result<String> {
        let key = c_text(key, "key")?;
        // At most capacity bytes are written.
        owned(|buffer, capacity, needed| unsafe {
            sys::graft_model_get_text(self.raw(), key.as_ptr(), buffer, capacity, needed)
        })
    }

    /// A fact that is an integer: "columns", "members", "target_rows" and others.
    pub fn int(&self, key: &str) -> Result<i64> {
        let (key, mut value) = (c_text(key, "key")?, 0);
        check(unsafe { sys::graft_model_get_int(self.raw(), key.as_ptr(), &mut value) })?;
        Ok(value)
    }

    /// A fact that is a number: "noise_sd", "scores.held_out_rmse" and others.
    pub fn double(&self, key: &str) -> Result<f64> {
        let (key, mut value) = (c_text(key, "key")?, 0.0);
        check(unsafe { sys::graft_model_get_double(self.raw(), key.as_ptr(), &mut value) })?;
        Ok(value)
    }

    /// Every fact there is, by key and type.
    pub fn facts(&self) -> impl Iterator<Item = Fact<'_>> + '_ {
        let count = unsafe { sys::graft_model_fact_count(self.raw()) };
        (0..count).map(move |index| {
            let (mut key, mut kind) = (null(), null());
            // The key lives as long as the model; the type is static.
            unsafe {
                sys::graft_model_fact(self.raw(), index, &mut key, &mut kind);
                Fact { key: borrowed(key), kind: FactKind::of(borrowed(kind)) }
            }
        })
    }

    /// The name of a column of the features that the model takes; "" when it has none.
    pub fn column(&self, col: usize) -> Result<String> {
        let col = i64::try_from(col).unwrap_or(i64::MAX);
        owned(|buffer, capacity, needed| unsafe {
            sys::graft_model_column(self.raw(), col, buffer, capacity, needed)
        })
    }

    /// All that is known of the model, as one JSON object.
    pub fn info(&self) -> Result<String> {
        owned(|buffer, capacity, needed| unsafe {
            sys::graft_model_info(self.raw(), buffer, capacity, needed)
        })
    }
}

struct Writing<W> {
    writer: W,
    failed: Option<io::Error>,
}

/// # Safety
/// `user` is a `Writing<W>` that nothing else uses during the call, `bytes` are `size`.
unsafe extern "C" fn on_bytes<W: Write>(bytes: *const c_void, size: i64, user: *mut c_void) -> i32 {
    let written = guarded(|| {
        let writing = &mut *user.cast::<Writing<W>>();
        let piece = match size {
            0 => &[],
            size => std::slice::from_raw_parts(bytes.cast::<u8>(), size as usize),
        };
        writing.writer.write_all(piece).map_err(|error| writing.failed = Some(error)).is_ok()
    });
    match written {
        Some(true) => 0,
        _ => ENDED,
    }
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let fact = |key| self.text(key).unwrap_or_default();
        f.debug_struct("Model")
            .field("method", &fact("method"))
            .field("input", &fact("input"))
            .field("property", &fact("property"))
            .finish_non_exhaustive()
    }
}
