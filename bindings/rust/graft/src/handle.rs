//! Handles of the library: each is owned by one value and freed when that is dropped.

use crate::error::{check, Result};
use graft_sys as sys;
use std::ptr::{null_mut, NonNull};

/// What the library makes and frees.
pub(crate) trait Handle {
    /// # Safety
    /// The handle is freed once, and not used afterwards.
    unsafe fn free(handle: *mut Self);
}

macro_rules! freed_by {
    ($($handle:ident $free:ident)*) => {
        $(impl Handle for sys::$handle {
            unsafe fn free(handle: *mut Self) {
                sys::$free(handle);
            }
        })*
    };
}
freed_by! {
    graft_context graft_context_free
    graft_options graft_options_free
    graft_dataset graft_dataset_free
    graft_fitter graft_fitter_free
    graft_model graft_model_free
}

pub(crate) struct Owned<T: Handle>(NonNull<T>);

// SAFETY: handles belong to no thread, and functions that take one as pointer to const may be called
// from many threads at once. The others are reached by methods that take `&mut self` alone.
unsafe impl<T: Handle> Send for Owned<T> {}
unsafe impl<T: Handle> Sync for Owned<T> {}

impl<T: Handle> Owned<T> {
    /// What a function makes whose last argument is the place for it.
    pub fn made(function: impl FnOnce(*mut *mut T) -> sys::graft_status) -> Result<Owned<T>> {
        let mut out = null_mut();
        check(function(&mut out))?;
        Ok(Owned::of(out).expect("the library makes a handle or says why not"))
    }

    /// Takes a handle over; none for NULL.
    pub fn of(handle: *mut T) -> Option<Owned<T>> {
        NonNull::new(handle).map(Owned)
    }

    pub fn get(&self) -> *mut T {
        self.0.as_ptr()
    }
}

impl<T: Handle> Drop for Owned<T> {
    fn drop(&mut self) {
        // SAFETY: it was owned by this value, which ends here.
        unsafe { T::free(self.get()) }
    }
}
