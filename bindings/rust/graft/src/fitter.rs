//! Fitting.

use crate::callback::{go_on_with_panic, on_line, on_progress, Watch};
use crate::context::{address, raw_context, Context, Log};
use crate::error::{check, Error, Result};
use crate::handle::Owned;
use crate::matrix::Matrix;
use crate::options::{raw_options, Options};
use crate::text::{c_text, owned};
use crate::{context, last_error, Dataset, Model};
use graft_sys as sys;
use std::os::raw::c_void;
use std::ptr::{null, null_mut};
use std::sync::Arc;

/// A method, its options and its data; fitting gives a model. It keeps the data sets as they are
/// when they are given. What has `&mut self` in its way cannot happen while a fit is running; what
/// may is to cancel it: [`Fitter::canceller`].
///
/// ```compile_fail,E0499
/// # fn f(fitter: &mut graft::Fitter, set: &graft::Dataset) -> graft::Result<()> {
/// let watch = graft::Watch::new().progress(|_| {
///     fitter.set_target(set).unwrap(); // the fitter is at work
///     graft::Step::Continue
/// });
/// fitter.fit_watched(watch)?;
/// # Ok(()) }
/// ```
pub struct Fitter {
    handle: Arc<Owned<sys::graft_fitter>>,
    log: Option<Log>,
    warning: Option<String>,
}

/// Cancels the fits of one fitter, from any thread and at any time, also when that is dropped.
#[derive(Clone)]
pub struct Canceller {
    handle: Arc<Owned<sys::graft_fitter>>,
}

impl Canceller {
    /// The running fit stops at its next step; without one, the next fit ends at once with
    /// [`ErrorKind::Stopped`](crate::ErrorKind). The fit after that runs.
    pub fn cancel(&self) -> Result<()> {
        // SAFETY: this function may be called from any thread at any time.
        check(unsafe { sys::graft_fitter_cancel(self.handle.get()) })
    }
}

/// How the last fit went: one row an epoch and member, columns by name.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct History {
    /// "member", "epoch", "step", "seconds", "train_total" and so on: `graft.h` lists them.
    pub names: Vec<String>,
    /// One column for each name; NaN where a stage has no such figure.
    pub values: Matrix<f64>,
}

impl History {
    /// A column by its name.
    pub fn column(&self, name: &str) -> Option<impl Iterator<Item = f64> + '_> {
        let col = self.names.iter().position(|known| known == name)?;
        Some(self.values.iter().map(move |row| row[col]))
    }
}

impl Fitter {
    /// A fitter by the name of its method: [`methods`](crate::methods) lists them. Errors:
    /// [`ErrorKind::Argument`](crate::ErrorKind) for an unknown method, naming the known ones.
    pub fn new(method: &str, options: Option<&Options>) -> Result<Fitter> {
        Fitter::made(None, method, options)
    }

    pub(crate) fn made(
        context: Option<&Context>,
        method: &str,
        options: Option<&Options>,
    ) -> Result<Fitter> {
        let method = c_text(method, "method")?;
        let (shared, options) = (raw_context(context), raw_options(options));
        // SAFETY: whole handles or NULL. The context's log, if any, is kept beside the handle.
        let handle = Owned::made(|out| unsafe {
            sys::graft_fitter_create(shared, method.as_ptr(), options, out)
        })?;
        let log = context.and_then(Context::log);
        Ok(Fitter { handle: Arc::new(handle), log, warning: None })
    }

    /// The target, needed; replaces an earlier one.
    pub fn set_target(&mut self, dataset: &Dataset) -> Result<&mut Fitter> {
        // SAFETY: `&mut self` has the fitter alone, here and below.
        self.after(unsafe { sys::graft_fitter_set_target(self.handle.get(), dataset.raw()) })
    }

    /// One more source.
    pub fn add_source(&mut self, dataset: &Dataset) -> Result<&mut Fitter> {
        self.after(unsafe { sys::graft_fitter_add_source(self.handle.get(), dataset.raw()) })
    }

    /// A fitted model in the source's place, whose rows are not needed; None removes it.
    pub fn set_source_model(&mut self, model: Option<&Model>) -> Result<&mut Fitter> {
        let model = model.map_or(null(), Model::raw);
        self.after(unsafe { sys::graft_fitter_set_source_model(self.handle.get(), model) })
    }

    /// Rows without labels, for the losses that need none ("gate"); None removes them.
    pub fn set_unlabelled(&mut self, dataset: Option<&Dataset>) -> Result<&mut Fitter> {
        let dataset = dataset.map_or(null(), Dataset::raw);
        self.after(unsafe { sys::graft_fitter_set_unlabelled(self.handle.get(), dataset) })
    }

    /// Target rows for validation in place of a part of the target; None removes them.
    pub fn set_validation(&mut self, dataset: Option<&Dataset>) -> Result<&mut Fitter> {
        let dataset = dataset.map_or(null(), Dataset::raw);
        self.after(unsafe { sys::graft_fitter_set_validation(self.handle.get(), dataset) })
    }

    fn after(&mut self, status: sys::graft_status) -> Result<&mut Fitter> {
        check(status)?;
        Ok(self)
    }

    /// Fits and gives a model; may be called again, also after a change of data. A model whose
    /// chains have not mixed comes with a [`Fitter::warning`]. Errors:
    /// [`ErrorKind::State`](crate::ErrorKind) without a target or with sources that the method does
    /// not take; [`Data`](crate::ErrorKind::Data) when the sets cannot be fitted;
    /// [`Stopped`](crate::ErrorKind::Stopped) when stopped before the first epoch's end;
    /// [`Numeric`](crate::ErrorKind::Numeric) when training diverges.
    pub fn fit(&mut self) -> Result<Model> {
        self.fit_watched(Watch::new())
    }

    /// The same, while closures listen.
    pub fn fit_watched(&mut self, mut watch: Watch<'_>) -> Result<Model> {
        self.warning = None;
        let has_log = watch.has_log();
        let user: *mut Watch<'_> = &mut watch;
        self.listen(user.cast(), has_log)?;
        let mut out = null_mut();
        // SAFETY: `&mut self` has the fitter alone. The watch outlives the fit, and only the
        // callbacks use it meanwhile.
        let status = unsafe { sys::graft_fitter_fit(self.handle.get(), &mut out) };
        let model = Owned::of(out).map(Model::owning);
        let failure = match status {
            sys::GRAFT_OK => None,
            sys::GRAFT_UNCONVERGED => {
                self.warning = Some(last_error());
                None
            }
            status => Some(Error::of_library(status)),
        };
        let forgotten = self.listen(null_mut(), false);
        go_on_with_panic();
        match (failure, model) {
            (None, Some(model)) => forgotten.map(|_| model),
            (Some(failure), _) => Err(failure),
            (None, None) => Err(Error::argument("fitter: gave no model")),
        }
    }

    /// Lets the library know a watch, or none (NULL). Without a log of its own the fitter has the
    /// context's as it was when the fitter was made: what NULL would bring back is the one that the
    /// context has now, which this fitter does not keep alive.
    fn listen(&mut self, watch: *mut c_void, has_log: bool) -> Result<()> {
        let (log, log_user): (sys::graft_log_fn, _) = match &self.log {
            _ if has_log => (Some(on_line), watch),
            Some(log) => (Some(context::on_line), address(log)),
            None => (Some(context::on_no_line), null_mut()),
        };
        let progress: sys::graft_progress_fn = Some(on_progress);
        let progress = progress.filter(|_| !watch.is_null());
        // SAFETY: `&mut self` has the fitter alone, and what it is told of lives as said.
        unsafe {
            check(sys::graft_fitter_set_progress(self.handle.get(), progress, watch))?;
            check(sys::graft_fitter_set_log(self.handle.get(), log, log_user))
        }
    }

    /// What the last fit warned of: that its chains have not mixed, and what may help.
    pub fn warning(&self) -> Option<&str> {
        self.warning.as_deref()
    }

    /// What cancels this fitter's fits, for other threads and for closures.
    pub fn canceller(&self) -> Canceller {
        Canceller { handle: Arc::clone(&self.handle) }
    }

    /// The history of the last fit.
    pub fn history(&self) -> Result<History> {
        let fitter: *const sys::graft_fitter = self.handle.get();
        // SAFETY: as many values are written as the shape says, at most capacity bytes of a name.
        unsafe {
            let rows = sys::graft_fitter_history_rows(fitter);
            let cols = sys::graft_fitter_history_cols(fitter);
            let name = |col| {
                owned(|buffer, capacity, needed| {
                    sys::graft_fitter_history_name(fitter, col, buffer, capacity, needed)
                })
            };
            let names = (0..cols).map(name).collect::<Result<_>>()?;
            let values = Matrix::filled(rows as usize, cols as usize, |mut to| {
                let s = to.shape;
                let values = to.as_mut_ptr();
                let (row, col) = (s.row_stride, s.col_stride);
                check(sys::graft_fitter_history(fitter, values, s.rows, s.cols, row, col))
            })?;
            Ok(History { names, values })
        }
    }
}

impl std::fmt::Debug for Fitter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fitter").field("warning", &self.warning).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Canceller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Canceller").finish_non_exhaustive()
    }
}
