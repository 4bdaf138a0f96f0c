//! Band gaps that were measured are scarce, computed ones abundant. This program reads both, fits
//! GATE with a progress closure, cancels a fit, saves the model, loads it, predicts a few materials
//! that are in neither table, with intervals, and fits the Bayesian pc_prior. Its settings are small,
//! so that it takes seconds; the defaults learn more.
//!
//!     cargo run -- DATA_DIRECTORY OUTPUT_DIRECTORY

use graft::{Columns, Dataset, ErrorKind, Fitter, Model, Options, Progress, Step, Watch};
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, output] = match arguments.as_slice() {
        [data, output] => [Path::new(data), Path::new(output)],
        _ => return Err("usage: story DATA_DIRECTORY OUTPUT_DIRECTORY".into()),
    };
    println!("graft {}", graft::version());

    let rows: Vec<usize> = (0..1000).collect();
    let computed = read(data, "computed_band_gaps.csv", "computed band gap")?.select(&rows)?;
    let measured =
        read(data, "measured_band_gaps.csv", "measured band gap")?.select(&rows[..120])?;
    let named = read(data, "named_materials.csv", "measured band gap")?;

    let mut options = Options::new()?;
    options.set("members", 2)?.set("steps", 300)?.set("source_steps", 1000)?;
    options.set("width", 32)?.set("encoder_width", 32)?.set("latent", 16)?;
    options.set("valid_fraction", 0.2)?;

    // 1. GATE, telling how far it is.
    let mut fitter = Fitter::new("gate", Some(&options))?;
    fitter.add_source(&computed)?.set_target(&measured)?;
    let (mut calls, mut stage) = (0, String::new());
    let mut tell = |now: &Progress<'_>| {
        calls += 1;
        if now.stage != stage {
            stage = now.stage.to_string();
            println!("  {}, step {} of {}", stage, now.done, now.total);
        }
    };
    let model = fitter.fit_watched(Watch::new().progress(|now| {
        tell(now);
        Step::Continue
    }))?;
    println!("gate: fitted, {} calls of the progress closure", calls);

    // 2. The same, cancelled once there is something to keep: what comes back is the best model so
    // far, or none. A canceller may also go to another thread.
    let canceller = fitter.canceller();
    let cancelled = fitter.fit_watched(Watch::new().progress(|now| {
        if now.stage == "target" && now.done > now.total / 2 {
            canceller.cancel().expect("a fitter that is at work can be cancelled");
        }
        Step::Continue
    }));
    match cancelled {
        Ok(best) => println!("gate, again: ended as {}", best.text("ended")?),
        Err(error) if error.kind() == ErrorKind::Stopped => println!("gate, again: {}", error),
        Err(error) => return Err(error.into()),
    }

    // 3. A file, and predictions with 95 % intervals.
    let path = output.join("story_rust.graft");
    model.save(&path)?;
    println!("\ngate");
    predict(&Model::load(&path)?, &named)?;

    // 4. The prior that holds the measured gaps near the computed ones. Chains that have not mixed
    // are a warning; the diagnostics say more.
    options.set("source_members", 1)?;
    let mut fitter = Fitter::new("pc_prior", Some(&options))?;
    let bayesian = fitter.add_source(&computed)?.set_target(&measured)?.fit()?;
    let weights: Vec<String> = ["transfer", "source", "tuned", "alone"]
        .iter()
        .filter_map(|name| Some((name, bayesian.diagnostic(&format!("{}.weight", name))?)))
        .map(|(name, weight)| format!("{} {:.2}", name, weight))
        .collect();
    println!("\npc_prior, a mixture: {}", weights.join(", "));
    if let Some(warning) = fitter.warning() {
        println!("{}", warning);
    }
    predict(&bayesian, &named)?;
    Ok(())
}

fn read(data: &Path, name: &str, property: &str) -> graft::Result<Dataset> {
    let path = data.join(name);
    let mut set = Dataset::csv(&path).target("band_gap_eV").read(Columns::Formulas("formula"))?;
    set.set_property(property, "eV")?;
    Ok(set)
}

fn predict(model: &Model, named: &Dataset) -> graft::Result<()> {
    let predicted = model.predict(named, None)?;
    let between = model.quantiles(named, &[0.025, 0.975], None)?;
    println!("  material     predicted   95 % interval   known (eV)");
    let known = named.targets()?;
    for (row, gap) in predicted.iter().enumerate() {
        let (low, high) = (between[(row, 0)], between[(row, 1)]);
        let (material, known) = (named.id(row)?, known[row]);
        println!("  {:<12}{:8.2}    {:6.2} ..{:6.2}{:10.2}", material, gap.mean, low, high, known);
    }
    Ok(())
}
