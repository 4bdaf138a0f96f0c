# Threads and a garbage collector that frees in any order. Needs several threads of Julia.
include("samples.jl")
using Base.Threads

# No more than the machine has processors, whatever is asked for.
if nthreads() == 1
    println("on one processor this Julia has one thread")
    exit(77)
end

const MODEL = Graft.fit(prepared())
const MEAN = Graft.predict(MODEL, X).mean

@testset "one model predicts on all threads as it does on one, 100,000 times" begin
    wrong = Atomic{Int}(0)
    @threads for call in 1:100_000
        i = call % ROWS + 1
        mean = Graft.predict(MODEL, view(X, :, i:i)).mean
        mean[1] === MEAN[i] || atomic_add!(wrong, 1)
    end
    @test wrong[] == 0
end

@testset "failures of one thread are not another's" begin
    wrong = Atomic{Int}(0)
    @threads for call in 1:2000
        e = try Options()["no_option_$call"] catch e e end
        e isa GraftError && occursin("'no_option_$call'", e.message) || atomic_add!(wrong, 1)
    end
    @test wrong[] == 0
end

@testset "handles made and dropped on all threads are freed in any order" begin
    wrong = Atomic{Int}(0)
    bytes = Graft.save_memory(MODEL)
    @threads for call in 1:1600
        context = Context(; n_threads=1)
        set = Graft.from_features(X, FLASH; context=context)
        part = set[1:2:ROWS]
        model = Graft.load(bytes; context=context)
        same_bits(Graft.predict(model, part).mean, MEAN[1:2:ROWS]) || atomic_add!(wrong, 1)
        call % 3 == 0 && close(set)
        call % 5 == 0 && close(context)
        call % 50 == 0 && GC.gc(call % 100 == 0)
    end
    GC.gc()
    @test wrong[] == 0
    @test same_bits(Graft.predict(MODEL, X).mean, MEAN)
end

@testset "fits run on all threads at once, and what one callback throws ends its fit alone" begin
    fits = map(1:2nthreads()) do number
        Threads.@spawn try
            Graft.fit(prepared()) do now
                isodd(number) && now.done > 20 && error("fit $number")
                GC.safepoint()
            end
        catch e
            e
        end
    end
    for (number, outcome) in enumerate(fetch.(fits))
        if isodd(number)
            @test outcome == ErrorException("fit $number")
        else
            @test same_bits(Graft.predict(outcome, X).mean, MEAN)
        end
    end
end

@testset "a fit lets other threads collect garbage, and can be cancelled by them" begin
    fitter = Fitter("gate"; TINY..., steps=1_000_000, patience=1_000_000)
    Graft.add_source!(fitter, vectors(BOILING, "boiling point"))
    Graft.set_target!(fitter, vectors(FLASH[1:12], "flash point"))
    learning = Atomic{Bool}(false)
    other = Threads.@spawn begin
        while !learning[]
            GC.safepoint()
        end
        GC.gc()
        Graft.cancel(fitter)
    end
    # Here, and not in a task, which might share its thread with the other one.
    model = Graft.fit(fitter) do now
        learning[] = now.done > 20
    end
    wait(other)
    @test model["ended"] == "cancelled"
end
