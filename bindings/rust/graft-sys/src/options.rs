//! Contexts, options, and the tables of options and methods.

use crate::{graft_context, graft_log_fn, graft_options, graft_status};
use std::os::raw::{c_char, c_void};

extern "C" {
    pub fn graft_context_create(
        options: *const graft_options,
        out: *mut *mut graft_context,
    ) -> graft_status;
    pub fn graft_context_free(context: *mut graft_context);
    pub fn graft_context_set_log(
        context: *mut graft_context,
        function: graft_log_fn,
        user: *mut c_void,
    ) -> graft_status;
    pub fn graft_options_create(out: *mut *mut graft_options) -> graft_status;
    pub fn graft_options_free(options: *mut graft_options);
    pub fn graft_options_clone(
        options: *const graft_options,
        out: *mut *mut graft_options,
    ) -> graft_status;
    pub fn graft_options_set_int(
        options: *mut graft_options,
        key: *const c_char,
        value: i64,
    ) -> graft_status;
    pub fn graft_options_set_double(
        options: *mut graft_options,
        key: *const c_char,
        value: f64,
    ) -> graft_status;
    pub fn graft_options_set_string(
        options: *mut graft_options,
        key: *const c_char,
        value: *const c_char,
    ) -> graft_status;
    pub fn graft_options_set_text(
        options: *mut graft_options,
        key: *const c_char,
        text: *const c_char,
    ) -> graft_status;
    pub fn graft_options_get_text(
        options: *const graft_options,
        key: *const c_char,
        buffer: *mut c_char,
        capacity: i64,
        needed: *mut i64,
    ) -> graft_status;
    pub fn graft_option_count() -> i64;
    pub fn graft_option_describe(
        index: i64,
        key: *mut *const c_char,
        type_: *mut *const c_char,
        default_value: *mut *const c_char,
        range: *mut *const c_char,
        meaning: *mut *const c_char,
    ) -> graft_status;
    pub fn graft_method_count() -> i64;
    pub fn graft_method_describe(
        index: i64,
        name: *mut *const c_char,
        least_sources: *mut i64,
        most_sources: *mut i64,
        meaning: *mut *const c_char,
        options: *mut *const c_char,
    ) -> graft_status;
}
