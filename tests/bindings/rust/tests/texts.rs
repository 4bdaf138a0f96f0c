//! Texts in both directions, tables, options, data sets from texts and files, and splits.

use graft::*;
use graft_binding_tests::*;
use std::path::{Path, PathBuf};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../examples/data").join(name)
}

#[test]
fn the_library_tells_its_version_options_and_methods() {
    assert!(version_number() >= graft_sys::GRAFT_VERSION);
    assert!(version().contains('.'));
    assert!(!has_feature("flight"));
    assert!(!has_feature("rd\0kit"));
    let members = options().find(|option| option.key == "members").unwrap();
    assert_eq!((members.kind, members.default_value), ("int", "4"));
    assert!(options().all(|option| !option.range.is_empty() && !option.meaning.is_empty()));
    let gate = methods().find(|method| method.name == "gate").unwrap();
    assert_eq!((gate.least_sources, gate.most_sources), (1, None));
    assert!(gate.options.split(' ').any(|key| key == "width") && !gate.meaning.is_empty());
    assert_eq!(methods().find(|method| method.name == "scratch").unwrap().most_sources, Some(0));
}

#[test]
fn options_have_every_type_and_tell_what_is_wrong() {
    let mut options = Options::new().unwrap();
    options.set("seed", 1i64 << 40).unwrap().set("valid_fraction", 0.25).unwrap();
    options.set("strict", false).unwrap().set("activation", "tanh").unwrap();
    options.set_text("depth", "4").unwrap().set("activation", &String::from("silu")).unwrap();
    let copy = options.try_clone().unwrap();
    options.set("strict", true).unwrap();
    for (key, value) in [("seed", "1099511627776"), ("strict", "0"), ("depth", "4")] {
        assert_eq!(copy.get(key).unwrap(), value);
    }
    assert_eq!(copy.get("activation").unwrap(), "silu");
    refused(options.set("memberz", 1), ErrorKind::Option, "members");
    refused(options.set("members", -1), ErrorKind::Option, "members");
    refused(options.set("activation", 1.0), ErrorKind::Option, "activation");
    refused(options.set_text("depth", "four"), ErrorKind::Option, "four");
    refused(options.get("memberz"), ErrorKind::Option, "members");
}

#[test]
fn a_zero_inside_of_a_text_is_an_error_that_says_where() {
    let kind = ErrorKind::Argument;
    let mut options = Options::new().unwrap();
    refused(options.set("mem\0bers", 1), kind, "key: holds a zero at byte 3");
    refused(options.set("activation", "tanh\0"), kind, "value: holds a zero");
    refused(options.set_text("depth", "4\0"), kind, "text: holds a zero");
    refused(options.get("\0"), kind, "key: holds a zero at byte 0");
    refused(Fitter::new("ga\0te", None), kind, "method: holds a zero");
    refused(Dataset::builder().formulas(&["NaCl", "Na\0l"]), kind, "formulas[1]: holds a zero");
    refused(Dataset::builder().smiles(&["C\0"]), kind, "smiles[0]: holds a zero");
    let packed: Texts = ["NaCl", "Na\0l"].iter().collect();
    refused(Dataset::builder().texts("formulas", &packed), kind, "text 1 holds a zero");
    refused(Dataset::builder().texts("formu\0las", &packed), kind, "input: holds a zero");
    refused(Dataset::csv("a\0b").read(Columns::OtherColumns), kind, "path: holds a zero");
    let reader = Dataset::csv("a").target("\0");
    refused(reader.read(Columns::Smiles("s")), kind, "target: holds a zero");
    refused(reader.target("t").id("\0").read(Columns::Smiles("s")), kind, "id: holds a zero");
    refused(Dataset::csv("a").read(Columns::Features(&["\0"])), kind, "columns: holds a zero");
    let (model, mut set) = (fitted(), vectors(&FLASH, "flash point"));
    refused(model.save("a\0"), kind, "path: holds a zero");
    refused(Model::load("a\0"), kind, "path: holds a zero");
    refused(model.predict_smiles(&["C\0"], None), kind, "smiles[0]: holds a zero");
    refused(model.text("meth\0od"), kind, "key: holds a zero");
    refused(model.evaluate(&set, "rm\0se", None), kind, "metric: holds a zero");
    refused(model.embed(&set, "la\0tent", 0), kind, "what: holds a zero");
    refused(set.set_property("a", "\0"), kind, "unit: holds a zero");
    refused(set.set_columns(&["a", "b", "c", "\0"]), kind, "names[3]: holds a zero");
    refused(set.set_ids(&["\0"; ROWS]), kind, "ids[0]: holds a zero");
    refused(set.text("\0"), kind, "key: holds a zero");
    refused(set.texts("\0"), kind, "what: holds a zero");
    refused(score("\0", &FLASH, &FLASH, None), kind, "metric: holds a zero");
}

#[test]
fn packed_texts_are_checked() {
    let kind = ErrorKind::Argument;
    let bytes = "Aé".as_bytes();
    assert_eq!(Texts::packed(bytes, &[0, 1, 3]).unwrap().get(1), Some("é"));
    assert_eq!(Texts::packed(bytes, &[1, 3]).unwrap().get(1), None);
    refused(Texts::packed(bytes, &[]), kind, "offsets: is empty");
    refused(Texts::packed(bytes, &[0, 2, 3]), kind, "offsets[1] = 2 is not between two characters");
    refused(Texts::packed(bytes, &[0, 4]), kind, "offsets[1] = 4");
    refused(Texts::packed(bytes, &[0, 3, 1]), kind, "offsets[2] = 1 is less than 3");
    refused(Texts::packed(bytes, &[-1, 3]), kind, "offsets[0] = -1");
    refused(Texts::packed(&[b'A', 0xff], &[0, 2]), kind, "not UTF-8 at 1");
}

#[test]
fn formulas_ids_and_columns_come_back() {
    let formulas = ["NaCl", "Fe2O3", "SrTiO3"];
    let y = [1.0, 2.0, f64::NAN];
    let mut set = Dataset::builder().targets(&y).formulas(&formulas).unwrap();
    assert_eq!((set.len(), set.labelled(), set.int("columns").unwrap()), (3, 2, 238));
    assert_eq!(
        (set.id(1).unwrap(), set.text("input").unwrap()),
        ("Fe2O3".into(), "formulas".into())
    );
    assert_eq!(bits(&set.targets().unwrap()[..2]), bits(&y[..2]));
    refused(set.id(3), ErrorKind::Argument, "row");
    refused(set.text("inputt"), ErrorKind::Argument, "input");
    let keys: Vec<_> = set.facts().filter(|fact| fact.kind == FactKind::Int).collect();
    assert!(keys.iter().any(|fact| fact.key == "columns"));
    set.set_ids(&["salt", "", "t\u{e9}"]).unwrap();
    assert_eq!(set.texts("ids").unwrap().iter().collect::<Vec<_>>(), ["salt", "", "té"]);
    set.set_ids_texts(&Texts::packed(b"abc", &[0, 1, 2, 3]).unwrap()).unwrap();
    assert_eq!(set.id(2).unwrap(), "c");
    refused(set.set_ids(&["a"]), ErrorKind::Argument, "1");
    let packed: Texts = formulas.iter().collect();
    let same = Dataset::builder().targets(&y).texts("formulas", &packed).unwrap();
    assert_eq!(same.text("checksum").unwrap(), set.text("checksum").unwrap());
    refused(Dataset::builder().texts("runes", &packed), ErrorKind::Argument, "runes");
    let mut vectors = vectors(&FLASH, "flash point");
    vectors.set_columns(&["C", "N", "O", "r"]).unwrap();
    assert_eq!(vectors.column(3).unwrap(), "r");
    assert_eq!(vectors.texts("columns").unwrap().len(), FEATURES);
    refused(vectors.set_columns(&["C", "N", "C", "r"]), ErrorKind::Data, "'C'");
    refused(vectors.texts("runes"), ErrorKind::Argument, "runes");
    refused(vectors.smiles(0), ErrorKind::Unsupported, "");
}

#[test]
fn rows_that_cannot_be_used_are_named_or_left_out() {
    let formulas = ["NaCl", "Xx2", "KBr"];
    refused(Dataset::builder().formulas(&formulas), ErrorKind::Data, "Xx2");
    let mut lenient = Options::new().unwrap();
    lenient.set("strict", false).unwrap();
    let set = Dataset::builder().options(&lenient).formulas(&formulas).unwrap();
    assert_eq!((set.len(), set.skipped()), (2, 1));
    assert!(set.skipped_reason(0).unwrap().contains("Xx2"));
    assert_eq!(set.texts("skipped").unwrap().len(), 1);
    assert_eq!(set.skipped_rows().unwrap(), [1]);
    assert_eq!(set.input_rows().unwrap(), [0, 2]);
    refused(set.skipped_reason(1), ErrorKind::Argument, "index");
}

#[test]
fn files_are_read_by_columns() {
    let gaps = data("measured_band_gaps.csv");
    let set = Dataset::csv(&gaps).target("band_gap_eV").read(Columns::Formulas("formula")).unwrap();
    assert_eq!(set.len(), set.labelled());
    let reader = Dataset::csv(&gaps);
    refused(reader.read(Columns::Formulas("formulae")), ErrorKind::Data, "formulae");
    refused(Dataset::csv("no.csv").read(Columns::OtherColumns), ErrorKind::Io, "no.csv");
    let path = std::env::temp_dir().join(format!("graft-rust-{}.csv", std::process::id()));
    std::fs::write(&path, "name,\"a,b\",\"c\"\"d\",y\none,1,2,3\ntwo,4,5,NA\n").unwrap();
    let context = Context::new(None).unwrap();
    let reader = Dataset::csv(&path).context(&context).id("name").target("y");
    let listed = reader.read(Columns::Features(&["c\"d", "a,b"])).unwrap();
    let other = reader.read(Columns::OtherColumns).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(listed.features::<f64>().unwrap().into_vec(), [2.0, 1.0, 5.0, 4.0]);
    assert_eq!(other.features::<f64>().unwrap().into_vec(), [1.0, 2.0, 4.0, 5.0]);
    assert_eq!((listed.column(0).unwrap(), listed.id(1).unwrap()), ("c\"d".into(), "two".into()));
    assert_eq!(other.labelled(), 1);
}

#[test]
fn molecules_have_smiles_and_scaffolds() {
    let set = Dataset::builder().targets(&FLASH).smiles(&SMILES);
    if !has_feature("rdkit") {
        refused(set, ErrorKind::Unsupported, "");
        return;
    }
    let set = set.unwrap();
    assert_eq!(set.smiles(9).unwrap(), "Cc1ccccc1");
    assert_eq!(
        (set.scaffold(9).unwrap(), set.scaffold(0).unwrap()),
        ("c1ccccc1".into(), "".into())
    );
    assert_eq!(set.texts("scaffolds").unwrap().get(10), Some("c1ccccc1"));
    let packed: Texts = SMILES.iter().collect();
    let same = Dataset::builder().targets(&FLASH).texts("smiles", &packed).unwrap();
    assert_eq!(set.text("checksum").unwrap(), same.text("checksum").unwrap());
    for part in [set.split_scaffold(0.25, 1).unwrap(), set.split_scaffold_ordered(0.25).unwrap()] {
        assert!(part.iter().zip(&SMILES).all(|(&p, _)| p == 0 || p == 1));
        let rings: Vec<_> = (8..12).map(|row| part[row]).collect();
        assert!(rings.iter().all(|&p| p == rings[0]), "benzenes stay together: {:?}", part);
    }
    refused(Dataset::builder().smiles(&["CCO", "C(C"]), ErrorKind::Data, "C(C");
}

#[test]
fn sets_are_made_of_sets() {
    let set = vectors(&FLASH, "flash point");
    let part = set.split_random(0.25, 3).unwrap();
    assert_eq!(part, set.split_random(0.25, 3).unwrap());
    let (train, test) = (set.select_part(&part, 0).unwrap(), set.select_part(&part, 1).unwrap());
    assert_eq!(train.len() + test.len(), ROWS);
    assert_eq!(train.concat(&test).unwrap().len(), ROWS);
    assert_eq!(set.without(&test).unwrap().len(), train.len());
    assert!(set.distances(&set, None).unwrap().iter().all(|&d| d == 0.0));
    let folds = set.split_kfold(4, 0).unwrap();
    assert!((0..4).all(|fold| folds.contains(&fold)));
    refused(set.split_kfold(1, 0), ErrorKind::Argument, "folds");
    refused(set.split_kfold(usize::MAX, 0), ErrorKind::Argument, "folds");
    refused(set.split_random(2.0, 0), ErrorKind::Argument, "test_fraction");
    refused(set.split_scaffold(0.2, 0), ErrorKind::Unsupported, "");
    let other = Dataset::builder().features(&[[1.0]]).unwrap();
    refused(set.concat(&other), ErrorKind::Data, "");
}
