//! Handles free themselves, once, in any order and on any thread.

use graft::*;
use graft_binding_tests::*;
use std::thread;

fn sent<T: Send>() {}
fn shared<T: Send + Sync>() {}

#[test]
fn what_the_header_allows_to_threads_the_types_do() {
    shared::<Context>();
    shared::<Options>();
    shared::<Dataset>();
    shared::<Model>();
    shared::<Fitter>();
    shared::<Canceller>();
    shared::<Error>();
    sent::<Prediction>();
}

#[test]
fn handles_are_dropped_in_any_order() {
    let context = Context::new(None).unwrap();
    let options = tiny();
    let set = Dataset::builder().context(&context).targets(&FLASH).features(&X).unwrap();
    let part = set.select(&[2, 0]).unwrap();
    let mut fitter = context.fitter("scratch", Some(&options)).unwrap();
    drop(options);
    drop(context);
    fitter.set_target(&set).unwrap();
    drop(set);
    let model = fitter.fit().unwrap();
    drop(fitter);
    assert_eq!(model.predict(&part, None).unwrap().mean.len(), 2);
}

#[test]
fn a_handle_is_freed_by_the_thread_that_has_it() {
    let model = fitted();
    let first = model.predict_features(&X, None).unwrap();
    let second = thread::spawn(move || model.predict_features(&X, None).unwrap()).join().unwrap();
    assert_eq!(bits(&first.mean), bits(&second.mean));
}

#[test]
fn a_fitter_may_be_fitted_on_another_thread_and_go_on_there() {
    let mut fitter = prepared();
    let model = fitter.fit().unwrap();
    let again = thread::spawn(move || fitter.fit().unwrap()).join().unwrap();
    assert_eq!(model.to_bytes().unwrap(), again.to_bytes().unwrap());
}

#[test]
fn a_canceller_outlives_its_fitter() {
    let fitter = prepared();
    let canceller = fitter.canceller();
    drop(fitter);
    canceller.cancel().unwrap();
    thread::spawn(move || canceller.cancel().unwrap()).join().unwrap();
}

#[test]
fn a_call_that_fails_makes_nothing_and_says_why() {
    let error = refused(Fitter::new("magic", None), ErrorKind::Argument, "magic");
    assert_eq!(error.name(), "GRAFT_ERROR_ARGUMENT");
    assert_eq!(error.status(), graft_sys::GRAFT_ERROR_ARGUMENT);
    assert_eq!(last_error(), error.message());
    assert_eq!(error.to_string(), error.message());
    refused(Fitter::new("gate", None).unwrap().fit(), ErrorKind::State, "target");
    refused(Model::load("no/such/file"), ErrorKind::Io, "no/such/file");
    refused(Model::from_bytes(b"not a model"), ErrorKind::Format, "");
    refused(Model::from_bytes(b""), ErrorKind::Format, "");
}

#[test]
fn handles_can_be_printed() {
    let (set, model) = (vectors(&FLASH, "flash point"), fitted());
    assert!(format!("{:?}", set).contains("flash point"));
    assert!(format!("{:?}", model).contains("gate"));
    let mut options = Options::new().unwrap();
    options.set("members", 7).unwrap();
    assert_eq!(format!("{:?}", options), "{\"members\": \"7\"}");
    let others = (Context::new(None).unwrap(), prepared().canceller(), prepared(), Watch::new());
    assert!(!format!("{:?}", others).is_empty());
}
