"""Band gaps that were measured are scarce, computed ones abundant. This program reads both, fits
GATE with a progress callback, cancels a fit, saves the model, loads it, predicts a few materials
that are in neither table, with intervals, and fits the Bayesian pc_prior. Its settings are small, so
that it takes seconds; the defaults learn more.

    story.py DATA_DIRECTORY OUTPUT_DIRECTORY
"""
import pathlib
import sys

import graft


def read(path, what, most=None):
    """The first rows of a table, or all."""
    table = graft.Dataset.from_csv(path, formulas="formula", target="band_gap_eV")
    return table[:most].set_property(what, "eV")


def print_predictions(model, named):
    mean, _, _ = model.predict(named)
    ends = model.quantiles(named, [0.025, 0.975])
    print("  material     predicted   95 % interval   known (eV)")
    for formula, value, (low, high), known in zip(named.ids, mean, ends, named.targets):
        print(f"  {formula:12} {value:8.2f}    {low:6.2f} ..{high:6.2f} {known:9.2f}")


class Teller:
    """Tells the stages of a fit."""
    stage = None

    def __call__(self, now):
        if now.stage != self.stage:
            print(f"  {now.stage}, step {now.done} of {now.total}")
        self.stage = now.stage


data, output = map(pathlib.Path, sys.argv[1:3])
print("graft", graft.version())
computed = read(data / "computed_band_gaps.csv", "computed band gap", 1000)
measured = read(data / "measured_band_gaps.csv", "measured band gap", 120)
named = read(data / "named_materials.csv", "measured band gap")
small = dict(members=2, steps=300, source_steps=1000, width=32, encoder_width=32, latent=16,
             valid_fraction=0.2)

# 1. GATE, telling how far it is.
model = graft.fit("gate", measured, [computed], progress=Teller(), **small)
print("gate:", model["ended"])

# 2. The same, cancelled when its first member is done: what comes back is the best model so far, or
# none.
def cancel_in_time(now):
    if now.stage == "target" and now.member > 0:
        fitter.cancel()


with graft.Fitter("gate", progress=cancel_in_time, **small) as fitter:
    fitter.add_source(computed).set_target(measured)
    try:
        print("gate, again:", fitter.fit()["ended"])
    except graft.Stopped as stopped:
        print("gate, again:", stopped)

# 3. A file, and predictions with 95 % intervals.
model.save(output / "story.graft")
print("\ngate")
print_predictions(graft.Model.load(output / "story.graft"), named)

# 4. The prior that holds the measured gaps near the computed ones. Whether its chains have mixed is
# told beside the model.
bayesian = graft.fit("pc_prior", measured, computed, source_members=1, **small)
weights = {name: bayesian.diagnostics[name + ".weight"]
           for name in ("transfer", "source", "tuned", "alone")}
print("\npc_prior, a mixture" + ("" if bayesian.converged else " whose chains have not mixed") + ":",
      *(f"{name} {weight:.2f}" for name, weight in weights.items()))
print_predictions(bayesian, named)
