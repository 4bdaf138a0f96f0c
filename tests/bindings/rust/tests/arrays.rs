//! Matrices are used where they lie, whatever their strides; wrong shapes are errors.

use graft::*;
use graft_binding_tests::*;

#[test]
fn matrices_of_any_stride_give_the_same_bits() {
    let model = fitted();
    let mean = bits(&model.predict_features(&X, None).unwrap().mean);
    let predict = |x: MatrixRef<'_, f64>| bits(&model.predict_features(x, None).unwrap().mean);
    let flat: Vec<f64> = X.iter().flatten().copied().collect();
    assert_eq!(predict(MatrixRef::new(&flat, ROWS, FEATURES).unwrap()), mean);
    let turned: Vec<f64> = (0..FEATURES).flat_map(|j| X.iter().map(move |row| row[j])).collect();
    assert_eq!(predict(MatrixRef::column_major(&turned, ROWS, FEATURES).unwrap()), mean);
    let mut wide = vec![-7.0; 6 * FEATURES * ROWS];
    for (i, row) in X.iter().enumerate() {
        for (j, value) in row.iter().enumerate() {
            wide[i * 6 * FEATURES + 3 * j] = *value;
        }
    }
    assert_eq!(predict(MatrixRef::strided(&wide, ROWS, FEATURES, 6 * FEATURES, 3).unwrap()), mean);
    let set = Dataset::builder().features(&X).unwrap();
    assert_eq!(predict((&set.features().unwrap()).into()), mean);
    let one_by_one = X.iter().flat_map(|row| predict((&[*row]).into()));
    assert_eq!(one_by_one.collect::<Vec<_>>(), mean);
}

#[test]
fn outputs_are_written_where_they_lie_and_not_between() {
    let set = Dataset::builder().features(&X).unwrap();
    let mut wide = vec![-7.0; ROWS * 9];
    set.features_into(MatrixMut::strided(&mut wide, ROWS, FEATURES, 9, 2).unwrap()).unwrap();
    for (row, written) in X.iter().zip(wide.chunks(9)) {
        assert_eq!(
            written.iter().step_by(2).take(FEATURES).collect::<Vec<_>>(),
            row.iter().collect::<Vec<_>>()
        );
        assert!([1, 3, 5, 7, 8].iter().all(|&j| written[j] == -7.0));
    }
    let mut turned = vec![0.0f32; ROWS * FEATURES];
    set.features_into(MatrixMut::column_major(&mut turned, ROWS, FEATURES).unwrap()).unwrap();
    assert_eq!(turned[ROWS - 1], X[ROWS - 1][0] as f32);
    let model = fitted();
    let levels = [0.025, 0.5, 0.975];
    let between = model.quantiles(&set, &levels, None).unwrap();
    assert!(between.iter().all(|row| row[0] < row[1] && row[1] < row[2]));
    let mut by_level = vec![0.0; 3 * ROWS];
    let to = MatrixMut::column_major(&mut by_level, ROWS, 3).unwrap();
    model.quantiles_into(&set, &levels, None, to).unwrap();
    assert_eq!(by_level[2 * ROWS + 5].to_bits(), between[(5, 2)].to_bits());
}

#[test]
fn single_precision_is_taken_as_it_is() {
    let single = X.map(|row| row.map(|value| value as f32));
    let model = fitted();
    let (wide, narrow) =
        (model.predict_features(&X, None).unwrap(), model.predict_features(&single, None).unwrap());
    assert_eq!(bits(&wide.mean), bits(&narrow.mean));
    let set = Dataset::builder().targets(&FLASH).features(&single).unwrap();
    assert_eq!(set.features::<f32>().unwrap().as_slice(), single.concat());
    let more = set.append_features(&[[0.5f32, 1.5]; ROWS]).unwrap();
    let more = more.append_features(&[[2.5]; ROWS]).unwrap();
    assert_eq!(more.features::<f64>().unwrap().row(3).unwrap()[4..], [0.5, 1.5, 2.5]);
    assert_eq!(more.features::<f64>().unwrap().row(ROWS), None);
    refused(set.append_features(&[[0.5]; 3]), ErrorKind::Argument, "rows");
}

#[test]
fn wrong_shapes_are_errors_before_anything_is_read() {
    let (x, kind) = (vec![0.0; 12], ErrorKind::Argument);
    refused(MatrixRef::new(&x, 3, 5), kind, "12 elements are not 3 rows of 5");
    refused(MatrixRef::new(&x, usize::MAX, 4), kind, "12 elements");
    refused(MatrixRef::column_major(&x, 2, 5), kind, "12 elements");
    refused(MatrixRef::strided(&x, 3, 4, 5, 1), kind, "strides 5 and 1");
    refused(MatrixRef::strided(&x, 3, 2, usize::MAX, 1), kind, "do not fit");
    refused(MatrixRef::strided(&x, 1 << 40, 2, 1 << 40, 1), kind, "do not fit");
    assert!(MatrixRef::strided(&x, 3, 4, 4, 1).is_ok());
    assert!(MatrixRef::strided(&x, 3, 10, 1, 1).is_ok());
    let mut out = vec![0.0; 12];
    refused(MatrixMut::strided(&mut out, 3, 10, 1, 1), kind, "overlap");
    refused(MatrixMut::strided(&mut out, 3, 1, 0, 1), kind, "overlap");
    refused(MatrixMut::strided(&mut out, 1, 3, 1, 0), kind, "overlap");
    assert!(MatrixMut::strided(&mut out, 2, 6, 1, 2).is_ok());
    assert!(MatrixMut::strided(&mut out, 1, 1, 0, 0).is_ok());

    let again = MatrixRef::strided(&x, 3, 4, 0, 1).unwrap();
    refused(Dataset::builder().features(again), kind, "row_stride: is 0");
    refused(Dataset::builder().targets(&FLASH[..3]).features(&X), kind, "targets: 3 given where");
    let (model, mut set) = (fitted(), vectors(&FLASH, "flash point"));
    refused(model.predict_features(&[[1.0, 2.0]], None), ErrorKind::Data, "");
    let mut short = [0.0; 3];
    let outputs = Outputs::mean(&mut short);
    refused(model.predict_into(&set, None, outputs), kind, "mean: 3 given where there are 16");
    let outputs = Outputs { noise_sd: Some(&mut short), ..Outputs::default() };
    refused(model.predict_features_into(&X, None, outputs), kind, "noise_sd: 3 given");
    let narrow = MatrixMut::new(&mut short, 3, 1).unwrap();
    refused(model.quantiles_into(&set, &[0.5], None, narrow), kind, "rows");
    let narrow = MatrixMut::new(&mut short, 1, 3).unwrap();
    refused(model.quantiles_into(&set, &[0.5], None, narrow), kind, "columns: 3 given");
    let narrow = MatrixMut::new(&mut short, 3, 1).unwrap();
    refused(model.draws_into(&set, false, None, narrow), kind, "rows");
    let narrow = MatrixMut::new(&mut short, 3, 1).unwrap();
    refused(model.embed_into(&set, "latent", 0, narrow), kind, "rows");
    refused(set.set_targets(&[1.0]), kind, "rows");
    refused(set.select_part(&[0, 1], 0), kind, "part: 2 given where there are 16");
    refused(set.select(&[16]), kind, "16");
    refused(set.select(&[usize::MAX]), kind, "");
    refused(set.features_into(MatrixMut::new(&mut short, 3, 1).unwrap()), kind, "rows");
    refused(score("rmse", &FLASH, &short, None), kind, "mean: 3 given");
    refused(score("crps", &FLASH, &FLASH, Some(&short)), kind, "sd: 3 given");
    let too_many = model.draws(&set, usize::MAX, false, None);
    refused(too_many, ErrorKind::Memory, "out of memory");
}

#[test]
fn empty_arrays_are_sets_without_rows_or_errors() {
    let none: [[f64; 3]; 0] = [];
    let mut empty = Dataset::builder().targets(&[]).features(&none).unwrap();
    assert!(empty.is_empty() && empty.targets().unwrap().is_empty());
    empty.set_targets(&[]).unwrap();
    assert_eq!(empty.features::<f64>().unwrap().iter().count(), 0);
    assert!(empty.texts("ids").unwrap().is_empty());
    let model = fitted();
    let no_row: [[f64; FEATURES]; 0] = [];
    assert_eq!(model.predict_features(&no_row, None).unwrap(), Prediction::default());
    let set = vectors(&FLASH, "flash point");
    assert_eq!(set.select(&[]).unwrap().len(), 0);
    assert!(set.distances(&set.select(&[]).unwrap(), None).unwrap()[0].is_infinite());
    let no_column: [[f64; 0]; 2] = [[], []];
    refused(Dataset::builder().features(&no_column), ErrorKind::Argument, "cols");
    refused(score("rmse", &[], &[], None), ErrorKind::Data, "");
    assert!(Dataset::builder().formulas::<&str>(&[]).unwrap().is_empty());
}

#[test]
fn graphs_are_checked_before_they_are_read() {
    let whole = Graphs {
        atom_offsets: &[0, 2, 5],
        atom_features: &[1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0],
        atom_cols: 2,
        bond_offsets: &[0, 1, 3],
        bond_atoms: &[[0, 1], [0, 1], [1, 2]],
        bond_features: &[1.0, 2.0, 1.0],
        bond_cols: 1,
    };
    let make = |graphs: Graphs<'_>| Dataset::builder().targets(&[1.0, 2.0]).graphs(&graphs);
    let set = make(whole).unwrap();
    assert_eq!((set.len(), set.int("atom_columns").unwrap()), (2, 2));
    let bare = make(Graphs { bond_features: &[], bond_cols: 0, ..whole }).unwrap();
    assert_eq!(bare.int("bond_columns").unwrap(), 0);
    let kind = ErrorKind::Argument;
    refused(make(Graphs { atom_offsets: &[], ..whole }), kind, "atom_offsets: is empty");
    refused(make(Graphs { atom_offsets: &[0, 5], ..whole }), kind, "bond_offsets: 3 given");
    refused(make(Graphs { atom_offsets: &[0, 6, 5], ..whole }), kind, "atom_offsets[2] = 5");
    refused(make(Graphs { atom_offsets: &[0, -1, 5], ..whole }), kind, "atom_offsets[1] = -1");
    refused(make(Graphs { atom_offsets: &[1, 2, 5], ..whole }), kind, "atom_offsets[0] = 1");
    refused(make(Graphs { atom_offsets: &[0, 2, i64::MAX], ..whole }), kind, "atom_features");
    refused(make(Graphs { bond_offsets: &[0, 1, 4], ..whole }), kind, "bond_atoms: 3 given");
    refused(make(Graphs { bond_cols: 2, ..whole }), kind, "bond_features: 3 given");
    refused(make(Graphs { atom_cols: usize::MAX, ..whole }), kind, "atom_features: 10 given");
    let stranger = [[0, 1], [0, 1], [1, 3]];
    refused(make(Graphs { bond_atoms: &stranger, ..whole }), ErrorKind::Data, "3");
}
