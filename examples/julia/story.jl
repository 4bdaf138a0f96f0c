# Band gaps that were measured are scarce, computed ones abundant. This program reads both, fits GATE
# with a progress callback, cancels a fit, saves the model, loads it, predicts a few materials that are
# in neither table, with intervals, and fits the Bayesian pc_prior. Its settings are small, so that it
# takes seconds; the defaults learn more.
#
#     julia story.jl DATA_DIRECTORY OUTPUT_DIRECTORY
using Graft
using Printf

length(ARGS) == 2 || error("usage: story.jl DATA_DIRECTORY OUTPUT_DIRECTORY")
const DATA, OUTPUT = ARGS
const SETTINGS = (members=2, steps=300, source_steps=1000, width=32, encoder_width=32, latent=16,
                  valid_fraction=0.2)

"The first rows of a table, or all."
function read_table(name, property, rows=:)
    table = Graft.from_csv(joinpath(DATA, name); formulas="formula", target="band_gap_eV")
    return Graft.set_property!(table[rows], property, "eV")
end

"Predictions of a few materials with 95 % intervals."
function print_predictions(model, materials)
    mean = Graft.predict(model, materials).mean
    between = Graft.quantiles(model, materials, [0.025, 0.975])
    println("  material     predicted   95 % interval   known (eV)")
    for (i, known) in enumerate(Graft.targets(materials))
        @printf("  %-12s%8.2f    %6.2f ..%6.2f%10.2f\n", Graft.id(materials, i), mean[i],
                between[1, i], between[2, i], known)
    end
end

function story()
    println("graft ", Graft.version())
    computed = read_table("computed_band_gaps.csv", "computed band gap", 1:1000)
    measured = read_table("measured_band_gaps.csv", "measured band gap", 1:120)
    named = read_table("named_materials.csv", "measured band gap")
    println(computed, "\n", measured)

    # 1. GATE, telling how far it is.
    fitter = Graft.Fitter("gate"; SETTINGS...)
    Graft.add_source!(fitter, computed)
    Graft.set_target!(fitter, measured)
    calls, stage = 0, ""
    model = Graft.fit(fitter) do now
        calls += 1
        now.stage == stage || println("  ", now.stage, ", step ", now.done, " of ", now.total)
        stage = now.stage
    end
    println("gate: fitted, ", calls, " calls of the progress callback")

    # 2. The same, cancelled once there is something to keep: what comes back is the best model so far,
    # or none.
    try
        cut_short = Graft.fit(fitter) do now
            now.stage == "target" && 2now.done > now.total && Graft.cancel(fitter)
        end
        println("gate, again: ended as ", cut_short["ended"])
    catch e
        e isa GraftError && e.status == Graft.STOPPED || rethrow()
        println("gate, again: ", e.message)
    end

    # 3. A file, and predictions with 95 % intervals.
    path = joinpath(OUTPUT, "story.graft")
    Graft.save(model, path)
    println("\ngate")
    print_predictions(Graft.load(path), named)

    # 4. The prior that holds the measured gaps near the computed ones. `converged` is false where the
    # chains have not mixed; the diagnostics say more.
    bayesian = Graft.fit("pc_prior", measured, computed; SETTINGS..., source_members=1)
    weight(candidate) = Graft.diagnostics(bayesian)["$candidate.weight"]
    @printf("\npc_prior, a mixture: transfer %.2f, source %.2f, tuned %.2f, alone %.2f\n",
            weight("transfer"), weight("source"), weight("tuned"), weight("alone"))
    print_predictions(bayesian, named)
end

story()
