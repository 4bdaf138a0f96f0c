//! A host with eight threads on one model: a hundred thousand predictions have the bits of the
//! serial ones, and leave nothing behind. Alone in its process, whose memory it measures.

use graft::*;
use graft_binding_tests::*;
use std::sync::Barrier;
use std::thread;

const THREADS: usize = 8;
const STAGES: usize = 10;
const EACH: usize = 100_000 / STAGES / THREADS;

/// Predicts rows one at a time and compares each with what is expected.
fn predict(model: &Model, expected: &Prediction, rows: std::ops::Range<usize>) {
    let (mut mean, mut model_sd, mut noise_sd) = ([0.0], [0.0], [0.0]);
    for row in rows.map(|row| row % ROWS) {
        let outputs = Outputs::new(&mut mean, &mut model_sd, &mut noise_sd);
        model.predict_features_into(&[X[row]], None, outputs).unwrap();
        assert_eq!(mean[0].to_bits(), expected.mean[row].to_bits());
        assert_eq!(model_sd[0].to_bits(), expected.model_sd[row].to_bits());
        assert_eq!(noise_sd[0].to_bits(), expected.noise_sd[row].to_bits());
    }
}

/// Bytes of memory in use; None where the system does not say.
fn resident() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<i64>().ok()? * 1024)
}

/// glibc keeps the blocks of up to 8 MiB that were freed once, and small ones then wander through
/// them page by page: such pages are not lost, but look as if they were.
fn give_large_blocks_back() {
    #[cfg(target_env = "gnu")]
    {
        extern "C" {
            fn mallopt(parameter: i32, value: i32) -> i32;
        }
        const M_MMAP_THRESHOLD: i32 = -3;
        // SAFETY: as in mallopt(3), before there are threads.
        assert_eq!(unsafe { mallopt(M_MMAP_THRESHOLD, 1 << 20) }, 1);
    }
}

#[test]
fn eight_threads_predict_as_one_and_memory_does_not_grow() {
    give_large_blocks_back();
    let mut options = tiny();
    options.set("members", 2).unwrap();
    let mut fitter = Fitter::new("gate", Some(&options)).unwrap();
    fitter.add_source(&vectors(&BOILING, "boiling point")).unwrap();
    let model = fitter.set_target(&vectors(&FLASH, "flash point")).unwrap().fit().unwrap();
    let expected = model.predict_features(&X, None).unwrap();
    let step = Barrier::new(THREADS + 1);
    let mut grown = Vec::new();
    thread::scope(|scope| {
        for first in 0..THREADS {
            let (model, expected, step) = (&model, &expected, &step);
            scope.spawn(move || {
                for _ in 0..=STAGES {
                    predict(model, expected, first..first + EACH);
                    step.wait(); // all have finished
                    step.wait(); // memory has been measured
                }
            });
        }
        let mut before = None;
        for _ in 0..=STAGES {
            step.wait();
            let now = resident();
            if let (Some(before), Some(now)) = (before, now) {
                grown.push(i64::max(now - before, 0));
            }
            before = now;
            step.wait();
        }
    });
    // A model keeps a workspace for each call that ever ran beside others, at most one a thread: when
    // the last is made the machine decides. What is lost with each prediction is lost in each stage.
    println!("growth in bytes: {:?}", grown);
    assert!(grown.iter().min().map_or(true, |&least| least < 10 * (EACH * THREADS) as i64));
    assert!(grown.iter().sum::<i64>() < 100_000_000);
}
