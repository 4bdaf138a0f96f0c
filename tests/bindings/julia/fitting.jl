# Fits with callbacks in Julia: progress, log, stopping, cancelling, exceptions, history.

@testset "a progress callback is told of the fit, on the thread that called it" begin
    told, threads = Graft.Progress[], Int[]
    Graft.fit(prepared()) do now
        push!(told, now)
        push!(threads, Threads.threadid())
    end
    @test !isempty(told)
    @test all(0 <= now.done <= now.total for now in told)
    @test all(0 <= now.member <= now.members for now in told)
    @test all(!isempty(now.stage) && now.seconds >= 0 for now in told)
    @test any(now.member == 1 && isfinite(now.train_loss) for now in told)
    @test all(==(Threads.threadid()), threads)
end

@testset "an older library's record has fewer fields, a newer one's more" begin
    stage = "target"
    record(size) = Int64[size, Int64(pointer(stage)), 0, 2, 5, 9,
                         (reinterpret(Int64, v) for v in (0.5, 1.5, 2.5, 3.5))..., -1, -1]
    read_as(size) = (bytes = record(size); GC.@preserve stage bytes Graft.Progress(
        Ptr{Cvoid}(pointer(bytes))))
    @test read_as(80) == read_as(96) == Graft.Progress("target", 1, 2, 5, 9, 0.5, 1.5, 2.5, 3.5)
    older = read_as(48)
    @test (older.done, older.total) == (5, 9)
    @test all(isnan, (older.train_loss, older.valid_rmse, older.seconds, older.seconds_left))
    @test read_as(15).stage == "" && read_as(15).member == 0
end

@testset "whatever a callback gives, the fit goes on, but for :stop" begin
    whole = Graft.save_memory(Graft.fit(prepared()))
    calls = 0
    counted = Graft.fit(now -> (calls += 1), prepared())
    @test calls > 3
    @test Graft.predict(counted, X).mean == Graft.predict(Graft.load(whole), X).mean
    calls = 0
    stopped = Graft.fit(prepared()) do now
        calls += 1
        calls >= 4 ? :stop : "go on"
    end
    @test calls == 4
    @test stopped["ended"] != "finished"
    @test counted["ended"] == "finished"
end

struct Trouble <: Exception
    number::Int
end

@testset "what a callback throws comes out of the fit, and the fitter serves as before" begin
    fitter = prepared()
    wanted = Graft.predict(Graft.fit(fitter), X).mean
    calls = 0
    e = try
        Graft.fit(fitter) do now
            calls += 1
            throw(Trouble(42))
        end
    catch e
        e
    end
    @test e === Trouble(42)
    @test calls == 1
    @test_throws InterruptException Graft.fit(now -> throw(InterruptException()), fitter)
    @test_throws MethodError Graft.fit(() -> nothing, fitter)
    @test_throws UndefVarError Graft.fit(now -> no_such_name, fitter)
    @test same_bits(Graft.predict(Graft.fit(fitter), X).mean, wanted)
    @test_throws Trouble Graft.fit(now -> throw(Trouble(1)), "gate", vectors(FLASH, "flash point"),
                                   vectors(BOILING, "boiling point"); TINY...)
end

@testset "an interrupt from outside ends the fit as Julia's own exception" begin
    Base.exit_on_sigint(false)
    fitter, calls = prepared(steps=1_000_000, patience=1_000_000), 0
    @test_throws InterruptException Graft.fit(fitter) do now
        calls += 1
        calls == 3 && ccall(:kill, Int32, (Int32, Int32), getpid(), 2)
        calls > 100_000 && return :stop  # it was not heard
    end
    Base.exit_on_sigint(true)
    @test calls >= 3
end

@testset "a callback may wait, and goes on where it was" begin
    threads = Int[]
    Graft.fit(prepared()) do now
        yield()
        sleep(0.001)
        push!(threads, Threads.threadid())
    end
    @test all(==(Threads.threadid()), threads)
end

@testset "what a log throws comes out of the fit, and ends it" begin
    lines = 0
    hear(line) = (lines += 1; throw(Trouble(7)))
    fitter = prepared(log=hear)
    calls = 0
    @test_throws Trouble Graft.fit(now -> (calls += 1), fitter)
    @test lines == 1
    @test_throws Trouble Graft.fit(fitter)
    of_context = prepared(context=Context(hear))
    @test_throws Trouble Graft.fit(of_context)
    @test length(Graft.predict(Graft.fit(prepared()), X).mean) == ROWS
end

@testset "cancel stops the running fit, or the next one" begin
    fitter = prepared()
    calls = 0
    model = try
        Graft.fit(fitter) do now
            calls += 1
            Graft.cancel(fitter)
        end
    catch e
        @test e.status == Graft.STOPPED
        nothing
    end
    @test calls < 3
    @test model === nothing || model["ended"] == "cancelled"
    Graft.cancel(fitter)
    @test refused(() -> Graft.fit(fitter), Graft.STOPPED, "cancelled")
    @test Graft.fit(fitter)["ended"] == "finished"
end

@testset "a callback cannot fit or change what is at work, and the fit goes on" begin
    fitter, calls, refusals = prepared(), 0, 0
    set = vectors(FLASH, "flash point")
    Graft.fit(fitter) do now
        calls += 1
        refusals += refused(() -> Graft.fit(now -> error("not this one"), fitter),
                            Graft.ERROR_STATE, "")
        refusals += refused(() -> Graft.set_target!(fitter, set), Graft.ERROR_STATE, "")
    end
    @test calls > 1
    @test refusals == 2calls
end

@testset "a callback may fit something else, and collect garbage" begin
    wanted = Graft.predict(Graft.fit(prepared()), X).mean
    inner = nothing
    outer = Graft.fit(prepared()) do now
        GC.gc()
        inner === nothing && (inner = Graft.fit(prepared()))
        @test_throws Trouble Graft.fit(now -> throw(Trouble(3)), prepared())
    end
    @test same_bits(Graft.predict(outer, X).mean, wanted)
    @test same_bits(Graft.predict(inner, X).mean, wanted)
end

@testset "a log receives lines: the fitter's own in place of the context's" begin
    of_context, own = String[], String[]
    context = Context(line -> push!(of_context, line))
    fitter = prepared(context=context)
    with_own = prepared(context=context, log=line -> push!(own, line))
    Graft.set_log!(context, nothing)
    silent = prepared(context=context)
    close(context)
    context = nothing
    GC.gc()
    Graft.fit(fitter)
    @test !isempty(of_context) && all(line -> !isempty(line) && !('\n' in line), of_context)
    empty!(of_context)
    Graft.fit(with_own)
    @test !isempty(own) && isempty(of_context)
    Graft.fit(silent)
    @test isempty(of_context)
end

@testset "the history has a vector for each column" begin
    fitter = prepared()
    @test isempty(Graft.history(fitter).epoch)
    Graft.fit(fitter)
    history = Graft.history(fitter)
    @test length(history.epoch) == 6 && issorted(history.epoch)
    @test all(isfinite, history.train_total)
    @test haskey(history, :valid_rmse) && haskey(history, :train_autoencoder)
end

@testset "validation rows, unlabelled rows and a source's model" begin
    fitter, more = prepared(), Graft.from_features(X[:, 11:end], FLASH[11:end])
    Graft.set_validation!(fitter, more)
    Graft.set_unlabelled!(fitter, more)
    @test Graft.fit(fitter)["ended"] == "finished"
    Graft.set_validation!(fitter, nothing)
    Graft.set_unlabelled!(fitter, nothing)
    with_neither = Graft.fit(fitter)
    @test same_bits(Graft.predict(with_neither, X).mean, Graft.predict(Graft.fit(prepared()), X).mean)
    target, source = vectors(FLASH, "flash point"), vectors(BOILING, "boiling point")
    by_set = Graft.fit("stacked", target, source; TINY...)
    by_model = Graft.fit("stacked", target, Graft.fit("scratch", source; TINY...))
    @test by_set["method"] == by_model["method"] == "stacked"
    @test Graft.fit("gate", target, source; unlabelled=more, validation=more, TINY...)["method"] == "gate"
    fitter = Graft.set_target!(Fitter("stacked"; TINY...), target)
    Graft.set_source_model!(fitter, by_model)
    Graft.set_source_model!(fitter, nothing)
    @test refused(() -> Graft.fit(fitter), Graft.ERROR_STATE, "source")
end

@testset "what cannot be fitted is said" begin
    @test refused(() -> Fitter("magic"), Graft.ERROR_ARGUMENT, "magic")
    @test refused(() -> Graft.fit(Fitter("gate")), Graft.ERROR_STATE, "target")
    @test refused(() -> Graft.fit("scratch", vectors(FLASH[1:2], "flash point")), Graft.ERROR_DATA, "2")
    @test refused(() -> Graft.fit("gate", vectors(FLASH, "flash point")), Graft.ERROR_STATE, "source")
end
