# What the package costs: the time of predicting one row of features by it, over that of a loop in C, in
# turns within one run; the median of many turns. The time that garbage is collected in counts.
using Graft
using Statistics: quantile
include("samples.jl")

const LOOP = ENV["GRAFT_REFERENCE"]
const TURNS, CALLS = 8001, 5  # short turns: a busy machine interrupts few of them

in_c(model, x, calls, mean, model_sd, noise_sd) = ccall((:predict_loop, LOOP), Int32,
    (Ptr{Cvoid}, Ptr{Float64}, Int64, Int64, Ptr{Float64}, Ptr{Float64}, Ptr{Float64}),
    model, x, size(x, 1), calls, mean, model_sd, noise_sd)

function in_place(model, x, calls, mean, model_sd, noise_sd)
    for _ in 1:calls
        Graft.predict!(mean, model_sd, noise_sd, model, x)
    end
end

function allocating(model, x, calls, outputs...)
    for _ in 1:calls
        Graft.predict(model, x)
    end
end

function ratios(ours, arguments)
    map(1:TURNS) do _
        start = time_ns()
        ours(arguments...)
        middle = time_ns()
        in_c(arguments...) == 0 || error("the loop in C failed")
        (middle - start) / (time_ns() - middle)
    end
end

function report()
    arguments = (Graft.fit(prepared()), X[:, 1:1], CALLS, zeros(1), zeros(1), zeros(1))
    for (name, ours) in ("predict!" => in_place, "predict" => allocating)
        ours(arguments...)
        low, middle, high = round.(quantile(ratios(ours, arguments), (0.25, 0.5, 0.75)); digits=3)
        println("one row by Julia's $name over C: $middle, quartiles $low and $high")
    end
    microseconds = @elapsed(in_c(arguments[1:2]..., 10_000, arguments[4:6]...)) * 100
    println("one row in C: ", round(microseconds; digits=2), " us")
end

report()
