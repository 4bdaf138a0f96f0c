//! What calls share: threads and a log.

use crate::error::{check, Result};
use crate::handle::Owned;
use crate::options::{raw_options, Options};
use crate::{callback, text, Fitter, Model};
use graft_sys as sys;
use std::os::raw::{c_char, c_void};
use std::path::Path;
use std::ptr::null_mut;
use std::sync::Arc;

type Closure = dyn Fn(&str) + Send + Sync;
/// What a context's fitters keep, however long they live: the library has its address.
pub(crate) type Log = Arc<Box<Closure>>;

/// What calls share: the number of threads, kept between calls, and a log. Data sets, fitters and
/// models that are made in a context keep it, so that it may be dropped before them. Many threads
/// may use one at once.
pub struct Context {
    handle: Owned<sys::graft_context>,
    log: Option<Log>,
}

impl Context {
    /// Options read: `n_threads`, of all calls with what is made in this context whose own options
    /// do not set it.
    pub fn new(options: Option<&Options>) -> Result<Context> {
        // SAFETY: the options are whole or NULL.
        let handle =
            Owned::made(|out| unsafe { sys::graft_context_create(raw_options(options), out) })?;
        Ok(Context { handle, log: None })
    }

    /// The log of the fitters that are made afterwards: it receives what a user may want to read,
    /// line by line, on the thread that fits. A panic in it ends the fit and goes on from there.
    pub fn set_log(&mut self, log: impl Fn(&str) + Send + Sync + 'static) -> Result<()> {
        let log: Log = Arc::new(Box::new(log));
        let user = address(&log);
        // SAFETY: the closure lives as long as this context holds it, and as its fitters do, which
        // are alone in calling it.
        check(unsafe { sys::graft_context_set_log(self.handle.get(), Some(on_line), user) })?;
        self.log = Some(log);
        Ok(())
    }

    /// No log for the fitters that are made afterwards, as at first.
    pub fn clear_log(&mut self) -> Result<()> {
        // SAFETY: no function, no user.
        check(unsafe { sys::graft_context_set_log(self.handle.get(), None, null_mut()) })?;
        self.log = None;
        Ok(())
    }

    /// A fitter in this context: [`Fitter::new`].
    pub fn fitter(&self, method: &str, options: Option<&Options>) -> Result<Fitter> {
        Fitter::made(Some(self), method, options)
    }

    /// A model from a file, in this context: [`Model::load`].
    pub fn load(&self, path: impl AsRef<Path>) -> Result<Model> {
        Model::loaded(Some(self), path.as_ref())
    }

    /// A model from memory, in this context: [`Model::from_bytes`].
    pub fn from_bytes(&self, bytes: &[u8]) -> Result<Model> {
        Model::read(Some(self), bytes)
    }

    pub(crate) fn log(&self) -> Option<Log> {
        self.log.clone()
    }
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").field("log", &self.log.is_some()).finish_non_exhaustive()
    }
}

pub(crate) fn raw_context(context: Option<&Context>) -> *const sys::graft_context {
    context.map_or(std::ptr::null(), |context| context.handle.get())
}

pub(crate) fn address(log: &Log) -> *mut c_void {
    Arc::as_ptr(log) as *mut c_void
}

/// # Safety
/// `user` is the address of a [`Log`] that lives.
pub(crate) unsafe extern "C" fn on_line(line: *const c_char, user: *mut c_void) {
    callback::guarded(|| (*user.cast::<Box<Closure>>())(text::borrowed(line)));
}

/// The log of a fitter that has none.
pub(crate) unsafe extern "C" fn on_no_line(_: *const c_char, _: *mut c_void) {}
