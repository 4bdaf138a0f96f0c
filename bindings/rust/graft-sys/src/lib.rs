//! The C interface of Graft as it stands in `graft.h`, which is its manual: each function, type and
//! number has the name that it has there. Programs take the crate `graft`, which is safe.
#![allow(non_camel_case_types)]

mod dataset;
mod fitter;
mod model;
mod options;

pub use dataset::*;
pub use fitter::*;
pub use model::*;
pub use options::*;

use std::marker::{PhantomData, PhantomPinned};
use std::os::raw::{c_char, c_void};

pub const GRAFT_VERSION_MAJOR: i64 = 0;
pub const GRAFT_VERSION_MINOR: i64 = 2;
pub const GRAFT_VERSION_PATCH: i64 = 0;
pub const GRAFT_VERSION: i64 =
    GRAFT_VERSION_MAJOR * 10000 + GRAFT_VERSION_MINOR * 100 + GRAFT_VERSION_PATCH;
pub const GRAFT_MODEL_FORMAT: i64 = 5;

pub type graft_status = i32;

pub const GRAFT_OK: graft_status = 0;
pub const GRAFT_ERROR_ARGUMENT: graft_status = 1;
pub const GRAFT_ERROR_DATA: graft_status = 2;
pub const GRAFT_ERROR_OPTION: graft_status = 3;
pub const GRAFT_ERROR_FORMAT: graft_status = 4;
pub const GRAFT_ERROR_VERSION: graft_status = 5;
pub const GRAFT_ERROR_IO: graft_status = 6;
pub const GRAFT_ERROR_MEMORY: graft_status = 7;
pub const GRAFT_ERROR_UNSUPPORTED: graft_status = 8;
pub const GRAFT_ERROR_STATE: graft_status = 9;
pub const GRAFT_ERROR_NUMERIC: graft_status = 10;
pub const GRAFT_ERROR_INTERNAL: graft_status = 11;
pub const GRAFT_STOPPED: graft_status = 12;
pub const GRAFT_UNCONVERGED: graft_status = 13;

/// Opaque structs, which only the library makes; nothing may be assumed of their threads.
macro_rules! handles {
    ($($name:ident)*) => {
        $(#[repr(C)]
        pub struct $name {
            _bytes: [u8; 0],
            _not_ours: PhantomData<(*mut u8, PhantomPinned)>,
        })*
    };
}
handles!(graft_context graft_options graft_dataset graft_fitter graft_model);

/// Read a field only if it lies within `size` bytes: an older library has fewer, a newer one more.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct graft_progress {
    pub size: i64,
    pub stage: *const c_char,
    pub member: i64,
    pub members: i64,
    pub done: i64,
    pub total: i64,
    pub train_loss: f64,
    pub valid_rmse: f64,
    pub seconds: f64,
    pub seconds_left: f64,
}

pub type graft_log_fn = Option<unsafe extern "C" fn(line: *const c_char, user: *mut c_void)>;
pub type graft_progress_fn =
    Option<unsafe extern "C" fn(progress: *const graft_progress, user: *mut c_void) -> i32>;
pub type graft_write_fn =
    Option<unsafe extern "C" fn(bytes: *const c_void, size: i64, user: *mut c_void) -> i32>;

extern "C" {
    pub fn graft_version() -> *const c_char;
    pub fn graft_version_number() -> i64;
    pub fn graft_has_feature(feature: *const c_char) -> i32;
    pub fn graft_last_error() -> *const c_char;
    pub fn graft_last_error_copy(
        buffer: *mut c_char,
        capacity: i64,
        needed: *mut i64,
    ) -> graft_status;
    pub fn graft_status_name(status: graft_status) -> *const c_char;
    pub fn graft_score(
        metric: *const c_char,
        y: *const f64,
        mean: *const f64,
        sd: *const f64,
        rows: i64,
        value: *mut f64,
    ) -> graft_status;
}
