//! Fits with closures: progress, log, cancelling, aborting, panics, history.

use graft::*;
use graft_binding_tests::*;
use std::cell::{Cell, RefCell};
use std::io::Write;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::{Arc, Mutex};
use std::thread;

/// The text that a panic came with.
fn panic_of<R>(body: impl FnOnce() -> R) -> String {
    let panic = match catch_unwind(AssertUnwindSafe(body)) {
        Ok(_) => panic!("no panic came back"),
        Err(panic) => panic,
    };
    panic.downcast_ref::<&str>().map_or_else(
        || panic.downcast_ref::<String>().expect("a text").clone(),
        |text| text.to_string(),
    )
}

#[test]
fn a_closure_is_told_of_the_fit() {
    let mut stages = Vec::new();
    let watch = Watch::new().progress(|now| {
        assert!(now.done >= 0 && now.done <= now.total && now.seconds >= 0.0);
        assert!(now.member.map_or(true, |member| member < now.members));
        stages.push(now.stage.to_string());
        Step::Continue
    });
    let mut fitter = prepared();
    let watched = fitter.fit_watched(watch).unwrap();
    assert!(stages.iter().any(|stage| stage == "target"));
    let told = stages.len();
    assert_eq!(fitter.fit().unwrap().to_bytes().unwrap(), watched.to_bytes().unwrap());
    assert_eq!(stages.len(), told);
    assert_eq!(fitter.warning(), None);
}

#[test]
fn an_answer_stops_and_keeps_the_best_or_ends_without_a_model() {
    let mut fitter = prepared();
    let calls = Cell::new(0);
    let stop_at_fourth = Watch::new().progress(|_| {
        calls.set(calls.get() + 1);
        if calls.get() == 4 {
            Step::Stop
        } else {
            Step::Continue
        }
    });
    let model = fitter.fit_watched(stop_at_fourth).unwrap();
    assert_eq!(calls.get(), 4);
    assert_ne!(model.text("ended").unwrap(), "finished");
    let abort = Watch::new().progress(|_| Step::Abort);
    let error = refused(fitter.fit_watched(abort), ErrorKind::Callback, "progress");
    assert_eq!((error.name(), error.status() < 0), ("callback", true));
    assert_eq!(fitter.fit().unwrap().text("ended").unwrap(), "finished");
}

#[test]
fn cancel_stops_the_running_fit_or_the_next_one() {
    let mut fitter = prepared();
    let canceller = fitter.canceller();
    let mut calls = 0;
    let watch = Watch::new().progress(|_| {
        calls += 1;
        canceller.cancel().unwrap();
        Step::Continue
    });
    match fitter.fit_watched(watch) {
        Ok(model) => assert_eq!(model.text("ended").unwrap(), "cancelled"),
        Err(error) => assert_eq!(error.kind(), ErrorKind::Stopped),
    }
    assert!(calls < 3, "{} calls", calls);
    thread::spawn(move || canceller.cancel().unwrap()).join().unwrap();
    refused(fitter.fit(), ErrorKind::Stopped, "cancelled");
    fitter.fit().unwrap();
}

#[test]
fn a_log_hears_lines_the_fits_own_in_place_of_the_contexts() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let in_context = Arc::clone(&heard);
    let mut context = Context::new(None).unwrap();
    context.set_log(move |line| in_context.lock().unwrap().push(line.to_string())).unwrap();
    let mut fitter = context.fitter("gate", Some(&tiny())).unwrap();
    context.clear_log().unwrap();
    let mut silent = context.fitter("gate", Some(&tiny())).unwrap();
    context.set_log(|_| panic!("this log is set for later fitters")).unwrap();
    drop(context);
    for fitter in [&mut fitter, &mut silent] {
        fitter.add_source(&vectors(&BOILING, "boiling point")).unwrap();
        fitter.set_target(&vectors(&FLASH[..12], "flash point")).unwrap();
    }
    fitter.fit().unwrap();
    let lines = heard.lock().unwrap().len();
    assert!(lines > 0);
    let own = RefCell::new(Vec::new());
    for fitter in [&mut fitter, &mut silent] {
        let watch = Watch::new().log(|line| own.borrow_mut().push(line.to_string()));
        fitter.fit_watched(watch).unwrap();
    }
    assert!(own.borrow().len() >= 2 && own.borrow().iter().all(|line| !line.contains('\n')));
    assert_eq!(heard.lock().unwrap().len(), lines);
    fitter.fit().unwrap();
    silent.fit().unwrap();
    assert_eq!(heard.lock().unwrap().len(), 2 * lines);
}

#[test]
fn a_panic_of_a_progress_closure_comes_back_and_the_fitter_serves_as_before() {
    let mut fitter = prepared();
    let expected = fitter.fit().unwrap().to_bytes().unwrap();
    for _ in 0..3 {
        let mut calls = 0;
        let watch = Watch::new().progress(|_| {
            calls += 1;
            panic!("the closure's own {}", 42)
        });
        assert_eq!(panic_of(|| fitter.fit_watched(watch)), "the closure's own 42");
        assert_eq!(calls, 1);
    }
    assert_eq!(fitter.fit().unwrap().to_bytes().unwrap(), expected);
}

#[test]
fn a_panic_of_a_log_ends_the_fit_and_comes_back() {
    let mut fitter = prepared();
    let epochs = |fitter: &Fitter| fitter.history().unwrap().values.rows();
    fitter.fit().unwrap();
    assert_eq!(epochs(&fitter), 6);
    let watch = Watch::new().log(|_| panic!("a log's"));
    assert_eq!(panic_of(|| fitter.fit_watched(watch)), "a log's");
    assert!(epochs(&fitter) < 6, "it went on for {} epochs", epochs(&fitter));
    let mut context = Context::new(None).unwrap();
    context.set_log(|_| panic!("a context's")).unwrap();
    let mut fitter = context.fitter("scratch", Some(&tiny())).unwrap();
    fitter.set_target(&vectors(&FLASH, "flash point")).unwrap();
    assert_eq!(panic_of(|| fitter.fit()), "a context's");
    assert_eq!(panic_of(|| fitter.fit()), "a context's");
    fitter.fit_watched(Watch::new().log(|_| ())).unwrap();
}

#[test]
fn panics_are_each_threads_own() {
    thread::scope(|scope| {
        for number in 0..4 {
            scope.spawn(move || {
                let watch = Watch::new().progress(move |_| panic!("of thread {}", number));
                let said = panic_of(|| prepared().fit_watched(watch));
                assert_eq!(said, format!("of thread {}", number));
                prepared().fit().unwrap();
            });
        }
    });
}

#[test]
fn a_fit_inside_a_closure_of_another_fit() {
    let mut inner = prepared();
    let mut made = None;
    let watch = Watch::new().progress(|_| {
        made.get_or_insert_with(|| inner.fit().unwrap());
        Step::Continue
    });
    let outer = prepared().fit_watched(watch).unwrap();
    assert_eq!(made.unwrap().to_bytes().unwrap(), outer.to_bytes().unwrap());
    let watch = Watch::new().progress(|_| {
        let panics = Watch::new().progress(|_| panic!("deep inside"));
        let caught = panic_of(|| inner.fit_watched(panics));
        assert_eq!(caught, "deep inside");
        inner.fit_watched(Watch::new().log(|_| panic!("{}, again", caught))).unwrap();
        Step::Continue
    });
    assert_eq!(panic_of(|| prepared().fit_watched(watch)), "deep inside, again");
}

struct Panics;

impl Write for Panics {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        panic!("a writer's")
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::Error::new(std::io::ErrorKind::WouldBlock, "full"))
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_writers_panics_and_errors_come_back_as_they_are() {
    let model = fitted();
    assert_eq!(panic_of(|| model.write_to(Panics)), "a writer's");
    let error = model.write_to(Full).unwrap_err();
    assert_eq!((error.kind(), error.to_string()), (std::io::ErrorKind::WouldBlock, "full".into()));
    let mut bytes = Vec::new();
    model.write_to(&mut bytes).unwrap();
    assert_eq!(bytes, model.to_bytes().unwrap());
}

#[test]
fn the_history_has_a_column_for_each_name() {
    let mut fitter = prepared();
    assert_eq!(fitter.history().unwrap().values.rows(), 0);
    fitter.fit().unwrap();
    let history = fitter.history().unwrap();
    assert_eq!((history.values.rows(), history.values.cols()), (6, history.names.len()));
    let epochs: Vec<f64> = history.column("epoch").unwrap().collect();
    assert!(epochs.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(history.column("train_distance").is_some() && history.column("luck").is_none());
}

#[test]
fn a_fitter_takes_validation_rows_unlabelled_rows_and_a_sources_model() {
    let more = Dataset::builder().targets(&FLASH[10..]).features(&X[10..]).unwrap();
    let mut fitter = prepared();
    let plain = fitter.fit().unwrap().to_bytes().unwrap();
    fitter.set_validation(Some(&more)).unwrap().set_unlabelled(Some(&more)).unwrap();
    assert_ne!(fitter.fit().unwrap().to_bytes().unwrap(), plain);
    fitter.set_validation(None).unwrap().set_unlabelled(None).unwrap();
    assert_eq!(fitter.fit().unwrap().to_bytes().unwrap(), plain);
    let mut source = Fitter::new("scratch", Some(&tiny())).unwrap();
    let source = source.set_target(&vectors(&BOILING, "boiling point")).unwrap().fit().unwrap();
    let mut fitter = Fitter::new("stacked", Some(&tiny())).unwrap();
    fitter.set_target(&vectors(&FLASH[..10], "flash point")).unwrap();
    fitter.set_source_model(Some(&source)).unwrap().fit().unwrap();
    let fit = fitter.set_source_model(None).unwrap().fit();
    refused(fit, ErrorKind::State, "source");
}
