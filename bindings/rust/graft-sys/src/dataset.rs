//! Data sets and splits.

use crate::{graft_context, graft_dataset, graft_options, graft_status};
use std::os::raw::c_char;

extern "C" {
    pub fn graft_dataset_from_smiles(
        context: *const graft_context,
        smiles: *const *const c_char,
        rows: i64,
        targets: *const f64,
        options: *const graft_options,
        out: *mut *mut graft_dataset,
    ) -> graft_status;
    pub fn graft_dataset_from_features(
        context: *const graft_context,
        x: *const f64,
        rows: i64,
        cols: i64,
        row_stride: i64,
        col_stride: i64,
        targets: *const f64,
        options: *const graft_options,
        out: *mut *mut graft_dataset,
    ) -> graft_status;
    pub fn graft_dataset_from_features_f32(
        context: *const graft_context,
        x: *const f32,
        rows: i64,
        cols: i64,
        row_stride: i64,
        col_stride: i64,
        targets: *const f64,
        options: *const graft_options,
        out: *mut *mut graft_dataset,
    ) -> graft_status;
    pub fn graft_dataset_from_formulas(
        context: *const graft_context,
        formulas: *const *const c_char,
        rows: i64,
        targets: *const f64,
        options: *const graft_options,
        out: *mut *mut graft_dataset,
    ) -> graft_status;
    pub fn graft_dataset_from_texts(
        context: *const graft_context,
        input: *const c_char,
        bytes: *const c_char,
        offsets: *const i64,
        rows: i64,
        targets: *const f64,
        options: *const graft_options,
        out: *mut *mut graft_dataset,
    ) -> graft_status;
    pub fn graft_dataset_from_graphs(
        context: *const graft_context,
        rows: i64,
        atom_offsets: *const i64,
        atom_features: *const f64,
        atom_cols: i64,
        bond_offsets: *const i64,
        bond_atoms: *const i64,
        bond_features: *const f64,
        bond_cols: i64,
        targets: *const f64,
        options: *const graft_options,
        out: *mut *mut graft_dataset,
    ) -> graft_status;
    pub fn graft_dataset_from_csv(
        context: *const graft_context,
        path: *const c_char,
        input: *const c_char,
        columns: *const c_char,
        target_column: *const c_char,
        id_column: *const c_char,
        options: *const graft_options,
        out: *mut *mut graft_dataset,
    ) -> graft_status;
    pub fn graft_dataset_append_features(
        dataset: *const graft_dataset,
        x: *const f64,
        rows: i64,
        cols: i64,
        row_stride: i64,
        col_stride: i64,
        out: *mut *mut graft_dataset,
    ) -> graft_status;
    pub fn graft_dataset_append_features_f32(
        dataset: *const graft_dataset,
        x: *const f32,
        rows: i64,
        cols: i64,
        row_stride: i64,
        col_stride: i64,
        out: *mut *mut graft_dataset,
    ) -> graft_status;
    pub fn graft_dataset_select(
        dataset: *const graft_dataset,
        rows: *const i64,
        count: i64,
        out: *mut *mut graft_dataset,
    ) -> graft_status;
    pub fn graft_dataset_select_part(
        dataset: *const graft_dataset,
        part: *const i32,
        which: i32,
        out: *mut *mut graft_dataset,
    ) -> graft_status;
    pub fn graft_dataset_concat(
        a: *const graft_dataset,
        b: *const graft_dataset,
        out: *mut *mut graft_dataset,
    ) -> graft_status;
    pub fn graft_dataset_without(
        dataset: *const graft_dataset,
        other: *const graft_dataset,
        out: *mut *mut graft_dataset,
    ) -> graft_status;
    pub fn graft_dataset_distances(
        dataset: *const graft_dataset,
        reference: *const graft_dataset,
        options: *const graft_options,
        distances: *mut f64,
        rows: i64,
    ) -> graft_status;
    pub fn graft_dataset_free(dataset: *mut graft_dataset);
    pub fn graft_dataset_set_targets(
        dataset: *mut graft_dataset,
        targets: *const f64,
        rows: i64,
    ) -> graft_status;
    pub fn graft_dataset_set_ids(
        dataset: *mut graft_dataset,
        ids: *const *const c_char,
        rows: i64,
    ) -> graft_status;
    pub fn graft_dataset_set_ids_texts(
        dataset: *mut graft_dataset,
        bytes: *const c_char,
        offsets: *const i64,
        rows: i64,
    ) -> graft_status;
    pub fn graft_dataset_set_columns(
        dataset: *mut graft_dataset,
        names: *const *const c_char,
        cols: i64,
    ) -> graft_status;
    pub fn graft_dataset_set_property(
        dataset: *mut graft_dataset,
        name: *const c_char,
        unit: *const c_char,
    ) -> graft_status;
    pub fn graft_dataset_rows(dataset: *const graft_dataset) -> i64;
    pub fn graft_dataset_labelled(dataset: *const graft_dataset) -> i64;
    pub fn graft_dataset_skipped(dataset: *const graft_dataset) -> i64;
    pub fn graft_dataset_skipped_reason(
        dataset: *const graft_dataset,
        index: i64,
        buffer: *mut c_char,
        capacity: i64,
        needed: *mut i64,
    ) -> graft_status;
    pub fn graft_dataset_skipped_rows(
        dataset: *const graft_dataset,
        input_rows: *mut i64,
        count: i64,
    ) -> graft_status;
    pub fn graft_dataset_targets(
        dataset: *const graft_dataset,
        targets: *mut f64,
        rows: i64,
    ) -> graft_status;
    pub fn graft_dataset_features(
        dataset: *const graft_dataset,
        x: *mut f64,
        rows: i64,
        cols: i64,
        row_stride: i64,
        col_stride: i64,
    ) -> graft_status;
    pub fn graft_dataset_features_f32(
        dataset: *const graft_dataset,
        x: *mut f32,
        rows: i64,
        cols: i64,
        row_stride: i64,
        col_stride: i64,
    ) -> graft_status;
    pub fn graft_dataset_input_rows(
        dataset: *const graft_dataset,
        input_rows: *mut i64,
        rows: i64,
    ) -> graft_status;
    pub fn graft_dataset_id(
        dataset: *const graft_dataset,
        row: i64,
        buffer: *mut c_char,
        capacity: i64,
        needed: *mut i64,
    ) -> graft_status;
    pub fn graft_dataset_smiles(
        dataset: *const graft_dataset,
        row: i64,
        buffer: *mut c_char,
        capacity: i64,
        needed: *mut i64,
    ) -> graft_status;
    pub fn graft_dataset_scaffold(
        dataset: *const graft_dataset,
        row: i64,
        buffer: *mut c_char,
        capacity: i64,
        needed: *mut i64,
    ) -> graft_status;
    pub fn graft_dataset_column(
        dataset: *const graft_dataset,
        col: i64,
        buffer: *mut c_char,
        capacity: i64,
        needed: *mut i64,
    ) -> graft_status;
    pub fn graft_dataset_texts(
        dataset: *const graft_dataset,
        what: *const c_char,
        bytes: *mut c_char,
        capacity: i64,
        offsets: *mut i64,
        count: i64,
        needed: *mut i64,
    ) -> graft_status;
    pub fn graft_dataset_get_text(
        dataset: *const graft_dataset,
        key: *const c_char,
        buffer: *mut c_char,
        capacity: i64,
        needed: *mut i64,
    ) -> graft_status;
    pub fn graft_dataset_get_int(
        dataset: *const graft_dataset,
        key: *const c_char,
        value: *mut i64,
    ) -> graft_status;
    pub fn graft_dataset_fact_count(dataset: *const graft_dataset) -> i64;
    pub fn graft_dataset_fact(
        dataset: *const graft_dataset,
        index: i64,
        key: *mut *const c_char,
        type_: *mut *const c_char,
    ) -> graft_status;
    pub fn graft_split_random(
        dataset: *const graft_dataset,
        test_fraction: f64,
        seed: u64,
        part: *mut i32,
        rows: i64,
    ) -> graft_status;
    pub fn graft_split_scaffold(
        dataset: *const graft_dataset,
        test_fraction: f64,
        seed: u64,
        part: *mut i32,
        rows: i64,
    ) -> graft_status;
    pub fn graft_split_scaffold_ordered(
        dataset: *const graft_dataset,
        test_fraction: f64,
        part: *mut i32,
        rows: i64,
    ) -> graft_status;
    pub fn graft_split_kfold(
        dataset: *const graft_dataset,
        folds: i64,
        seed: u64,
        part: *mut i32,
        rows: i64,
    ) -> graft_status;
}
