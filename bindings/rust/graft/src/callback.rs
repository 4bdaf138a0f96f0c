//! Closures that the library calls. A panic must not cross its frames: it is kept for the thread,
//! and goes on when the call that led to it has returned.

use graft_sys as sys;
use std::any::Any;
use std::cell::RefCell;
use std::mem::size_of;
use std::os::raw::{c_char, c_void};
use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};
use std::ptr::copy_nonoverlapping;

/// What a callback returns that ends its call.
pub(crate) const ENDED: i32 = -1;

thread_local! {
    static PANIC: RefCell<Option<Box<dyn Any + Send>>> = RefCell::new(None);
}

/// Runs a closure inside a call of the library. None when it panics, or when one has before it in
/// this call: that closure is not called again.
pub(crate) fn guarded<R>(body: impl FnOnce() -> R) -> Option<R> {
    if PANIC.with(|kept| kept.borrow().is_some()) {
        return None;
    }
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(answer) => Some(answer),
        Err(panic) => {
            PANIC.with(|kept| *kept.borrow_mut() = Some(panic));
            None
        }
    }
}

/// To be called when the library has returned.
pub(crate) fn go_on_with_panic() {
    if let Some(panic) = PANIC.with(|kept| kept.borrow_mut().take()) {
        resume_unwind(panic);
    }
}

/// What a progress closure is told. `done` and `total` count optimiser steps, or draws of chains,
/// over all members and stages, as far as they are known.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// "source", "target", "chains", "folds" and others: for reading.
    pub stage: &'a str,
    /// The member whose figures follow, from 0.
    pub member: Option<i64>,
    /// Members of this stage.
    pub members: i64,
    /// Steps or draws so far.
    pub done: i64,
    /// Steps or draws in all.
    pub total: i64,
    /// Mean training loss of the last finished epoch; NaN before the first.
    pub train_loss: f64,
    /// Validation error in the target's unit; NaN before the first.
    pub valid_rmse: f64,
    /// Since the fit began.
    pub seconds: f64,
    /// At the present pace; NaN when nothing is known.
    pub seconds_left: f64,
}

impl Progress<'_> {
    /// # Safety
    /// `told` holds as many bytes as its first field says; its stage lives for the call.
    unsafe fn at(told: *const sys::graft_progress) -> Self {
        let nan = f64::NAN;
        let mut known = sys::graft_progress {
            size: 0,
            stage: std::ptr::null(),
            member: -1,
            members: 0,
            done: 0,
            total: 0,
            train_loss: nan,
            valid_rmse: nan,
            seconds: nan,
            seconds_left: nan,
        };
        // An older library has fewer fields, a newer one more.
        let size = told.cast::<i64>().read().clamp(0, size_of::<sys::graft_progress>() as i64);
        let to: *mut sys::graft_progress = &mut known;
        copy_nonoverlapping(told.cast::<u8>(), to.cast::<u8>(), size as usize);
        Progress {
            stage: crate::text::borrowed(known.stage),
            member: if known.member < 0 { None } else { Some(known.member) },
            members: known.members,
            done: known.done,
            total: known.total,
            train_loss: known.train_loss,
            valid_rmse: known.valid_rmse,
            seconds: known.seconds,
            seconds_left: known.seconds_left,
        }
    }
}

/// What a fit does after a progress closure has been told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Goes on.
    Continue,
    /// Stops and keeps the best model so far; [`ErrorKind::Stopped`](crate::ErrorKind) if there is
    /// none yet.
    Stop,
    /// Ends without a model, with [`ErrorKind::Callback`](crate::ErrorKind). Why is the closure's to
    /// keep.
    Abort,
}

type OnProgress<'a> = Box<dyn FnMut(&Progress<'_>) -> Step + 'a>;
type OnLine<'a> = Box<dyn FnMut(&str) + 'a>;

/// Closures that hear of one fit, on the thread that fits. They may borrow what is around them, and
/// a panic in one ends the fit and goes on from [`Fitter::fit_watched`](crate::Fitter::fit_watched);
/// the fitter serves as before.
#[derive(Default)]
pub struct Watch<'a> {
    progress: Option<OnProgress<'a>>,
    log: Option<OnLine<'a>>,
}

impl<'a> Watch<'a> {
    /// One that hears nothing yet.
    pub fn new() -> Watch<'a> {
        Watch::default()
    }

    /// Told about every eighth of a second and at every epoch's end; its answer steers the fit.
    pub fn progress(mut self, closure: impl FnMut(&Progress<'_>) -> Step + 'a) -> Watch<'a> {
        self.progress = Some(Box::new(closure));
        self
    }

    /// Receives what a user may want to read, line by line, in place of the context's log.
    pub fn log(mut self, closure: impl FnMut(&str) + 'a) -> Watch<'a> {
        self.log = Some(Box::new(closure));
        self
    }

    pub(crate) fn has_log(&self) -> bool {
        self.log.is_some()
    }
}

impl std::fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (progress, log) = (self.progress.is_some(), self.log.is_some());
        f.debug_struct("Watch").field("progress", &progress).field("log", &log).finish()
    }
}

/// Set for every fit, also where nobody listens: a log that panicked ends it here.
///
/// # Safety
/// `user` is a `Watch` that nothing else uses during the call.
pub(crate) unsafe extern "C" fn on_progress(
    told: *const sys::graft_progress,
    user: *mut c_void,
) -> i32 {
    let answer = guarded(|| {
        let watch = &mut *user.cast::<Watch<'_>>();
        watch.progress.as_mut().map_or(Step::Continue, |closure| closure(&Progress::at(told)))
    });
    match answer {
        Some(Step::Continue) => 0,
        Some(Step::Stop) => 1,
        Some(Step::Abort) | None => ENDED,
    }
}

/// # Safety
/// `user` is a `Watch` that nothing else uses during the call.
pub(crate) unsafe extern "C" fn on_line(line: *const c_char, user: *mut c_void) {
    guarded(|| {
        let watch = &mut *user.cast::<Watch<'_>>();
        if let Some(closure) = &mut watch.log {
            closure(crate::text::borrowed(line));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read of a record of `size` bytes, behind which memory is poison.
    fn told(size: usize) -> Progress<'static> {
        let record = sys::graft_progress {
            size: size as i64,
            stage: b"source\0".as_ptr().cast(),
            member: 1,
            members: 4,
            done: 5,
            total: 6,
            train_loss: 0.25,
            valid_rmse: 0.5,
            seconds: 2.0,
            seconds_left: 3.0,
        };
        let from: *const sys::graft_progress = &record;
        let mut memory = [0xAAu64; 32];
        let known = size.min(size_of::<sys::graft_progress>());
        unsafe {
            copy_nonoverlapping(from.cast::<u8>(), memory.as_mut_ptr().cast::<u8>(), known);
            Progress::at(memory.as_ptr().cast())
        }
    }

    #[test]
    fn fields_that_an_older_library_lacks_are_not_read() {
        let whole = size_of::<sys::graft_progress>();
        assert_eq!((told(whole).stage, told(whole).seconds_left), ("source", 3.0));
        assert!(told(whole - 8).seconds_left.is_nan());
        assert_eq!((told(16).stage, told(16).member, told(16).total), ("source", None, 0));
        assert_eq!(told(8).stage, "");
    }

    #[test]
    fn fields_that_a_newer_library_adds_are_left_alone() {
        let newer = told(size_of::<sys::graft_progress>() + 64);
        assert_eq!((newer.member, newer.total, newer.seconds_left), (Some(1), 6, 3.0));
    }
}
