//! Small real data and tiny fits: the counts of atoms and rings of 16 molecules, with their boiling
//! and flash points in kelvin.

use graft::{Dataset, Error, ErrorKind, Fitter, Model, Options};

pub const FEATURES: usize = 4;
pub const ROWS: usize = 16;

pub const SMILES: [&str; ROWS] = [
    "CCO",
    "CCCO",
    "CCCCO",
    "CCCCCO",
    "CCCCCC",
    "CCCCCCC",
    "CC(C)=O",
    "CC(=O)O",
    "c1ccccc1",
    "Cc1ccccc1",
    "Oc1ccccc1",
    "Nc1ccccc1",
    "c1ccncc1",
    "C1CCCCC1",
    "CCNCC",
    "OCCO",
];

/// Carbon, nitrogen, oxygen, rings.
pub const X: [[f64; FEATURES]; ROWS] = [
    [2.0, 0.0, 1.0, 0.0],
    [3.0, 0.0, 1.0, 0.0],
    [4.0, 0.0, 1.0, 0.0],
    [5.0, 0.0, 1.0, 0.0],
    [6.0, 0.0, 0.0, 0.0],
    [7.0, 0.0, 0.0, 0.0],
    [3.0, 0.0, 1.0, 0.0],
    [2.0, 0.0, 2.0, 0.0],
    [6.0, 0.0, 0.0, 1.0],
    [7.0, 0.0, 0.0, 1.0],
    [6.0, 0.0, 1.0, 1.0],
    [6.0, 1.0, 0.0, 1.0],
    [5.0, 1.0, 0.0, 1.0],
    [6.0, 0.0, 0.0, 1.0],
    [4.0, 1.0, 0.0, 0.0],
    [2.0, 0.0, 2.0, 0.0],
];

pub const BOILING: [f64; ROWS] = [
    351.39, 370.19, 390.75, 410.75, 341.87, 371.53, 329.23, 391.05, 353.23, 383.75, 454.95, 457.25,
    388.35, 353.85, 328.55, 470.65,
];

pub const FLASH: [f64; ROWS] = [
    285.93, 288.15, 308.15, 310.65, 250.65, 269.07, 253.15, 312.15, 262.15, 277.37, 350.37, 343.15,
    293.15, 256.15, 246.09, 384.26,
];

/// Settings of a fit of milliseconds.
pub fn tiny() -> Options {
    let mut options = Options::new().unwrap();
    for (key, value) in [
        ("width", 16),
        ("encoder_width", 16),
        ("latent", 8),
        ("steps", 60),
        ("epoch_steps", 10),
        ("batch", 8),
        ("source_batch", 8),
        ("source_start", 0),
        ("members", 1),
    ] {
        options.set(key, value).unwrap();
    }
    options.set("valid_fraction", 0.1).unwrap();
    options
}

/// The first rows as feature vectors, one for each target.
pub fn vectors(targets: &[f64], property: &str) -> Dataset {
    let x = &X[..targets.len()];
    let mut set = Dataset::builder().targets(targets).features(x).unwrap();
    set.set_property(property, "K").unwrap();
    set
}

/// Flash points with boiling points as their source.
pub fn prepared() -> Fitter {
    let mut fitter = Fitter::new("gate", Some(&tiny())).unwrap();
    fitter.add_source(&vectors(&BOILING, "boiling point")).unwrap();
    fitter.set_target(&vectors(&FLASH[..12], "flash point")).unwrap();
    fitter
}

pub fn fitted() -> Model {
    prepared().fit().unwrap()
}

pub fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// An error of this kind, whose message holds the words.
pub fn refused<T>(result: graft::Result<T>, kind: ErrorKind, words: &str) -> Error {
    match result {
        Ok(_) => panic!("this was not refused: {}", words),
        Err(error) => {
            assert_eq!(error.kind(), kind, "{}", error);
            assert!(error.message().contains(words), "'{}' is not in '{}'", words, error);
            error
        }
    }
}
