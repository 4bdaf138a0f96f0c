//! What a model says, keeps and knows.

use graft::*;
use graft_binding_tests::*;

#[test]
fn every_way_to_predict_gives_the_same_bits() {
    let (model, set) = (fitted(), vectors(&FLASH, "flash point"));
    let whole = model.predict(&set, None).unwrap();
    assert_eq!(model.predict_features(&X, None).unwrap(), whole);
    let (mut mean, mut model_sd, mut noise_sd) = ([0.0; ROWS], [-1.0; ROWS], [0.0; ROWS]);
    model.predict_into(&set, None, Outputs::new(&mut mean, &mut model_sd, &mut noise_sd)).unwrap();
    assert_eq!((mean.to_vec(), noise_sd.to_vec()), (whole.mean.clone(), whole.noise_sd.clone()));
    assert_eq!(model_sd, [0.0; ROWS], "one member has no spread");
    model.predict_into(&set, None, Outputs::default()).unwrap();
    let mut threads = Options::new().unwrap();
    threads.set("n_threads", 2).unwrap();
    let x = MatrixRef::from(&X);
    model.predict_features_into(x, Some(&threads), Outputs::mean(&mut mean)).unwrap();
    assert_eq!(bits(&mean), bits(&whole.mean));
    let row = whole.iter().nth(3).unwrap();
    assert_eq!((row.mean, row.sd()), (whole.mean[3], whole.noise_sd[3]));
}

#[test]
fn texts_are_predicted_as_their_set_is() {
    let formulas = ["NaCl", "KBr", "GaAs", "ZnO", "SrTiO3", "MgO"];
    let gaps = [8.7, 7.3, 1.4, 3.3, 3.2, 7.8];
    let set = Dataset::builder().targets(&gaps).formulas(&formulas).unwrap();
    let mut fitter = Fitter::new("scratch", Some(&tiny())).unwrap();
    let model = fitter.set_target(&set).unwrap().fit().unwrap();
    let texts: Texts = formulas.iter().collect();
    let listed = model.predict_texts(&texts, None).unwrap();
    assert_eq!(listed, model.predict(&set, None).unwrap());
    let packed = Texts::packed(b"NaClKBr", &[0, 4, 7]).unwrap();
    let two = model.predict_texts(&packed, None).unwrap();
    assert_eq!(two.mean, listed.mean[..2]);
    let none = Texts::packed(b"", &[0]).unwrap();
    assert_eq!(model.predict_texts(&none, None).unwrap(), Prediction::default());
    refused(fitted().predict_texts(&packed, None), ErrorKind::Unsupported, "features");
    refused(model.predict_smiles(&["C(C"], None), ErrorKind::Data, "");
}

#[test]
fn molecules_are_predicted_from_smiles() {
    if !has_feature("rdkit") {
        refused(fitted().predict_smiles(&SMILES, None), ErrorKind::Unsupported, "");
        return;
    }
    let set = Dataset::builder().targets(&FLASH).smiles(&SMILES).unwrap();
    let mut fitter = Fitter::new("scratch", Some(&tiny())).unwrap();
    let model = fitter.set_target(&set).unwrap().fit().unwrap();
    let listed = model.predict_smiles(&SMILES, None).unwrap();
    assert_eq!(listed, model.predict(&set, None).unwrap());
    assert_eq!(listed, model.predict_texts(&SMILES.iter().collect(), None).unwrap());
    refused(model.predict_smiles(&["CCO", "C(C"], None), ErrorKind::Data, "C(C");
    let mut lenient = Options::new().unwrap();
    lenient.set("strict", false).unwrap();
    let some = model.predict_smiles(&["C(C", "CCO"], Some(&lenient)).unwrap();
    assert!(some.mean[0].is_nan() && some.mean[1] == listed.mean[0]);
}

#[test]
fn draws_scores_and_embeddings() {
    let (model, set) = (fitted(), vectors(&FLASH, "flash point"));
    let mean = model.predict(&set, None).unwrap().mean;
    let draws = model.draws(&set, 3, false, None).unwrap();
    assert!(draws.iter().zip(&mean).all(|(row, &mean)| row.iter().all(|&draw| draw == mean)));
    let noisy = model.draws(&set, 3, true, None).unwrap();
    assert!(noisy.iter().all(|row| row[0] != row[1]));
    let mut seed = Options::new().unwrap();
    seed.set("seed", 9).unwrap();
    assert_ne!(noisy, model.draws(&set, 3, true, Some(&seed)).unwrap());
    let rmse = model.evaluate(&set, "rmse", None).unwrap();
    assert_eq!(rmse, score("rmse", &FLASH, &mean, None).unwrap());
    let sd = [1.0; ROWS];
    assert!(score("log_density", &FLASH, &mean, Some(&sd)).unwrap() < 0.0);
    refused(model.evaluate(&set, "luck", None), ErrorKind::Argument, "luck");
    let latent = model.embed(&set, "latent", 1).unwrap();
    assert_eq!((latent.rows(), latent.cols()), (ROWS, model.embed_cols("latent").unwrap()));
    assert_ne!(latent, model.embed(&set, "latent", 0).unwrap());
    refused(model.embed(&set, "soul", 0), ErrorKind::Argument, "soul");
    refused(model.embed(&set, "latent", 2), ErrorKind::Argument, "task");
}

#[test]
fn files_and_bytes_give_the_same_model() {
    let (model, context) = (fitted(), Context::new(None).unwrap());
    let path = std::env::temp_dir().join(format!("graft-rust-{}.graft", std::process::id()));
    model.save(&path).unwrap();
    let (loaded, shared) = (Model::load(&path).unwrap(), context.load(&path).unwrap());
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(bytes, model.to_bytes().unwrap());
    let expected = model.predict_features(&X, None).unwrap();
    let read = Model::from_bytes(&bytes).unwrap();
    for other in [loaded, shared, read, context.from_bytes(&bytes).unwrap()] {
        assert_eq!(other.predict_features(&X, None).unwrap(), expected);
    }
    refused(Model::from_bytes(&bytes[..bytes.len() / 2]), ErrorKind::Format, "");
    refused(model.save("no/such/folder/x.graft"), ErrorKind::Io, "no/such/folder");
}

#[test]
fn facts_columns_and_info() {
    let mut set = vectors(&FLASH, "flash point");
    set.set_columns(&["C", "N", "O", "rings"]).unwrap();
    let mut fitter = Fitter::new("scratch", Some(&tiny())).unwrap();
    let model = fitter.set_target(&set).unwrap().fit().unwrap();
    assert_eq!(
        (model.text("method").unwrap(), model.text("unit").unwrap()),
        ("scratch".into(), "K".into())
    );
    assert_eq!((model.int("columns").unwrap(), model.double("members").unwrap()), (4, 1.0));
    assert!(model.double("noise_sd").unwrap() > 0.0);
    refused(model.text("methot"), ErrorKind::Argument, "method");
    refused(model.int("method"), ErrorKind::Argument, "method");
    for Fact { key, kind, .. } in model.facts() {
        let number = match kind {
            FactKind::Text => model.text(key).map(|_| 0.0),
            FactKind::Int => model.int(key).map(|value| value as f64),
            _ => model.double(key),
        };
        assert!(number.is_ok(), "{}: {:?}", key, number);
    }
    assert!(model.facts().any(|fact| fact.key == "options.steps"));
    assert_eq!(model.column(3).unwrap(), "rings");
    refused(model.column(4), ErrorKind::Argument, "col");
    assert!(model.info().unwrap().starts_with('{') && model.info().unwrap().ends_with('}'));
    assert_eq!(model.diagnostics().count(), 0);
}

#[test]
fn a_posterior_tells_how_it_was_found_and_warns() {
    let mut options = tiny();
    for (key, value) in [("chains", 2), ("adaptation", 20), ("samples", 20), ("max_depth", 3)] {
        options.set(key, value).unwrap();
    }
    options.set("network", "small").unwrap().set("hidden", "3").unwrap();
    let mut fitter = Fitter::new("pc_prior", Some(&options)).unwrap();
    fitter.add_source(&vectors(&BOILING, "boiling point")).unwrap();
    let model = fitter.set_target(&vectors(&FLASH, "flash point")).unwrap().fit().unwrap();
    let weights = ["transfer", "source", "tuned", "alone"];
    let weight = |name| model.diagnostic(&format!("{}.weight", name)).unwrap_or(0.0);
    assert!((weights.iter().map(weight).sum::<f64>() - 1.0).abs() < 1e-9);
    assert_eq!(model.diagnostic("luck"), None);
    let converged = model.diagnostic("converged").unwrap() == 1.0;
    assert!(!converged, "twenty draws do not converge");
    assert!(fitter.warning().unwrap().contains("mixed"));
}
