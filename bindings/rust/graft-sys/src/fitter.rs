//! Fitting.

use crate::{
    graft_context, graft_dataset, graft_fitter, graft_log_fn, graft_model, graft_options,
    graft_progress_fn, graft_status,
};
use std::os::raw::{c_char, c_void};

extern "C" {
    pub fn graft_fitter_create(
        context: *const graft_context,
        method: *const c_char,
        options: *const graft_options,
        out: *mut *mut graft_fitter,
    ) -> graft_status;
    pub fn graft_fitter_free(fitter: *mut graft_fitter);
    pub fn graft_fitter_set_target(
        fitter: *mut graft_fitter,
        dataset: *const graft_dataset,
    ) -> graft_status;
    pub fn graft_fitter_add_source(
        fitter: *mut graft_fitter,
        dataset: *const graft_dataset,
    ) -> graft_status;
    pub fn graft_fitter_set_source_model(
        fitter: *mut graft_fitter,
        model: *const graft_model,
    ) -> graft_status;
    pub fn graft_fitter_set_unlabelled(
        fitter: *mut graft_fitter,
        dataset: *const graft_dataset,
    ) -> graft_status;
    pub fn graft_fitter_set_validation(
        fitter: *mut graft_fitter,
        dataset: *const graft_dataset,
    ) -> graft_status;
    pub fn graft_fitter_set_progress(
        fitter: *mut graft_fitter,
        function: graft_progress_fn,
        user: *mut c_void,
    ) -> graft_status;
    pub fn graft_fitter_set_log(
        fitter: *mut graft_fitter,
        function: graft_log_fn,
        user: *mut c_void,
    ) -> graft_status;
    pub fn graft_fitter_fit(fitter: *mut graft_fitter, out: *mut *mut graft_model) -> graft_status;
    pub fn graft_fitter_cancel(fitter: *mut graft_fitter) -> graft_status;
    pub fn graft_fitter_history_rows(fitter: *const graft_fitter) -> i64;
    pub fn graft_fitter_history_cols(fitter: *const graft_fitter) -> i64;
    pub fn graft_fitter_history_name(
        fitter: *const graft_fitter,
        col: i64,
        buffer: *mut c_char,
        capacity: i64,
        needed: *mut i64,
    ) -> graft_status;
    pub fn graft_fitter_history(
        fitter: *const graft_fitter,
        values: *mut f64,
        rows: i64,
        cols: i64,
        row_stride: i64,
        col_stride: i64,
    ) -> graft_status;
}
