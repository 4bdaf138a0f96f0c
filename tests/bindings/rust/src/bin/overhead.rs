//! What the crate costs: the time of predicting one row of features by it, over that of the bare C
//! call, in turns within one run; the median of many turns.

use graft::Outputs;
use graft_binding_tests::{fitted, FEATURES, X};
use graft_sys as sys;
use std::ptr::{null, null_mut};
use std::time::Instant;

const TURNS: usize = 4001;
const CALLS: usize = 10; // fewer than fit between two interruptions

fn seconds(mut call: impl FnMut()) -> f64 {
    let start = Instant::now();
    for _ in 0..CALLS {
        call();
    }
    start.elapsed().as_secs_f64()
}

fn main() {
    let model = fitted();
    let one = [X[0]];
    let (mut mean, mut model_sd, mut noise_sd) = ([0.0], [0.0], [0.0]);

    let bytes = model.to_bytes().unwrap();
    let mut bare = null_mut();
    let (from, size) = (bytes.as_ptr().cast(), bytes.len() as i64);
    assert_eq!(unsafe { sys::graft_model_load_memory(null(), from, size, &mut bare) }, 0);

    let mut ratios = [Vec::new(), Vec::new()];
    let mut bare_times = Vec::new();
    for _ in 0..TURNS {
        let into = seconds(|| {
            let outputs = Outputs::new(&mut mean, &mut model_sd, &mut noise_sd);
            model.predict_features_into(&one, None, outputs).unwrap();
        });
        let c = seconds(|| unsafe {
            let (x, cols) = (one.as_ptr().cast(), FEATURES as i64);
            let [mean, model_sd, noise_sd] =
                [mean.as_mut_ptr(), model_sd.as_mut_ptr(), noise_sd.as_mut_ptr()];
            let status = sys::graft_model_predict_features(
                bare,
                x,
                1,
                cols,
                cols,
                1,
                null(),
                mean,
                model_sd,
                noise_sd,
            );
            assert_eq!(status, 0);
        });
        let vectors = seconds(|| {
            model.predict_features(&one, None).unwrap();
        });
        bare_times.push(c);
        ratios[0].push(into / c);
        ratios[1].push(vectors / c);
    }
    unsafe { sys::graft_model_free(bare) };
    let sorted = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        [1, 2, 3].map(|quarter| values[TURNS * quarter / 4])
    };
    println!("one row by C: {:.2} us", sorted(bare_times)[1] / CALLS as f64 * 1e6);
    for (ratios, what) in ratios.into_iter().zip(["slices of yours", "new vectors"]) {
        let [low, median, high] = sorted(ratios);
        println!("by Rust over C, into {what}: {median:.3}, quartiles {low:.3} and {high:.3}");
    }
}
