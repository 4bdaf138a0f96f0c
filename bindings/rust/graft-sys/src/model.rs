//! Models.

use crate::{
    graft_context, graft_dataset, graft_model, graft_options, graft_status, graft_write_fn,
};
use std::os::raw::{c_char, c_void};

extern "C" {
    pub fn graft_model_free(model: *mut graft_model);
    pub fn graft_model_predict(
        model: *const graft_model,
        dataset: *const graft_dataset,
        options: *const graft_options,
        mean: *mut f64,
        model_sd: *mut f64,
        noise_sd: *mut f64,
        rows: i64,
    ) -> graft_status;
    pub fn graft_model_predict_smiles(
        model: *const graft_model,
        smiles: *const *const c_char,
        rows: i64,
        options: *const graft_options,
        mean: *mut f64,
        model_sd: *mut f64,
        noise_sd: *mut f64,
    ) -> graft_status;
    pub fn graft_model_predict_texts(
        model: *const graft_model,
        bytes: *const c_char,
        offsets: *const i64,
        rows: i64,
        options: *const graft_options,
        mean: *mut f64,
        model_sd: *mut f64,
        noise_sd: *mut f64,
    ) -> graft_status;
    pub fn graft_model_predict_features(
        model: *const graft_model,
        x: *const f64,
        rows: i64,
        cols: i64,
        row_stride: i64,
        col_stride: i64,
        options: *const graft_options,
        mean: *mut f64,
        model_sd: *mut f64,
        noise_sd: *mut f64,
    ) -> graft_status;
    pub fn graft_model_predict_features_f32(
        model: *const graft_model,
        x: *const f32,
        rows: i64,
        cols: i64,
        row_stride: i64,
        col_stride: i64,
        options: *const graft_options,
        mean: *mut f64,
        model_sd: *mut f64,
        noise_sd: *mut f64,
    ) -> graft_status;
    pub fn graft_model_quantiles(
        model: *const graft_model,
        dataset: *const graft_dataset,
        options: *const graft_options,
        levels: *const f64,
        level_count: i64,
        values: *mut f64,
        rows: i64,
        row_stride: i64,
        col_stride: i64,
    ) -> graft_status;
    pub fn graft_model_draws(
        model: *const graft_model,
        dataset: *const graft_dataset,
        options: *const graft_options,
        noise: i32,
        values: *mut f64,
        rows: i64,
        draws: i64,
        row_stride: i64,
        col_stride: i64,
    ) -> graft_status;
    pub fn graft_model_evaluate(
        model: *const graft_model,
        dataset: *const graft_dataset,
        options: *const graft_options,
        metric: *const c_char,
        value: *mut f64,
    ) -> graft_status;
    pub fn graft_model_diagnostic_count(model: *const graft_model) -> i64;
    pub fn graft_model_diagnostic(
        model: *const graft_model,
        index: i64,
        name: *mut *const c_char,
        value: *mut f64,
    ) -> graft_status;
    pub fn graft_model_embed(
        model: *const graft_model,
        dataset: *const graft_dataset,
        what: *const c_char,
        task: i64,
        values: *mut f64,
        rows: i64,
        cols: i64,
        row_stride: i64,
        col_stride: i64,
    ) -> graft_status;
    pub fn graft_model_embed_cols(
        model: *const graft_model,
        what: *const c_char,
        cols: *mut i64,
    ) -> graft_status;
    pub fn graft_model_save(model: *const graft_model, path: *const c_char) -> graft_status;
    pub fn graft_model_load(
        context: *const graft_context,
        path: *const c_char,
        out: *mut *mut graft_model,
    ) -> graft_status;
    pub fn graft_model_save_memory(
        model: *const graft_model,
        buffer: *mut c_void,
        capacity: i64,
        needed: *mut i64,
    ) -> graft_status;
    pub fn graft_model_load_memory(
        context: *const graft_context,
        buffer: *const c_void,
        size: i64,
        out: *mut *mut graft_model,
    ) -> graft_status;
    pub fn graft_model_write(
        model: *const graft_model,
        function: graft_write_fn,
        user: *mut c_void,
    ) -> graft_status;
    pub fn graft_model_get_text(
        model: *const graft_model,
        key: *const c_char,
        buffer: *mut c_char,
        capacity: i64,
        needed: *mut i64,
    ) -> graft_status;
    pub fn graft_model_get_int(
        model: *const graft_model,
        key: *const c_char,
        value: *mut i64,
    ) -> graft_status;
    pub fn graft_model_get_double(
        model: *const graft_model,
        key: *const c_char,
        value: *mut f64,
    ) -> graft_status;
    pub fn graft_model_fact_count(model: *const graft_model) -> i64;
    pub fn graft_model_fact(
        model: *const graft_model,
        index: i64,
        key: *mut *const c_char,
        type_: *mut *const c_char,
    ) -> graft_status;
    pub fn graft_model_column(
        model: *const graft_model,
        col: i64,
        buffer: *mut c_char,
        capacity: i64,
        needed: *mut i64,
    ) -> graft_status;
    pub fn graft_model_info(
        model: *const graft_model,
        buffer: *mut c_char,
        capacity: i64,
        needed: *mut i64,
    ) -> graft_status;
}
